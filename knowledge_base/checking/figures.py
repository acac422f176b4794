"""Figures in Chinese text: days, months, years, ages, sums and shares, whichever way they are written.

十五日 and 15天 are one figure, and so are 两百万元 and 200万元: what is compared is the value and what it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

#: What is counted, as it is written -> as it is compared.
_UNITS = {
    "个工作日": "工作日",
    "工作日": "工作日",
    "个自然日": "日",
    "个月": "月",
    "月": "月",
    "日": "日",
    "天": "日",
    "个小时": "小时",
    "小时": "小时",
    "周岁": "岁",
    "岁": "岁",
    "年": "年",
    "元": "元",
    "块": "元",
    "块钱": "元",
    "%": "%",
    "％": "%",
    "平方米": "平方米",
    "人": "人",
    "名": "人",
}
_NUMBER = r"(?:\d+(?:\.\d+)?[万亿]?|半|[零〇一二两三四五六七八九十百千万亿]+)"
_FIGURE = re.compile(rf"({_NUMBER})(?:余|多)?({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})")
_PERCENT = re.compile(rf"百分之({_NUMBER})")
#: Dates, ordinals and idioms that hold a number and count nothing. 一日, 一年 and 一人 are mostly "a day, a year, a person".
_DATES = re.compile(
    rf"第{_NUMBER}|{_NUMBER}年{_NUMBER}月(?:{_NUMBER}日)?|{_NUMBER}月{_NUMBER}日|[12][90]\d\d年|[一二]〇[一二三〇]{{2}}年|每[一年月日天]|[哪那这头]一?[年月日天]|(?:次|当|同|前|后|今|明|去|上|下)年|〔\d+〕\d+号"
    r"|(?:一两|两三|三四|三五|四五|五六|六七|七八|八九)个?(?:工作日|小时|月|天|日|年)|[一两]天(?!内)"
)


@dataclass(frozen=True)
class Figure:
    """``value`` of what ``unit`` counts; ``text`` as it was written."""

    value: float
    unit: str
    text: str


def parse_number(text: str) -> float:
    """The value of a number in Arabic or Chinese figures: 两百, 二十五, 3.5万, 半."""
    if text == "半":
        return 0.5
    if text[0].isdigit():
        scale = _LARGE.get(text[-1], 1)
        return float(text.rstrip("万亿")) * scale
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        else:
            total = (
                (total + section + digit) * _LARGE[char] if char == "亿" else total + (section + digit) * _LARGE[char]
            )
            section = digit = 0
    return float(total + section + digit)


def figures(text: str) -> list[Figure]:
    """Every figure that counts something in ``text``; dates and article numbers are none."""
    plain = _DATES.sub(lambda match: " " * len(match.group()), text.replace("，", ","))
    found = [Figure(parse_number(m.group(1)), "%", m.group()) for m in _PERCENT.finditer(plain)]
    plain = _PERCENT.sub(lambda match: " " * len(match.group()), plain)
    found += [Figure(parse_number(m.group(1)), _UNITS[m.group(2)], m.group()) for m in _FIGURE.finditer(plain)]
    return found
