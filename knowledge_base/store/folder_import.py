"""Taking a library folder into the store: the seed at set-up, or a folder that a hall was given."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge_base.loading import LibraryError, ReadFolder, read_folder
from knowledge_base.records.common import LifeCycle
from knowledge_base.records.item import Item
from knowledge_base.store.accounts import SEED_ACCOUNT, Accounts
from knowledge_base.store.record_store import ITEM, RecordStore, dump
from knowledge_base.store.schema import RecordRow, RevisionRow

SEED, STAFF = "seed", "staff"


@dataclass
class Imported:
    """What an import did, by record id. ``kept`` are records that staff have changed since: theirs stay."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def import_folder(store: RecordStore, folder: Path, why: str = "随软件提供的知识库") -> Imported:
    """Bring the store to what the folder holds: new and changed records become revisions, missing ones are retired.

    What staff have written is never overwritten: where the latest revision is theirs, it stays and is named in ``kept``.

    Raises:
        LibraryError: when the folder has a fault; nothing is written then.
    """
    read = read_folder(folder)
    if read.problems:
        raise LibraryError(read.problems)
    done = Imported()
    with store.session() as session:
        author = Accounts(session).system(SEED_ACCOUNT)
        held = {(row.kind, row.id): row for row in session.query(RecordRow)}
        wanted: dict[tuple[str, str], tuple[object, str, int]] = {
            (ITEM, item.id): (item, "items.csv", position) for position, item in enumerate(read.items.values())
        }
        for key, record in read.records.items():
            wanted[key] = (record, *_place(read, folder, key))
        for key, (record, file, position) in wanted.items():
            row = held.get(key)
            if row is None:
                row = RecordRow(kind=key[0], id=key[1], latest=0, published=None, file=file, position=position)
                session.add(row)
                done.added.append(key[1])
            elif _same(session, row, record):
                row.file, row.position = file, position
                continue
            elif _is_staffs(session, row):
                done.kept.append(key[1])
                continue
            else:
                row.file, row.position = file, position
                done.changed.append(key[1])
            number = None if isinstance(record, Item) else record.provenance.revision
            if _status(record) is not LifeCycle.PUBLISHED and row.published is not None:
                store.take_out(session, row, author, why)
            store.write(session, row, record, _status(record), SEED, author, why, number)
        for key, row in held.items():
            if key not in wanted and row.published is not None and not _is_staffs(session, row):
                store.take_out(session, row, author, "不在新的知识库里")
                done.retired.append(key[1])
    return done


def _place(read: ReadFolder, folder: Path, key: tuple[str, str]) -> tuple[str, int]:
    origin = read.origins[key]
    return origin.path.relative_to(folder).as_posix(), origin.position or 0


def _status(record) -> LifeCycle:
    return LifeCycle.PUBLISHED if isinstance(record, Item) else record.provenance.status


def _newest_seed(session: Session, row: RecordRow) -> RevisionRow | None:
    query = session.query(RevisionRow).filter_by(kind=row.kind, id=row.id, origin=SEED)
    return query.order_by(RevisionRow.revision.desc()).first()


def _same(session: Session, row: RecordRow, record) -> bool:
    """Whether the folder says what it said at the last import."""
    newest = _newest_seed(session, row)
    if newest is None or json.loads(newest.content) != dump(record):
        return False
    superseded = newest.revision != row.published and _is_staffs(session, row)
    return superseded or newest.status == _status(record).value


def _is_staffs(session: Session, row: RecordRow) -> bool:
    return session.get(RevisionRow, (row.kind, row.id, row.latest)).origin == STAFF
