"""Tables of the desk. A change here goes with a migration in ``knowledge_base/store/migrations/versions``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class HelpOrderRow(Base):
    """A help order (帮办代办). ``number`` is all that the citizen and the desk share."""

    __tablename__ = "help_order"

    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    service: Mapped[str] = mapped_column(String(20))
    item: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class RatingRow(Base):
    """好差评. ``level`` is 1 (非常不满意) to 5, ``reasons`` a JSON list, ``ticket`` the number of a bad rating."""

    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[int]
    reasons: Mapped[str] = mapped_column(Text)
    item: Mapped[str | None] = mapped_column(String(20))
    ticket: Mapped[str | None] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime]


class SubscriptionRow(Base):
    """Keywords (a JSON list) of policies that somebody follows, under a number and nothing else."""

    __tablename__ = "subscription"

    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    keywords: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
