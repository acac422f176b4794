"""Mandarin syllables, and how far apart two of them sound.

Distances: 0 for the same syllable; 0.2 for each merger of southern Mandarin, which is how people around Changzhou speak
(n/l, z/zh, c/ch, s/sh, h/f, and -n/-ng after a, e, i); 0.5 for sounds that engines confuse (aspiration, retroflex and
palatal, neighbouring vowels); 1 for anything else, and at most 1 a syllable. Another tone adds 0.13: engines hear tones well enough that two
words of other tones (面馆, 免冠) are rarely mistaken for each other, and people speak rarely by mistake.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials

ACCENT, CLOSE, FAR = 0.2, 0.5, 1.0
TONE = 0.13


class Syllable(NamedTuple):
    """``merged`` is the syllable after all southern mergers, without its tone: two with the same one differ by accent or tone only.

    ``tone`` is 1 to 4, 5 for the neutral one.
    """

    initial: str
    final: str
    merged: str
    tone: int = 5


_MERGED_INITIALS = {"n": "l", "zh": "z", "ch": "c", "sh": "s", "f": "h"}
_MERGED_FINALS = {"ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan", "ueng": "uen"}


def _pairs(text: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset("" if side == "-" else side for side in pair.split("/")) for pair in text.split())


_POLYPHONES = frozenset(
    "长行重还为得调传转种处数发教差参曾朝乘盛当倒分更号会假间降角结解卷量落片铺强切任散少省识宿系校要应载占着中"
)
_CLOSE_INITIALS = _pairs("b/p d/t g/k j/q z/c zh/ch j/z j/zh q/c q/ch x/s x/sh l/r r/- sh/ch s/c k/h m/n g/- h/-")
_CLOSE_FINALS = _pairs(
    "e/o o/uo e/uo ou/uo ao/ou iao/iou ei/ai ei/uei ai/uai ie/ian ie/ve ia/ian a/ia a/ua i/v u/v en/uen in/vn an/uan "
    "ian/van van/uan ong/eng iong/ong u/ou v/iou in/ian en/in eng/ing i/ie i/ei i/in e/en an/ai a/an e/i ong/ou"
)


@lru_cache(maxsize=4096)
def syllable(pinyin: str) -> Syllable:
    """A pinyin such as ``zhuang1`` -> its parts; something that is no pinyin keeps its text as initial."""
    tone = int(pinyin[-1]) if pinyin[-1:].isdigit() else 5
    pinyin = pinyin.rstrip("12345")
    initial = to_initials(pinyin, strict=True)
    final = to_finals(pinyin, strict=True, v_to_u=False)
    if not final:
        return Syllable(pinyin, "", pinyin, tone)
    merged = f"{_MERGED_INITIALS.get(initial, initial)} {_MERGED_FINALS.get(final, final)}"
    return Syllable(initial, final, merged, tone)


def syllables(text: str) -> list[Syllable]:
    """One syllable for each character of ``text``, which must be Chinese characters only; polyphones by context."""
    read = lazy_pinyin(text, style=Style.TONE3, errors=list, neutral_tone_with_five=True)
    return [syllable(pinyin) for pinyin in read]


def readings(text: str) -> list[tuple[Syllable, ...]]:
    """As ``syllables``, with the other readings of common polyphones behind: what was heard may have been written by any of them (长州)."""
    first = syllables(text)
    if len(first) != len(text):
        return [(one,) for one in first]
    return [(one, *(other for other in _others(mark) if other != one)) for one, mark in zip(first, text)]


@lru_cache(maxsize=1024)
def _others(character: str) -> tuple[Syllable, ...]:
    if character not in _POLYPHONES:
        return ()
    return tuple(syllable(sound) for sound in pinyin(character, style=Style.TONE3, heteronym=True)[0])


@lru_cache(maxsize=65_536)
def distance(one: Syllable, other: Syllable) -> float:
    """How far apart two syllables sound, in [0, 1]."""
    if one == other:
        return 0.0
    initials = _part(one.initial, other.initial, _MERGED_INITIALS, _CLOSE_INITIALS)
    finals = _part(one.final, other.final, _MERGED_FINALS, _CLOSE_FINALS)
    return min(FAR, initials + finals + _tones(one.tone, other.tone))


def _tones(one: int, other: int) -> float:
    if one == other or 5 in (one, other):
        return 0.0
    # A third tone before another is said as the second.
    return TONE / 2 if {one, other} == {2, 3} else TONE


def _part(one: str, other: str, merged: dict[str, str], close: frozenset[frozenset[str]]) -> float:
    if one == other:
        return 0.0
    if merged.get(one, one) == merged.get(other, other):
        return ACCENT
    if frozenset((one, other)) in close:
        return CLOSE
    return FAR
