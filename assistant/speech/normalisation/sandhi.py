"""Tone sandhi of Mandarin: 一, 不, and chains of third tones.

The rules of the textbooks. They are applied in writing because synthesisers learn from transcriptions that have them
applied.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.speech.normalisation.pinyin import Syllable

_DIGITS = frozenset("零〇一二三四五六七八九幺")
_BEFORE_KEEPS_FIRST = _DIGITS | frozenset("十百千万亿点第周初之")
# 一 before these orders, not counts, and keeps its first tone: 一月, 一号窗口, 一楼, 一至三日.
_AFTER_KEEPS_FIRST = _DIGITS | frozenset("月日号楼级款路至到")


def _one(text: str, index: int, word_final: bool, following: int) -> int:
    """The tone of 一 at ``index`` of ``text``; ``following`` is the tone after it (0 at the end)."""
    before, after = text[max(0, index - 1) : index], text[index + 1 : index + 2]
    if before in _BEFORE_KEEPS_FIRST or text[max(0, index - 2) : index] in ("星期", "礼拜"):
        return 1
    if after in _AFTER_KEEPS_FIRST or not following or word_final:
        return 1
    if before and before == after:
        return 5  # 看一看
    return 2 if following in (4, 5) else 4


def _not(text: str, index: int, following: int) -> int:
    before, after = text[max(0, index - 1) : index], text[index + 1 : index + 2]
    if before and before == after:
        return 5  # 能不能
    return 2 if following == 4 else 4


def _third_tones(tones: list[int]) -> list[int]:
    """Within one word: every third tone before another third tone becomes a second tone."""
    result = list(tones)
    for place in range(len(tones) - 1):
        if tones[place] == 3 and tones[place + 1] == 3:
            result[place] = 2
    return result


def apply_sandhi(words: list[list[Syllable]], text: str, offset: int) -> list[Syllable]:
    """Words of syllables -> one list of syllables with changed tones.

    ``text`` is the stretch the syllables come from, ``offset`` its place in the spoken text.
    """
    flat = [syllable for word in words for syllable in word]
    last_of_word = {id(word[-1]): len(word) for word in words}
    for place, syllable in enumerate(flat):
        index = syllable.index - offset
        following = flat[place + 1].tone if place + 1 < len(flat) else 0
        if text[index] == "一" and not syllable.rhotic and syllable.tone != 5:
            tail = last_of_word.get(id(syllable), 0) > 1
            flat[place] = replace(syllable, tone=_one(text, index, tail, following))
        elif text[index] == "不" and syllable.tone != 5:
            flat[place] = replace(syllable, tone=_not(text, index, following))
    groups: list[list[int]] = []  # places in ``flat``, word by word
    start = 0
    for word in words:
        groups.append(list(range(start, start + len(word))))
        start += len(word)
    for group in groups:
        for place, tone in zip(group, _third_tones([flat[p].tone for p in group]), strict=True):
            flat[place] = replace(flat[place], tone=tone)
    # Across words: a one-syllable word leans on the next one (请 您 -> no; 请 取号 -> qing2 qu3 hao4).
    for left, right in zip(groups, groups[1:], strict=False):
        last, first = left[-1], right[0]
        if flat[last].tone == 3 and flat[first].tone == 3 and (len(left) == 1 or len(right) == 1):
            flat[last] = replace(flat[last], tone=2)
    return flat
