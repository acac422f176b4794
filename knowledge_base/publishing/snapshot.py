"""What was published, as files: a folder a publication, and a pointer to the one in use.

The pointer is replaced in one step, so a reader sees one publication or the next, never a mixture; folders that nobody
points to any more stay for a while, for readers that opened them just before.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knowledge_base.lexicon import build_lexicon
from knowledge_base.loading import Library, build_library
from knowledge_base.records import Record
from knowledge_base.records.item import Item
from knowledge_base.search import Embedder, SearchIndex
from knowledge_base.store.record_store import ITEM, dump, parse

#: Publications kept, the one in use among them.
KEPT = 3
_POINTER, _RECORDS, _LEXICON = "current", "library.json", "lexicon.json"


class NothingPublished(Exception):
    """There is no publication in the data folder, or it was written by another version."""


@dataclass(frozen=True)
class Published:
    """One published state: records and index belong together. ``until`` is the first day on which it is out of date."""

    library: Library
    index: SearchIndex
    name: str
    until: date | None = None

    def outdated(self, day: date) -> bool:
        return self.until is not None and day >= self.until


class Snapshots:
    """The publications below one data folder."""

    def __init__(self, data: Path):
        self._data = data
        self._folder = data / "published"
        #: Records of the last publication and their JSON, by identity.
        self._words: dict[int, tuple[Record | Item, str]] = {}

    @property
    def current(self) -> str | None:
        """The name of the publication in use; cheap enough to ask every second."""
        try:
            return (self._folder / _POINTER).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def write(self, library: Library, index: SearchIndex, until: date | None) -> Published:
        """Write a publication whole and put it in use."""
        self._folder.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=self._folder))
        try:
            (making / _RECORDS).write_text(self._written(library, until), encoding="utf-8")
            (making / _LEXICON).write_text(json.dumps(build_lexicon(library), ensure_ascii=False), encoding="utf-8")
            index.save(making)
            name = f"{self._newest() + 1:06d}"
            os.replace(making, self._folder / name)
            index.moved(self._folder / name)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        self.use(name)
        self._sweep(name)
        return Published(library, index, name, until)

    def _written(self, library: Library, until: date | None) -> str:
        """All records as JSON; those of the publication before are not put into words again."""
        words, before = {}, self._words

        def put(record: Record | Item) -> str:
            known = before.get(id(record))
            words[id(record)] = (
                known if known and known[0] is record else (record, json.dumps(dump(record), ensure_ascii=False))
            )
            return words[id(record)][1]

        items = ",".join(map(put, library.items.values()))
        records = ",".join(
            f'["{kind}", {record.provenance.revision}, {put(record)}]' for kind, record in library.records()
        )
        self._words = words
        day, end = json.dumps(library.day.isoformat()), json.dumps(until and until.isoformat())
        return f'{{"day": {day}, "until": {end}, "items": [{items}], "records": [{records}]}}'

    def use(self, name: str) -> None:
        """Put a publication in use. The dialogue's lexicon beside it follows in the same breath."""
        _replace(self._folder / _POINTER, name.encode())
        _replace(self._data / _LEXICON, (self._folder / name / _LEXICON).read_bytes())

    def read(self, embedder: Embedder) -> Published:
        """The publication in use.

        Raises:
            NothingPublished: when there is none, or its files cannot be read.
        """
        name = self.current
        if name is None:
            raise NothingPublished(f"nothing is published in {self._data}")
        folder = self._folder / name
        try:
            content = json.loads((folder / _RECORDS).read_text(encoding="utf-8"))
            items = {row["id"]: parse(ITEM, row) for row in content["items"]}
            records = {(kind, row["id"]): parse(kind, row, revision) for kind, revision, row in content["records"]}
            library = build_library(items, records, date.fromisoformat(content["day"]))
            index = SearchIndex.load(folder, library, embedder)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise NothingPublished(f"publication {name} cannot be read ({type(error).__name__})") from error
        until = content["until"]
        return Published(library, index, name, date.fromisoformat(until) if until else None)

    def _names(self) -> list[str]:
        return sorted(path.name for path in self._folder.iterdir() if path.name.isdigit())

    def _newest(self) -> int:
        return int((self._names() or ["0"])[-1])

    def _sweep(self, used: str) -> None:
        for name in self._names()[:-KEPT]:
            if name != used:
                shutil.rmtree(self._folder / name, ignore_errors=True)


def next_change(records: list[Record | Item], day: date) -> date | None:
    """The first day after ``day`` on which another set of records is in force."""
    changes = set()
    for record in records:
        if isinstance(record, Record):
            begins, ends = record.provenance.effective_from, record.provenance.effective_to
            changes |= {begins, ends and ends + timedelta(days=1)}
    return min((change for change in changes if change is not None and change > day), default=None)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as stream:
        stream.write(content)
    os.replace(stream.name, path)
