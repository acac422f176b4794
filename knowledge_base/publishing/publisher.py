"""Publishing what the store has in use: checked, indexed, written, swapped in; only what changed is made anew."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from knowledge_base.loading import LibraryError, build_library
from knowledge_base.publishing.snapshot import Published, Snapshots, next_change
from knowledge_base.records import Record
from knowledge_base.records.item import Item
from knowledge_base.references import check_references
from knowledge_base.search import Embedder, SearchIndex
from knowledge_base.search.vectors import VectorCache
from knowledge_base.store import RecordStore, open_database
from knowledge_base.store.accounts import SEED_ACCOUNT
from knowledge_base.store.database import database_url
from knowledge_base.store.folder_import import import_folder
from knowledge_base.store.record_store import ITEM, parse


@contextmanager
def _not_collecting() -> Iterator[None]:
    """Without Python's collector of cycles: it would go through all records again and again, half the time of one change."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Publisher:
    """Publishes one store into one data folder. Records and vectors of the last time are kept for the next.

    Args:
        vectors: where vectors are kept between processes; None keeps them in memory.
    """

    def __init__(self, store: RecordStore, embedder: Embedder, data: Path, vectors: Path | None = None):
        self._store = store
        self._embedder = embedder
        self._vectors = VectorCache(embedder, vectors)
        self._snapshots = Snapshots(data)
        self._index: SearchIndex | None = None
        self._parsed: dict[tuple[str, str, int], Record | Item] = {}

    def publish(self, account: str = SEED_ACCOUNT, note: str = "", day: date | None = None) -> Published:
        """Check, index and swap in the records in use that are in force on ``day``.

        Raises:
            LibraryError: when a record is wrong or names another that is not there; what was published before stays.
        """
        with _not_collecting():
            return self._publish(account, note, day or date.today())

    def _publish(self, account: str, note: str, day: date) -> Published:
        rows = self._store.in_use()
        records = self._parse(rows)
        items = {record.id: record for (kind, _, _), record in records.items() if kind == ITEM}
        in_use = {(kind, name): record for (kind, name, _), record in records.items() if kind != ITEM}
        problems = [f"{key[1]}: {place}: {message}" for key, place, message in check_references(items, in_use)]
        if problems:
            raise LibraryError(problems)
        library = build_library(items, in_use, day)
        index = self._index = SearchIndex.build(library, self._embedder, self._vectors, self._index)
        published = self._snapshots.write(library, index, next_change(list(records.values()), day))
        held = [(kind, name, revision) for kind, name, revision, _ in rows]
        digest = hashlib.sha256(json.dumps([day.isoformat(), published.name, held]).encode()).hexdigest()
        self._store.note_publication(account, digest[:40], held, note)
        return published

    def _parse(self, rows: list[tuple[str, str, int, str]]) -> dict[tuple[str, str, int], Record | Item]:
        parsed: dict[tuple[str, str, int], Record | Item] = {}
        problems: list[str] = []
        for kind, name, revision, content in rows:
            key = (kind, name, revision)
            try:
                parsed[key] = self._parsed.get(key) or parse(kind, json.loads(content), revision)
            except ValidationError as error:
                problems += [f"{name}: {'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors()]
        if problems:
            raise LibraryError(problems)
        self._parsed = parsed
        return parsed


def publish_folder(
    folder: Path, embedder: Embedder, data: Path, vectors: Path | None = None, url: str = ""
) -> Published:
    """Take a library folder into the data folder's store and publish it.

    Raises:
        LibraryError: when a record is wrong; what was published before stays as it was.
    """
    store = RecordStore(open_database(database_url(data, url)))
    import_folder(store, folder)
    return Publisher(store, embedder, data, vectors).publish(note="随软件提供的知识库")
