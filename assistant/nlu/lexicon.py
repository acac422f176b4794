"""Names of items and places in a citizen's words, looked up in the published lexicon at run time.

Standard library only: used by the dialogue process and, when that is down, by the hall itself.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mention:
    """A name found in the text. ``start``/``end`` are character offsets in the text given; ``ids`` may be several."""

    kind: str
    ids: tuple[str, ...]
    text: str
    start: int
    end: int


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as the lexicon spells it (full-width folded, lower case, no spaces) and each character's offset."""
    characters: list[str] = []
    offsets: list[int] = []
    for i, char in enumerate(text):
        for folded in unicodedata.normalize("NFKC", char).lower():
            if not folded.isspace():
                characters.append(folded)
                offsets.append(i)
    return "".join(characters), offsets


class Lexicon:
    """Longest-match lookup of names, left to right, without overlaps."""

    def __init__(self, names: dict[str, dict[str, list[str]]]):
        self._names: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for kind, table in names.items():
            for name, ids in table.items():
                self._names.setdefault(name, []).append((kind, tuple(ids)))
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def find(self, text: str) -> list[Mention]:
        """Every name in ``text``. A name that is both an item's and a place's gives two mentions of one span."""
        folded, offsets = _folded(text)
        mentions: list[Mention] = []
        position = 0
        while position < len(folded):
            for length in self._lengths:
                entries = self._names.get(folded[position : position + length])
                if entries is None or position + length > len(folded):
                    continue
                start, end = offsets[position], offsets[position + length - 1] + 1
                mentions.extend(Mention(kind, ids, text[start:end], start, end) for kind, ids in entries)
                position += length
                break
            else:
                position += 1
        return mentions


class LexiconFile:
    """The lexicon in a file that publishing replaces; read again when it has changed."""

    def __init__(self, path: Path):
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._lexicon = Lexicon({})

    def current(self) -> Lexicon:
        """The newest lexicon; an empty one while there is no file."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return self._lexicon
        stamp = (status.st_mtime_ns, status.st_size)
        if stamp != self._stamp:
            self._lexicon = Lexicon(json.loads(self._path.read_text(encoding="utf-8")))
            self._stamp = stamp
        return self._lexicon
