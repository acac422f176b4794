"""Spoken text with its alignment to the written text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spoken:
    """What is said for ``written``.

    ``text`` holds only Chinese characters, Latin capitals and the pause marks ，。！？；：、. ``spans[i]`` is the
    half-open range of ``written`` that ``text[i]`` speaks for; ranges never go backwards. Several spoken characters
    may share one range (12% -> 百分之十二) and characters that are not spoken (quotes, emoji) lie between ranges.
    """

    written: str
    text: str
    spans: tuple[tuple[int, int], ...]

    def units(self) -> list[tuple[int, str]]:
        """(index of the first spoken character, written characters) in order; the pieces join to ``written``.

        What is not spoken belongs to the unit before it, or to the first unit. Text without anything spoken is one
        unit with index -1; empty text has no unit.
        """
        if not self.text:
            return [(-1, self.written)] if self.written else []
        firsts: list[tuple[int, int]] = []  # (spoken index, written start)
        for index, (start, end) in enumerate(self.spans):
            if self.text[index] in "，。！？；：、" or end <= start:
                continue
            if not firsts or start > firsts[-1][1]:
                firsts.append((index, start))
        if not firsts:
            return [(0, self.written)]
        units = []
        for place, (index, start) in enumerate(firsts):
            begin = 0 if place == 0 else start
            end = firsts[place + 1][1] if place + 1 < len(firsts) else len(self.written)
            units.append((index, self.written[begin:end]))
        return units


class Transcript:
    """Collects spoken pieces in the order of the written text and makes the ``Spoken``."""

    PAUSES = "，。！？；：、"

    def __init__(self, written: str):
        self.written = written
        self._text: list[str] = []
        self._spans: list[tuple[int, int]] = []

    def say(self, piece: str, start: int, end: int) -> None:
        """Add ``piece`` for ``written[start:end]``. Of pauses that follow each other the longest one stays."""
        for character in piece:
            if character in self.PAUSES:
                if not self._text:
                    continue
                if self._text[-1] in self.PAUSES:
                    if _STRENGTH[character] > _STRENGTH[self._text[-1]]:
                        self._text[-1] = character
                    continue
            self._text.append(character)
            self._spans.append((start, end))

    def spoken(self) -> Spoken:
        while self._text and self._text[-1] in "，、：；":
            self._text.pop()
            self._spans.pop()
        return Spoken(self.written, "".join(self._text), tuple(self._spans))


_STRENGTH = {"、": 0, "，": 1, "：": 1, "；": 2, "。": 3, "！": 3, "？": 3}
