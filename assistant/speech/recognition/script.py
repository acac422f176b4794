"""The written form of recognised text: Simplified characters, no spaces between Chinese words."""

from __future__ import annotations

import re
from functools import lru_cache

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SPACE_AT_HAN = re.compile(rf"(?<=[{_HAN},。?!、;:])\s+|\s+(?=[{_HAN},。?!、;:])")


@lru_cache(maxsize=1)
def _converter():
    from opencc import OpenCC  # opencc-python-reimplemented, Apache-2.0

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """``text`` with Traditional characters made Simplified (OpenCC's ``t2s``) and spaces beside Chinese removed."""
    return tidy(_converter().convert(text))


def tidy(text: str) -> str:
    """``text`` without spaces beside Chinese characters, other runs of white space made one space."""
    return _SPACE_AT_HAN.sub("", re.sub(r"\s+", " ", text)).strip()
