"""Puts the hall's own words in place of others that sound the same.

A recogniser that has never read a service guide writes 公鸡金 for 公积金. Every window of the text is compared by sound
with the domain's terms of the same number of syllables: two syllables must sound exactly alike, three may differ by
0.25, four by 0.6, five and more by 0.9 (distances: ``syllables``). Words that are common in Chinese are left alone
unless a longer term around them sounds right. Numbers, negations and pronouns are never changed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import jieba

from assistant.speech.correction.particles import last_particle
from assistant.speech.correction.syllables import TONE, Syllable, distance, readings, syllables

SHORTEST, LONGEST = 2, 12  # syllables of a term
COMMON_FREQUENCY = 30  # occurrences in jieba's dictionary (of some 60 million) from which a word is left alone
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_STATE_PREFIX = re.compile(r"^(中华人民共和国|江苏省|常州市)")
# Changing one of these changes what is meant, however alike they sound.
_NEVER = frozenset("二三四五六七八九十百千万亿两零不没未无非别我你您他她它买卖男女")
# Written either way.
_VARIANTS = frozenset({("交", "缴"), ("缴", "交")})
# Single characters that speech is full of: no reason to suspect them in a window of two.
_FUNCTION = frozenset(
    "一的了是在有要就还和与或把被给对从到去来吗呢吧啊呀嘛哪那这个些么什怎为以可能会想办个多少几时请问谁也都很再说看做用上下里后前好"
)


@dataclass(frozen=True)
class Change:
    """Characters ``start`` to ``end`` of the raw text were ``old`` and are ``new`` (the same number of characters)."""

    start: int
    end: int
    old: str
    new: str
    distance: float


@dataclass(frozen=True)
class Correction:
    """``text`` is ``raw_text`` with ``changes`` made, in order of place, and its last particle; both have the same length.

    ``share`` of its characters, between 0 and 1, belong to terms of the domain.
    """

    text: str
    raw_text: str
    changes: tuple[Change, ...] = ()
    share: float = 0.0


@dataclass(frozen=True)
class _Term:
    text: str
    sound: tuple[Syllable, ...]


def allowed_distance(length: int) -> float:
    """How far a window of ``length`` syllables may be from a term in all."""
    return {2: 0.0, 3: 0.25, 4: 0.6}.get(length, 0.9)


class DomainCorrector:
    """Corrects towards ``terms``: names of items and what people call them, places, materials, laws.

    A term may hold anything; its runs of two to twelve Chinese characters count. Building takes about 0.1 ms a term and
    some 0.5 s for jieba's dictionary at first use; a sentence takes a few milliseconds at most. Thread-safe once built.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._words = jieba.Tokenizer()  # a dictionary of our own: others may add words to the shared one
        self._words.initialize()
        self._exact: dict[tuple[str, ...], list[_Term]] = {}  # by merged sound, two and three syllables
        self._gapped: dict[tuple, list[_Term]] = {}  # by merged sound without one syllable, four and more
        self.terms = frozenset(run for term in terms for run in _runs(term))
        self._lengths = sorted({len(term) for term in self.terms})
        for text in sorted(self.terms):
            self._add(_Term(text, tuple(syllables(text))))

    def _add(self, term: _Term) -> None:
        merged = tuple(part.merged for part in term.sound)
        if len(merged) < 4:
            self._exact.setdefault(merged, []).append(term)
            return
        # At most one syllable of a match differs by more than accent (two cost 1.0, and 0.9 is the limit), so leaving
        # out each syllable in turn finds every match.
        for gap in range(len(merged)):
            self._gapped.setdefault((gap, merged[:gap] + merged[gap + 1 :]), []).append(term)

    def correct(self, text: str) -> Correction:
        """``text`` (Simplified, as recognised) -> what was meant. Anything but Chinese characters stays as it is."""
        if not self.terms or not isinstance(text, str):
            return Correction(text, text)
        changes: list[Change] = []
        known = 0
        for run in _HAN_RUN.finditer(text):
            if len(run.group()) >= SHORTEST:
                changed, held = self._correct_run(run.group(), run.start())
                changes, known = changes + changed, known + held
        corrected = list(text)
        for change in changes:
            corrected[change.start : change.end] = change.new
        meant = last_particle("".join(corrected), self._words)
        return Correction(meant, text, tuple(changes), known / max(1, len(text)))

    def _correct_run(self, run: str, offset: int) -> tuple[list[Change], int]:
        """What changes in ``run``, and how many of its characters belong to terms then."""
        sound = readings(run)
        if len(sound) != len(run):  # pypinyin gave no syllable to some character
            return [], 0
        tokens = self._tokens(run)
        found: list[tuple[float, int, _Term, float]] = []
        for start in range(len(run)):
            for length in self._lengths:
                if start + length > len(run):
                    break
                window = run[start : start + length]
                if window in self.terms:
                    found.append((float(length), start, _Term(window, ()), 0.0))
                    continue
                for term, far in self._matches(tuple(sound[start : start + length])):
                    if self._may_change(run, start, term, sound, tokens):
                        found.append((length - 2.0 * far - 0.5, start, term, far))
        found.sort(key=lambda candidate: (-candidate[0], candidate[1], candidate[2].text))
        taken = [False] * len(run)
        changes = []
        for _, start, term, far in found:
            end = start + len(term.text)
            if any(taken[start:end]):
                continue
            taken[start:end] = [True] * (end - start)
            if run[start:end] != term.text:
                changes.append(Change(offset + start, offset + end, run[start:end], term.text, round(far, 2)))
        return sorted(changes, key=lambda change: change.start), sum(taken)

    def _matches(self, window: tuple[tuple[Syllable, ...], ...]) -> list[tuple[_Term, float]]:
        """Terms that sound near enough; each place of ``window`` has the readings of one character."""
        if len(window) < 4:
            ways = {tuple(part.merged for part in way) for way in product(*window)}
            near = [term for merged in ways for term in self._exact.get(merged, ())]
        else:
            merged = tuple(parts[0].merged for parts in window)
            near = []
            for gap in range(len(merged)):
                near.extend(self._gapped.get((gap, merged[:gap] + merged[gap + 1 :]), ()))
        limit = allowed_distance(len(window)) + 1e-9
        result: dict[str, tuple[_Term, float]] = {}
        for term in near:
            if term.text not in result:
                far = sum(nearest(parts, other) for parts, other in zip(window, term.sound, strict=True))
                if far <= limit:
                    result[term.text] = (term, far)
        return list(result.values())

    def _tokens(self, run: str) -> tuple[list[tuple[int, int] | None], list[tuple[int, int]]]:
        """For each character the common word (first, one past the last) it is part of, and the token it belongs to."""
        common: list[tuple[int, int] | None] = [None] * len(run)
        token: list[tuple[int, int]] = [(at, at + 1) for at in range(len(run))]
        # The search mode also gives the words inside a compound, each before the compound itself.
        for word, first, last in self._words.tokenize(run, mode="search"):
            token[first:last] = [(first, last)] * (last - first)
            if last - first > 1 and self._is_common(word):
                common[first:last] = [(first, last)] * (last - first)
        return common, token

    def _is_common(self, word: str) -> bool:
        return (self._words.FREQ.get(word) or 0) >= COMMON_FREQUENCY

    def _may_change(self, run: str, start: int, term: _Term, sound: list[tuple[Syllable, ...]], tokens) -> bool:
        common, token = tokens
        length, end = len(term.text), start + len(term.text)
        differing = [at for at in range(start, end) if run[at] != term.text[at - start]]
        pairs = [(run[at], term.text[at - start]) for at in differing]
        if any(one in _NEVER or other in _NEVER for one, other in pairs) or all(pair in _VARIANTS for pair in pairs):
            return False
        exact = all(nearest(sound[at], term.sound[at - start]) == 0.0 for at in differing)
        if length < (4 if exact else 5) and any(run[at] in _FUNCTION and token[at] == (at, at + 1) for at in differing):
            return False
        if length == 2:
            # So little sound proves something only where the text makes no other sense.
            whole = all(token[at] in ((at, at + 1), (start, end)) for at in (start, start + 1))
            if not whole or any(character in _FUNCTION for character in run[start:end]):
                return False
        for at in differing:
            if (word := common[at]) is None:
                continue
            # A common word gives way only to a longer term that holds all of it and sounds the same but for a tone.
            inside = start <= word[0] and word[1] <= end and word[1] - word[0] < length
            if not inside or nearest(sound[at], term.sound[at - start]) > TONE:
                return False
            changed = [place for place in differing if word[0] <= place < word[1]]
            if sum(nearest(sound[place], term.sound[place - start]) > 0.0 for place in changed) > 1:
                return False
        return True


def nearest(parts: tuple[Syllable, ...], other: Syllable) -> float:
    """How far a character with these readings is from a syllable."""
    return min(distance(part, other) for part in parts)


def _runs(term: str) -> list[str]:
    runs = [run for run in _HAN_RUN.findall(term) if SHORTEST <= len(run) <= LONGEST]
    shorter = [_STATE_PREFIX.sub("", run) for run in _HAN_RUN.findall(term)]
    return runs + [run for run in shorter if 3 <= len(run) <= LONGEST]
