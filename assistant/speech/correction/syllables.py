"""Mandarin syllables without tones, and how far apart two of them sound.

Distances: 0 for the same syllable; 0.2 for each merger of southern Mandarin, which is how people around Changzhou speak
(n/l, z/zh, c/ch, s/sh, h/f, and -n/-ng after a, e, i); 0.5 for sounds that engines confuse (aspiration, retroflex and
palatal, neighbouring vowels); 1 for anything else, and at most 1 a syllable.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials

ACCENT, CLOSE, FAR = 0.2, 0.5, 1.0


class Syllable(NamedTuple):
    """``merged`` is the syllable after all southern mergers: two syllables with the same one differ by accent only."""

    initial: str
    final: str
    merged: str


_MERGED_INITIALS = {"n": "l", "zh": "z", "ch": "c", "sh": "s", "f": "h"}
_MERGED_FINALS = {"ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan", "ueng": "uen"}


def _pairs(text: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset("" if side == "-" else side for side in pair.split("/")) for pair in text.split())


_CLOSE_INITIALS = _pairs("b/p d/t g/k j/q z/c zh/ch j/z j/zh q/c q/ch x/s x/sh l/r r/- sh/ch s/c k/h m/n g/- h/-")
_CLOSE_FINALS = _pairs(
    "e/o o/uo e/uo ou/uo ao/ou iao/iou ei/ai ei/uei ai/uai ie/ian ie/ve ia/ian a/ia a/ua i/v u/v en/uen in/vn an/uan "
    "ian/van van/uan ong/eng iong/ong u/ou v/iou in/ian en/in eng/ing i/ie i/ei i/in e/en an/ai a/an e/i ong/ou"
)


@lru_cache(maxsize=4096)
def syllable(pinyin: str) -> Syllable:
    """A toneless pinyin such as ``zhuang`` -> its parts; something that is no pinyin keeps its text as initial."""
    initial = to_initials(pinyin, strict=True)
    final = to_finals(pinyin, strict=True, v_to_u=False)
    if not final:
        return Syllable(pinyin, "", pinyin)
    merged = f"{_MERGED_INITIALS.get(initial, initial)} {_MERGED_FINALS.get(final, final)}"
    return Syllable(initial, final, merged)


def syllables(text: str) -> list[Syllable]:
    """One syllable for each character of ``text``, which must be Chinese characters only; polyphones by context."""
    read = lazy_pinyin(text, style=Style.NORMAL, errors=list)
    return [syllable(pinyin) for pinyin in read]


@lru_cache(maxsize=65_536)
def distance(one: Syllable, other: Syllable) -> float:
    """How far apart two syllables sound, in [0, 1]."""
    if one == other:
        return 0.0
    initials = _part(one.initial, other.initial, _MERGED_INITIALS, _CLOSE_INITIALS)
    finals = _part(one.final, other.final, _MERGED_FINALS, _CLOSE_FINALS)
    return min(FAR, initials + finals)


def _part(one: str, other: str, merged: dict[str, str], close: frozenset[frozenset[str]]) -> float:
    if one == other:
        return 0.0
    if merged.get(one, one) == merged.get(other, other):
        return ACCENT
    if frozenset((one, other)) in close:
        return CLOSE
    return FAR
