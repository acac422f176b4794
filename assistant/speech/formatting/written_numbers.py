"""Numbers as they are written: 三千五百块 -> 3500块, 幺三八… -> 138…, 百分之三点五 -> 3.5%.

A recogniser writes what it hears, in Chinese numerals or Arabic digits as it happens. A clerk writes digits for codes, telephones, sums,
dates and times, and leaves words alone: 第一次, 两份, 一件事, 三井街道. So: numbers of two digits and more become Arabic, lone digits stay
before what they count, and words that only look like numbers (``KEPT``) stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.numerals import spelled, value

_LARGE = {"万": 10**4, "亿": 10**8}
_ONE = "零〇一二两三四五六七八九幺"
_ANY = rf"[{_ONE}\d]"
_NUMERAL = rf"[{_ONE}\d十百千万亿]"

#: Words and names in which a numeral is no number, the longest first.
KEPT = re.compile(
    # Days that are called by their numbers.
    r"(?:五一|六一|七一|八一|三八|十一)(?=放假|劳动|儿童|建党|建军|妇女|节|路|期间|长假|黄金周|小长假|前后|那天|$)|"
    + "|".join(
        sorted(
            (
                "十有八九 八九不离十 七七八八 九九八十一难 三百六十行 百分百 百分之百 双十一 双十二 三七二十一 一五一十 十全十美 十字 十足 十分 十里铺 "
                "国庆十一 十一放假 十一长假 十一黄金周 十四五 十五五 十三五 二十大 千万别 千万不 千万要 千万记 成千上万 万一 百姓 百货 百年 百日宴 百里挑一 "
                "一百个放心 千克 千方百计 万能 百科 百度 亿达 二百五 十堰 年三十"
            ).split(),
            key=len,
            reverse=True,
        )
    )
)
#: After a number 一 before these begins a word of its own: 五十万一直.
_AFTER_ONE = tuple("直定次起般共下点些样旦个份张本块边路家年月天")
_BEFORE_CLOCK = (
    "上午",
    "下午",
    "早上",
    "晚上",
    "中午",
    "凌晨",
    "傍晚",
    "今天",
    "明天",
    "每天",
    "周",
    "到",
    "从",
    "在",
    "早",
    "晚",
)
_AFTER_CLOCK = (
    "下班",
    "上班",
    "开门",
    "关门",
    "之前",
    "以前",
    "之后",
    "以后",
    "前",
    "后",
    "钟",
    "来",
    "到",
    "截止",
    "开始",
    "整",
    "半",
)


def written(text: str) -> str:
    """``text`` (Simplified, as recognised) with its numbers as they are written. Anything else stays as it is."""
    kept = [match.span() for match in KEPT.finditer(text) if not _within_a_number(text, match)]
    for pattern, write in _RULES:
        text, kept = _replaced(text, pattern, write, kept)
    return text


def _within_a_number(text: str, match: re.Match) -> bool:
    """Whether what looks like a word is a piece of a longer number: 十分 in 两点十分, 五一 in 八五一二."""
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if match[0] == "十分":
        return before == "点" or after == "钟" or bool(before and before in _ONE)
    return bool((before and re.match(_NUMERAL, before)) or (after and re.match(_NUMERAL, after))) and len(match[0]) <= 3


def _replaced(
    text: str, pattern: re.Pattern, write: Callable[[re.Match], str | None], kept: list[tuple[int, int]]
) -> tuple[str, list[tuple[int, int]]]:
    """``text`` with what ``pattern`` finds written anew outside ``kept``; and where what is kept lies then."""
    pieces, moved, done = [], list(kept), 0
    for match in pattern.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in kept):
            continue
        new = write(match)
        if new is None or new == match[0]:
            continue
        pieces += [text[done : match.start()], new]
        done, grown = match.end(), len(new) - len(match[0])
        moved = [(a + grown, b + grown) if start >= match.end() else (a, b) for (start, _), (a, b) in zip(kept, moved)]
    return "".join([*pieces, text[done:]]), moved


# -- how each kind is written ----------------------------------------------------------------------------------------


def _percent(match: re.Match) -> str | None:
    whole, part = _number(match["whole"]), match["part"]
    return None if whole is None else f"{whole}{'.' + spelled(part) if part else ''}%"


def _year(match: re.Match) -> str:
    return f"{spelled(match[1])}年"


def _date(match: re.Match) -> str | None:
    month, day = _number(match["month"]), match["day"] and _number(match["day"])
    if month is None or not 1 <= month <= 12 or (match["day"] and not (day and 1 <= day <= 31)):
        return None
    return f"{month}月{match['share'] or ''}" + (f"{day}{match['mark']}" if match["day"] else "")


def _clock(match: re.Match) -> str | None:
    text, hour, minute = match.string, _number(match["hour"]), match["minute"]
    if hour is None or not 0 <= hour <= 24:
        return None
    before, after = text[: match.start()], text[match.end() :]
    told = before.endswith(_BEFORE_CLOCK) or after.startswith(_AFTER_CLOCK) or match["half"]
    if minute is None:
        return f"{hour}点{match['half'] or ''}" if told and match["hour"] != "一" or match["half"] else None
    if len(minute) == 1 or (minute[0] not in "零十" and "十" not in minute):
        return None  # 三点五 is a decimal
    count = value(minute.lstrip("零")) if "十" in minute else _number(minute.lstrip("零"))
    if count is None or not 0 <= count < 60:
        return None
    return f"{hour}点{count:02d}{match['mark'] or ''}"


def _decimal(match: re.Match) -> str | None:
    whole = _number(match["whole"])
    clock = match["part"].isascii() or match.string[match.end() :].startswith(("分", "钟", "半"))
    if whole is None or clock:
        return None
    return f"{whole}.{spelled(match['part'])}"


def _money(match: re.Match) -> str | None:
    whole = _number(match["whole"])
    return None if whole is None else f"{whole}.{spelled(match['part'])}块"


def _height(match: re.Match) -> str:
    return f"{spelled(match[1])}.{spelled(match[2])}米"


def _code(match: re.Match) -> str | None:
    digits, last = match["digits"], match["last"]
    own = "一" if digits[-1] == "一" and match.string[match.end() :].startswith(_AFTER_ONE) else ""
    digits = digits.removesuffix(own)
    if len(digits) < 3 or "两" in digits:
        return None
    return spelled(digits) + ("X" if last else "") + own


def _count(match: re.Match) -> str | None:
    """A numeral with places: its value, if it is ten or more; whole 万 and 亿 keep their word."""
    numeral, text = match[0], match.string
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if numeral[0] in "百千万亿" or before in ("几", "数", "上", "好") or after == "几":
        return None
    if numeral.endswith("十") and after == "来":
        return None
    own = "一" if numeral[-1] == "一" and numeral[-2:-1] in tuple("百千万亿") and after in _AFTER_ONE else ""
    numeral = numeral.removesuffix(own)
    amount = value(numeral)
    if amount is None or amount < 10:
        return None
    if numeral[-1] in _LARGE:
        size = _LARGE[numeral[-1]]
        return (f"{amount // size}{numeral[-1]}" if amount % size == 0 else str(amount)) + own
    if numeral[-2:-1] in _LARGE and after not in tuple("块元"):
        return f"{amount / _LARGE[numeral[-2]]:g}{numeral[-2]}"  # 两万五的工资
    return str(amount) + own


def _number(numeral: str) -> int | None:
    """A whole number however it is said, without a limit from below."""
    if not numeral:
        return 0
    if all(mark in _ONE or mark.isdigit() for mark in numeral):
        return int(spelled(numeral))
    return value(numeral)


_RULES: tuple[tuple[re.Pattern, Callable[[re.Match], str | None]], ...] = (
    (re.compile(rf"百分之(?P<whole>{_NUMERAL}+)(?:点(?P<part>{_ANY}+))?"), _percent),
    (re.compile(rf"(?<!{_ANY})({_ANY}{{4}})年"), _year),
    (
        re.compile(
            rf"(?<!{_NUMERAL})(?<!个)(?P<month>[一二三四五六七八九十]{{1,2}}|\d{{1,2}})月(?P<share>份)?"
            rf"(?:(?P<day>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})(?P<mark>[号日]))?"
        ),
        _date,
    ),
    (
        re.compile(
            rf"(?<!{_NUMERAL})(?P<hour>[{_ONE}十]{{1,3}}|\d{{1,2}})点(?:(?P<minute>[{_ONE}十]{{1,3}}|\d{{2}})(?P<mark>分)?|(?P<half>半))?"
            r"(?!前年)"
        ),
        _clock,
    ),
    (re.compile(rf"(?P<whole>{_NUMERAL}+)点(?P<part>{_ANY}+)"), _decimal),
    (
        re.compile(
            rf"(?P<whole>{_NUMERAL}+)块(?P<part>[二三四五六七八九]|一(?![斤个张份本]))(?![十百千万毛角])(?![{_ONE}](?![斤个张份本]))"
        ),
        _money,
    ),
    (re.compile(rf"([一二两])米([{_ONE}]{{1,2}})"), _height),
    (re.compile(rf"(?<!{_NUMERAL})(?P<digits>{_ANY}{{3,}})(?P<last>[叉xX])?(?![十百千万亿])"), _code),
    (re.compile(rf"{_NUMERAL}*[十百千万亿]{_NUMERAL}*"), _count),
)
