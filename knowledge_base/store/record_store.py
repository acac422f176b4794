"""Records and their life cycle: draft -> in review -> published -> retired. Nothing is deleted for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge_base.records import Record
from knowledge_base.records.common import LifeCycle
from knowledge_base.records.item import Item
from knowledge_base.records.kinds import BY_NAME
from knowledge_base.store.accounts import Accounts, now
from knowledge_base.store.errors import Conflict, NotAllowed, NotFound, StoreError, WrongState
from knowledge_base.store.schema import AccountRow, AuditRow, PublicationRow, PublishedRow, RecordRow, RevisionRow

#: Rows of the item list are kept as records of this kind.
ITEM = "item"


@dataclass(frozen=True)
class Revision:
    """One revision as it was written."""

    kind: str
    id: str
    revision: int
    status: str
    content: dict
    author: str
    why: str
    written_at: datetime
    reviewer: str | None
    reviewed_at: datetime | None


def dump(record: Record | Item) -> dict:
    """A record as plain data without what only says a default. Life cycle and revision are the store's own."""
    content = record.model_dump(mode="json", exclude_defaults=True)
    if isinstance(record, Record):
        content["provenance"].pop("status", None)
        content["provenance"].pop("revision", None)
    return content


def parse(kind: str, content: dict, revision: int = 1, status: str = "published") -> Record | Item:
    """The record of stored content.

    Raises:
        pydantic.ValidationError: when it does not keep to its format.
    """
    if kind == ITEM:
        return Item.model_validate(content)
    provenance = {**content.get("provenance", {}), "revision": revision, "status": status}
    return BY_NAME[kind].model.model_validate({**content, "provenance": provenance})


