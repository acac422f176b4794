"""Syllables as they sound to a southern ear or a recogniser: without tone, n as l, zh as z, h as f before u, ing as in.

What is heard wrong is mostly written with other characters of the same or nearly the same sound (聚住证 for 居住证), so texts
that sound alike are near here although they share no character.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

_MERGED = (
    (re.compile(r"^zh"), "z"),
    (re.compile(r"^ch"), "c"),
    (re.compile(r"^sh"), "s"),
    (re.compile(r"^n(?=.)"), "l"),
    (re.compile(r"^hu(?=.)"), "f"),
    (re.compile(r"(?<=[aei])ng$"), "n"),
)


@lru_cache(maxsize=20_000)
def syllable(char: str) -> str:
    """The merged syllable of one character (its commonest reading); what has none stands for itself."""
    spoken = lazy_pinyin(char)[0]
    for pattern, merged in _MERGED:
        spoken = pattern.sub(merged, spoken)
    return spoken


def sound_grams(text: str) -> list[str]:
    """Runs of one to three syllables of a text, in order."""
    syllables = [syllable(char) for char in text]
    grams = list(syllables)
    grams += [" ".join(pair) for pair in zip(syllables, syllables[1:])]
    grams += [" ".join(three) for three in zip(syllables, syllables[1:], syllables[2:])]
    return grams
