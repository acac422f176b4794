"""The desk on the hall's database. Opened when first needed: nothing at start waits for it."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from assistant.conversation import DeskClosed, Order
from avatar_bridge.desk.tables import HelpOrderRow, RatingRow, SubscriptionRow
from knowledge_base.store import open_database

PLACED, CANCELLED = "已登记", "已取消"
#: Ratings up to this level open a ticket (差评).
BAD = 2
#: A number that is taken already is drawn anew so often.
TRIES = 5


def _drawn() -> int:
    return 100_000 + secrets.randbelow(900_000)


class HallDesk:
    """Every call is one transaction.

    Args:
        url: the database, as ``knowledge_base.store.database.database_url`` names it.
        clock: the present local time.
        draw: the last part of a new number. Random by default: with its number an order can be taken back and a subscription
            be ended, so that nobody may guess another's.

    Raises:
        DeskClosed: from every call, while the database cannot be used.
    """

    def __init__(self, url: str, clock: Callable[[], datetime] = datetime.now, draw: Callable[[], int] = _drawn):
        self._url, self._clock, self._draw = url, clock, draw
        self._engine = None
        self._opening = threading.Lock()

    def order(self, service: str, item: str | None) -> Order:
        """Place a help order."""
        now = self._clock()

        def place(session: Session) -> Order:
            number = self._number("BB")
            row = HelpOrderRow(number=number, service=service, item=item, state=PLACED, created_at=now, changed_at=now)
            session.add(row)
            return _order(row)

        return self._numbered(place)

    def orders(self, numbers: tuple[str, ...]) -> list[Order]:
        """The orders of these numbers, in their order; unknown numbers are left out."""
        with self._session() as session:
            rows = {
                row.number: row for row in session.scalars(select(HelpOrderRow).where(HelpOrderRow.number.in_(numbers)))
            }
            return [_order(rows[number]) for number in numbers if number in rows]

    def cancel(self, number: str) -> Order:
        """Take an order back.

        Raises:
            DeskClosed: also for a number that there is not.
        """
        with self._session() as session:
            row = session.get(HelpOrderRow, number)
            if row is None:
                raise DeskClosed(f"no order {number}")
            row.state, row.changed_at = CANCELLED, self._clock()
            return _order(row)

    def rate(self, level: int, reasons: tuple[str, ...], item: str | None) -> str | None:
        """Keep a rating; the ticket's number for a bad one."""

        def keep(session: Session) -> str | None:
            ticket = self._number("CP") if level <= BAD else None
            kept = json.dumps(list(reasons), ensure_ascii=False)
            session.add(RatingRow(level=level, reasons=kept, item=item, ticket=ticket, created_at=self._clock()))
            return ticket

        return self._numbered(keep)

    def follow(self, keywords: tuple[str, ...]) -> str:
        """Keep keywords under a new number."""

        def keep(session: Session) -> str:
            number = self._number("DY")
            kept = json.dumps(list(keywords), ensure_ascii=False)
            session.add(SubscriptionRow(number=number, keywords=kept, created_at=self._clock()))
            return number

        return self._numbered(keep)

    def following(self, number: str) -> tuple[tuple[str, ...], date] | None:
        """The keywords kept under a number, and since when; None for a number that there is not."""
        with self._session() as session:
            row = session.get(SubscriptionRow, number)
            return None if row is None else (tuple(json.loads(row.keywords)), row.created_at.date())

    def unfollow(self, number: str) -> bool:
        """Delete a subscription; False for a number that there is not."""
        with self._session() as session:
            row = session.get(SubscriptionRow, number)
            if row is not None:
                session.delete(row)
            return row is not None

    # -- the database ------------------------------------------------------------------------------------------------

    def _number(self, prefix: str) -> str:
        """A number of this day, as BB261127-482913; whether it is free shows when it is kept."""
        return f"{prefix}{self._clock():%y%m%d}-{self._draw():03d}"

    def _numbered(self, work: Callable[[Session], Any]) -> Any:
        for _ in range(TRIES):
            try:
                with self._session() as session:
                    return work(session)
            except IntegrityError:
                continue
        raise DeskClosed("no free number")

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            with self._opening:
                if self._engine is None:
                    self._engine = open_database(self._url)
            with Session(self._engine) as session, session.begin():
                yield session
        except IntegrityError:
            raise
        except (SQLAlchemyError, OSError) as error:
            raise DeskClosed(type(error).__name__) from error


def _order(row: HelpOrderRow) -> Order:
    return Order(row.number, row.service, row.item, row.state)
