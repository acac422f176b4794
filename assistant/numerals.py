"""Chinese numerals and their values; for whoever reads what a citizen said."""

from __future__ import annotations

import re

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "幺": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_WELL_FORMED = re.compile(
    r"(?=.*[十百千万亿])(?:(?:[一二两三四五六七八九]|\d+)千)?零?(?:(?:[一二两三四五六七八九]|\d+)百)?零?"
    r"(?:[一二两三四五六七八九1-9]?十)?零?[一二两三四五六七八九]?"
)


def spelled(digits: str) -> str:
    """Digit by digit: 二零二六 or 二零26 -> ``"2026"``."""
    return "".join(str(DIGITS.get(mark, mark)) for mark in digits)


def value(numeral: str) -> int | None:
    """The value of a numeral with places, such as 一万二千, 两百四十 or 3千五百; None for what is none.

    A last digit without its place counts the next lower one: 一千五 is 1500, 两万五 25000.
    """
    if not numeral:
        return None
    total, rest = 0, numeral
    for mark, size in (("亿", _GROUPS["亿"]), ("万", _GROUPS["万"])):
        if mark in rest:
            head, rest = rest.split(mark, 1)
            count = _below_ten_thousand(head)
            if count is None:
                return None
            total += count * size
            if rest in DIGITS and rest != "零":
                return total + DIGITS[rest] * size // 10
    if not rest:
        return total
    count = _below_ten_thousand(rest.removeprefix("零") if total else rest)
    return None if count is None else total + count


def _below_ten_thousand(numeral: str) -> int | None:
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    if numeral in DIGITS:
        return DIGITS[numeral]
    if not _WELL_FORMED.fullmatch(numeral):
        return None
    total, number, last = 0, "", 10
    for mark in numeral:
        if mark in _PLACES:
            total += int(number or 1) * _PLACES[mark]
            number, last = "", _PLACES[mark]
        elif mark == "零":
            number, last = "", 10
        else:
            number += str(DIGITS.get(mark, mark))
    return total + int(number or 0) * (last // 10 if last > 10 else 1)
