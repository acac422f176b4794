"""Numbers that identify somebody are taken out of a citizen's words before anything else sees them."""

from __future__ import annotations

import re

#: Shown in the place of a number.
MASK = "［号码］"
#: ID numbers (15 or 18, the last may be X), mobile and bank card numbers, with spaces or dashes inside; not 12345 or a year.
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[1-9]\d{5}[\s-]?(?:19|20)\d{2}[\s-]?\d{4}[\s-]?\d{3}[0-9Xx]"
    r"|(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}"
    r"|\d{4}(?:[\s-]?\d{4}){2,3}[\s-]?\d{1,7}"
    r"|[1-9]\d{14}"
    r")(?![0-9A-Za-z])"
)
_DIGITS = "零〇一二三四五六七八九幺两"
#: A telephone or ID number as it is spoken, figure by figure.
_SPOKEN = re.compile(rf"[{_DIGITS}](?:[\s,，]?[{_DIGITS}]){{9,17}}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def mask(text: str) -> str:
    """``text`` with every such number replaced by ``MASK``."""
    for pattern in (_NUMBER, _SPOKEN, _EMAIL):
        text = pattern.sub(MASK, text)
    return text


def without_marks(text: str) -> str:
    """What is understood of a masked text: the marks say nothing of what is asked."""
    return text.replace(MASK, "")
