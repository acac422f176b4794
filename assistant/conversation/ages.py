"""Whether an age that was said fits an answer's label: 六十五 fits 满六十周岁, and 还没满 does not."""

from __future__ import annotations

import re

from assistant.numerals import value

_FIGURE = r"(?:\d{1,3}|[零〇一二两三四五六七八九十百]{1,5})"
_SAID = re.compile(rf"(?<!第)({_FIGURE})\s*(?:多|来|几)?\s*(周岁|岁|个月|年|天)?")
_BOUND = re.compile(
    rf"(不满|未满|没满|小于|不到|不足|满|大于|超过)?\s*({_FIGURE})\s*(?:周岁|岁|年|个月)?\s*(以上|以下|以内|及以上)?"
)
_RANGE = re.compile(rf"({_FIGURE})\s*(?:周岁|岁|年)?\s*(?:到|至|-|—|~|，不足|，不满)\s*({_FIGURE})\s*(?:周岁|岁|年)")
_MET, _UNMET = re.compile(r"^(?:满了|满|够了|超过|是|到了)"), re.compile(r"^(?:没|还没|未|不满|不到|不够|不是)")


def figure(text: str) -> int | None:
    """A whole number as spoken or written, up to 999; None for anything else."""
    number = value(text)
    return number if number is not None and number < 1000 else None


def said(text: str, question: str) -> tuple[int, str] | None:
    """The first number in a citizen's words and its unit: its own, else that of the question's bound (岁 for 周岁)."""
    asked = "岁" if "岁" in question else "年" if "年" in question else "个月" if "个月" in question else ""
    for match in _SAID.finditer(text):
        number = figure(match.group(1))
        unit = (match.group(2) or "").replace("周岁", "岁")
        if number is None or (not unit and number < 2 and match.group(1) not in ("1", "0")):
            continue
        if unit or asked:
            return number, unit or asked
    return None


def fits(label: str, question: str, number: int, unit: str) -> bool | None:
    """Whether ``number`` fits a label; None where neither label nor question names a bound in that unit."""
    if "半年" in label + question:
        return _half_a_year(label, number, unit)
    if unit not in label + question:
        return None
    between = _RANGE.search(label)
    if between:
        low, high = figure(between.group(1)), figure(between.group(2))
        if low is None or high is None:
            return None
        open_above = "不足" in between.group(0) or "不满" in between.group(0)
        return low <= number < high if open_above else low <= number <= high
    in_label = _bound(label)
    if in_label is not None:
        return _within(in_label, number)
    in_question = _bound(question)
    if in_question is None:
        return None
    met = _within(in_question, number)
    if _UNMET.search(label):
        return not met
    return met if _MET.search(label) else None


#: Months of each unit; what is told in years or days against half a year.
_MONTHS = {"年": 12.0, "个月": 1.0, "天": 1 / 30}


def _half_a_year(label: str, number: int, unit: str) -> bool | None:
    """Whether a time fits 住满半年了 or 还没住满."""
    if unit not in _MONTHS or "满" not in label:
        return None
    return (number * _MONTHS[unit] >= 6) != bool(_UNMET.search(label))


def _bound(text: str) -> tuple[str, int] | None:
    for match in _BOUND.finditer(text):
        number = figure(match.group(2))
        if number is None or number < 2:
            continue
        before, behind = match.group(1) or "", match.group(3) or ""
        if before in ("不满", "未满", "没满", "小于", "不到", "不足") or behind in ("以下", "以内"):
            return "below", number
        if before or behind:
            return "from", number
    return None


def _within(bound: tuple[str, int], number: int) -> bool:
    return number < bound[1] if bound[0] == "below" else number >= bound[1]
