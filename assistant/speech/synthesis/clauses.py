"""Divide a pronounced text into clauses that a voice speaks in one breath."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.speech.normalisation.pinyin import Pause, Syllable, Token

LONGEST_CLAUSE = 28  # syllables; longer ones are divided at 、 or between words
# Silence after a mark, in ms at normal speed.
PAUSE_MS: dict[str, int] = {"、": 120, "，": 220, "：": 260, "；": 320, "。": 420, "！": 420, "？": 420, "": 60}


@dataclass(frozen=True)
class Clause:
    """Syllables without a break inside, except ``inner``: places after which a 、 stands. ``mark`` closes it."""

    syllables: tuple[Syllable, ...]
    inner: frozenset[int]
    mark: str

    def pause_ms(self, rate: float) -> float:
        return PAUSE_MS[self.mark] / rate


def _divide(syllables: list[Syllable], inner: set[int], mark: str) -> list[Clause]:
    if len(syllables) <= LONGEST_CLAUSE:
        return [Clause(tuple(syllables), frozenset(inner), mark)] if syllables else []
    middle = len(syllables) / 2
    ends = sorted(inner) or [at for at in range(len(syllables) - 1) if syllables[at].word_end]
    ends = [at for at in ends if at + 1 < len(syllables)] or [len(syllables) // 2 - 1]
    cut = min(ends, key=lambda at: abs(at + 1 - middle)) + 1
    left_mark = "、" if cut - 1 in inner else ""
    left = _divide(syllables[:cut], {at for at in inner if at < cut - 1}, left_mark)
    return left + _divide(syllables[cut:], {at - cut for at in inner if at >= cut}, mark)


def clauses(tokens: list[Token]) -> list[Clause]:
    """Syllables and pauses -> clauses of at most ``LONGEST_CLAUSE`` syllables, in order."""
    result: list[Clause] = []
    syllables: list[Syllable] = []
    inner: set[int] = set()
    for token in tokens:
        if isinstance(token, Syllable):
            syllables.append(token)
        elif isinstance(token, Pause) and syllables:
            if token.mark == "、":
                inner.add(len(syllables) - 1)
            else:
                inner.discard(len(syllables) - 1)
                result += _divide(syllables, inner, token.mark)
                syllables, inner = [], set()
    inner.discard(len(syllables) - 1)
    return result + _divide(syllables, inner, "。")
