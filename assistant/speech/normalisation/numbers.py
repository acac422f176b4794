"""Numbers as they are read in Mandarin."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿", "亿亿")
LONGEST_CARDINAL = 16


def digits(number: str, telephone: bool = False) -> str:
    """Digit by digit: ``"2026"`` -> 二零二六; as a telephone number 1 is 幺. Other characters are left out."""
    spoken = "".join(DIGITS[int(character)] for character in number if character in "0123456789")
    return spoken.replace("一", "幺") if telephone else spoken


def _group(value: int, leading: bool) -> str:
    """0 < value < 10000; ``leading`` when nothing stands before it (10 is then 十, not 一十)."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        if gap:
            text += "零"
        if digit == 1 and place == 1 and not text and leading:
            text += "十"
        else:
            text += DIGITS[digit] + _PLACES[place]
        gap = False
    return text


def cardinal(number: str) -> str:
    """Whole number in decimal digits -> 一百零五; over sixteen digits, or with a leading zero, digit by digit.

    Raises ``ValueError`` when ``number`` is not all ASCII digits.
    """
    if not number or any(character not in "0123456789" for character in number):
        raise ValueError(f"not a whole number: {number!r}")
    if len(number) > LONGEST_CARDINAL or (len(number) > 1 and number[0] == "0"):
        return digits(number)
    value = int(number)
    if value == 0:
        return "零"
    groups = []
    while value:
        groups.append(value % 10000)
        value //= 10000
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        part = groups[place]
        if part == 0:
            gap = bool(text)
            continue
        if text and (gap or part < 1000):
            text += "零"
        spoken = _group(part, leading=not text)
        if part == 2 and place > 0:
            spoken = "两"
        elif part // 1000 == 2:
            spoken = "两" + spoken[1:]
        text += spoken + _GROUPS[place]
        gap = False
    return text


def number(text: str) -> str:
    """``1,234.50`` -> 一千二百三十四点五; sign ``-`` -> 负. Trailing zeros of the fraction are not read.

    Raises ``ValueError`` for anything else.
    """
    sign = ""
    if text[:1] in ("-", "−", "+"):
        sign, text = {"+": "正"}.get(text[0], "负"), text[1:]
    whole, _, fraction = text.replace(",", "").partition(".")
    fraction = fraction.rstrip("0")
    spoken = cardinal(whole)
    return sign + spoken + ("点" + digits(fraction) if fraction else "")


def count(text: str) -> str:
    """As ``number``, but two of something is 两 (两个, 两万); 二十, 十二, 二点五 stay."""
    spoken = number(text)
    return "两" if spoken == "二" else spoken
