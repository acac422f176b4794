"""Tables of the store. A change here goes with a migration in ``migrations/versions``."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class AccountRow(Base):
    """``password`` is a salted scrypt hash, empty for an account that cannot sign in (the seed)."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    password: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class AccountRoleRow(Base):
    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class RecordRow(Base):
    """``published`` is the revision in use, None while there is none. ``file`` is where the record is exported to."""

    __tablename__ = "record"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    latest: Mapped[int]
    published: Mapped[int | None]
    file: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)


class RevisionRow(Base):
    """Never changed but for its status; never deleted. ``content`` is the record as JSON."""

    __tablename__ = "revision"
    __table_args__ = (
        ForeignKeyConstraint(["kind", "id"], ["record.kind", "record.id"]),
        Index("revision_by_status", "status"),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(12))
    content: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    why: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]


class AuditRow(Base):
    """Who did what when. ``detail`` holds no personal data of citizens."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(20), default="")
    record: Mapped[str] = mapped_column(String(20), default="")
    revision: Mapped[int | None]
    detail: Mapped[str] = mapped_column(Text, default="")


class PublicationRow(Base):
    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("snapshot"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    snapshot: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text, default="")


class PublishedRow(Base):
    """Which revision of each record a publication holds."""

    __tablename__ = "published_record"

    publication: Mapped[int] = mapped_column(ForeignKey("publication.number"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    revision: Mapped[int]
