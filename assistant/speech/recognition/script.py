"""The written form of recognised text: Simplified characters, Chinese punctuation, no spaces between words."""

from __future__ import annotations

import re
from functools import lru_cache

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CHINESE = rf"[{_HAN}\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f]"  # with 、。！，：；？
_SPACE_AT_CHINESE = re.compile(rf"(?<={_CHINESE})\s+|\s+(?={_CHINESE})")
_NARROW_MARK = re.compile(rf"(?<=[{_HAN}])[,!?:;]")
#: 著 that Taiwan writes for the particle 着; t2s leaves it, because 著名 keeps it.
_ZHE = re.compile("(?<![显名原编土卓专论巨])著(?![名作述称录者])")
_WIDE = str.maketrans(",!?:;", "\uff0c\uff01\uff1f\uff1a\uff1b")


@lru_cache(maxsize=1)
def _converter():
    from opencc import OpenCC  # opencc-python-reimplemented, Apache-2.0

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """``text`` with Traditional characters made Simplified (OpenCC's ``t2s``), tidied as ``tidy`` does."""
    return tidy(_ZHE.sub("着", _converter().convert(text)))


def tidy(text: str) -> str:
    """``text`` without spaces beside Chinese, with Chinese punctuation after Chinese; other space is made one."""
    text = _SPACE_AT_CHINESE.sub("", re.sub(r"\s+", " ", text))
    text = _NARROW_MARK.sub(lambda mark: mark.group().translate(_WIDE), text)
    return _SPACE_AT_CHINESE.sub("", text).strip()