class RecordStore:
    """Everything one does with records, each call a transaction of its own."""

    def __init__(self, engine: Engine):
        self._engine = engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction: committed at the end, rolled back on an error."""
        with Session(self._engine) as session, session.begin():
            yield session

    # -- writing -----------------------------------------------------------------------------------------------------

    def save(self, kind: str, content: dict, account: str, why: str, base: int | None = None) -> int:
        """Write a new draft revision and return its number.

        Args:
            base: the revision it was edited from; None for a new record.

        Raises:
            StoreError: for content that does not keep to its format (the message lists the faults).
            Conflict: when there is a newer revision than ``base``.
            NotAllowed: without the right to write.
        """
        content = dict(content)
        try:
            record = parse(kind, content)
        except ValidationError as error:
            raise StoreError(
                "；".join(f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors())
            ) from error
        except KeyError as error:
            raise NotFound(f"没有这种记录：{kind}。") from error
        with self.session() as session:
            author = self._account(session, account, "write")
            row = session.get(RecordRow, (kind, record.id))
            if row is not None and base != row.latest:
                raise Conflict(f"{record.id}已有第{row.latest}版，请对照后再改。")
            if row is None:
                row = RecordRow(kind=kind, id=record.id, latest=0, published=None, file=f"{kind}/added.yaml")
                session.add(row)
            return self.write(session, row, record, LifeCycle.DRAFT, "staff", author, why)

    def write(
        self,
        session: Session,
        row: RecordRow,
        record: Record | Item,
        status: LifeCycle,
        origin: str,
        author: AccountRow,
        why: str,
        number: int | None = None,
    ) -> int:
        """Add a revision within a transaction; the number grows by one unless a higher one is given."""
        row.latest = max(row.latest + 1, number or 0)
        session.flush()
        provenance = getattr(record, "provenance", None)
        session.add(
            RevisionRow(
                kind=row.kind,
                id=row.id,
                revision=row.latest,
                status=status.value,
                content=json.dumps(dump(record), ensure_ascii=False),
                origin=origin,
                author_id=author.id,
                why=why,
                written_at=now(),
                effective_from=provenance and provenance.effective_from,
                effective_to=provenance and provenance.effective_to,
            )
        )
        if status is LifeCycle.PUBLISHED:
            self._put_in_use(session, row, row.latest)
        self.log(session, author, f"write:{origin}", row, row.latest, why)
        return row.latest

    def submit(self, kind: str, identifier: str, account: str) -> None:
        """Hand the latest draft to review."""
        self._step(kind, identifier, account, "write", LifeCycle.DRAFT, LifeCycle.IN_REVIEW, "submit")

    def reject(self, kind: str, identifier: str, account: str, why: str) -> None:
        """Give a revision in review back to its author."""
        self._step(kind, identifier, account, "review", LifeCycle.IN_REVIEW, LifeCycle.DRAFT, "reject", why)

    def approve(self, kind: str, identifier: str, account: str) -> None:
        """Put the revision in review in use; it is answered from the next publishing on.

        Raises:
            NotAllowed: for its own author.
        """
        with self.session() as session:
            reviewer = self._account(session, account, "review")
            row, revision = self._latest(session, kind, identifier)
            if revision.status != LifeCycle.IN_REVIEW.value:
                raise WrongState(f"{identifier}的第{revision.revision}版没有在审核。")
            if revision.author_id == reviewer.id:
                raise NotAllowed("自己写的要由别人审核。")
            revision.status = LifeCycle.PUBLISHED.value
            revision.reviewer_id, revision.reviewed_at = reviewer.id, now()
            self._put_in_use(session, row, revision.revision)
            self.log(session, reviewer, "approve", row, revision.revision)

    def retire(self, kind: str, identifier: str, account: str, why: str) -> None:
        """Take a record out of use. Its revisions stay."""
        with self.session() as session:
            reviewer = self._account(session, account, "review")
            row = self._row(session, kind, identifier)
            if row.published is None:
                raise WrongState(f"{identifier}没有在使用。")
            self.take_out(session, row, reviewer, why)

    def restore(self, kind: str, identifier: str, revision: int, account: str, why: str) -> int:
        """Write an earlier revision again as a new draft, to be reviewed like any other."""
        old = self.revision(kind, identifier, revision)
        return self.save(kind, old.content, account, why, base=self.latest(kind, identifier))

    # -- reading -----------------------------------------------------------------------------------------------------

    def revision(self, kind: str, identifier: str, revision: int) -> Revision:
        with self.session() as session:
            row = session.get(RevisionRow, (kind, identifier, revision))
            if row is None:
                raise NotFound(f"没有{identifier}的第{revision}版。")
            return self._read(session, row)

    def history(self, kind: str, identifier: str) -> list[Revision]:
        """All revisions, the oldest first."""
        with self.session() as session:
            query = select(RevisionRow).where(RevisionRow.kind == kind, RevisionRow.id == identifier)
            return [self._read(session, row) for row in session.scalars(query.order_by(RevisionRow.revision))]

    def latest(self, kind: str, identifier: str) -> int:
        with self.session() as session:
            return self._row(session, kind, identifier).latest

    def in_use(self) -> list[tuple[str, str, int, str]]:
        """Kind, id, revision and JSON content of every record in use, in the order of the library's files."""
        with self.session() as session:
            query = (
                select(RevisionRow.kind, RevisionRow.id, RevisionRow.revision, RevisionRow.content)
                .join(RecordRow, (RecordRow.kind == RevisionRow.kind) & (RecordRow.id == RevisionRow.id))
                .where(RecordRow.published == RevisionRow.revision)
                .order_by(RecordRow.kind, RecordRow.file, RecordRow.position, RecordRow.id)
            )
            return [tuple(row) for row in session.execute(query)]

    def audit(self, limit: int = 100) -> list[tuple[datetime, str, str, str, int | None, str]]:
        """The newest lines of the log: when, who, what, which record, revision, detail."""
        with self.session() as session:
            query = select(AuditRow, AccountRow.name).join(AccountRow, AccountRow.id == AuditRow.account_id)
            rows = session.execute(query.order_by(AuditRow.number.desc()).limit(limit))
            return [(row.at, name, row.action, row.record, row.revision, row.detail) for row, name in rows]

    def note_publication(self, account: str, snapshot: str, held: list[tuple[str, str, int]], note: str) -> int:
        """Remember what was published; the same content published again is the same publication."""
        with self.session() as session:
            publisher = self._account(session, account, "publish")
            known = session.scalar(select(PublicationRow).where(PublicationRow.snapshot == snapshot))
            if known is None:
                known = PublicationRow(at=now(), account_id=publisher.id, snapshot=snapshot, note=note)
                session.add(known)
                session.flush()
                rows = [dict(publication=known.number, kind=k, id=i, revision=r) for k, i, r in held]
                session.execute(PublishedRow.__table__.insert(), rows)
            session.add(AuditRow(at=now(), account_id=publisher.id, action="publish", detail=f"{known.number} {note}"))
            return known.number

    # -- within a transaction ----------------------------------------------------------------------------------------

    def log(self, session: Session, account: AccountRow, action: str, row: RecordRow, revision: int, why: str = ""):
        session.add(
            AuditRow(
                at=now(),
                account_id=account.id,
                action=action,
                kind=row.kind,
                record=row.id,
                revision=revision,
                detail=why,
            )
        )

    def _account(self, session: Session, name: str, what: str) -> AccountRow:
        accounts = Accounts(session)
        account = accounts.get(name)
        accounts.require(account, what)
        return account

    def _row(self, session: Session, kind: str, identifier: str) -> RecordRow:
        row = session.get(RecordRow, (kind, identifier))
        if row is None:
            raise NotFound(f"没有这条记录：{identifier}。")
        return row

    def _latest(self, session: Session, kind: str, identifier: str) -> tuple[RecordRow, RevisionRow]:
        row = self._row(session, kind, identifier)
        return row, session.get(RevisionRow, (kind, identifier, row.latest))

    def _step(self, kind, identifier, account, right, before: LifeCycle, after: LifeCycle, action, why="") -> None:
        with self.session() as session:
            actor = self._account(session, account, right)
            row, revision = self._latest(session, kind, identifier)
            if revision.status != before.value:
                raise WrongState(f"{identifier}的第{revision.revision}版现在不能这样做。")
            revision.status = after.value
            self.log(session, actor, action, row, revision.revision, why)

    def _put_in_use(self, session: Session, row: RecordRow, revision: int) -> None:
        """The revision in use before is retired."""
        session.flush()
        if row.published is not None and row.published != revision:
            session.get(RevisionRow, (row.kind, row.id, row.published)).status = LifeCycle.RETIRED.value
        row.published = revision

    def take_out(self, session: Session, row: RecordRow, account: AccountRow, why: str) -> None:
        session.get(RevisionRow, (row.kind, row.id, row.published)).status = LifeCycle.RETIRED.value
        self.log(session, account, "retire", row, row.published, why)
        row.published = None

    def _read(self, session: Session, row: RevisionRow) -> Revision:
        def name(account: int | None) -> str | None:
            return session.get(AccountRow, account).name if account is not None else None

        return Revision(
            row.kind,
            row.id,
            row.revision,
            row.status,
            json.loads(row.content),
            name(row.author_id),
            row.why,
            row.written_at,
            name(row.reviewer_id),
            row.reviewed_at,
        )
