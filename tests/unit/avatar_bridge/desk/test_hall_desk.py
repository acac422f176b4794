"""The desk on a database: numbers of the day, states, ratings, subscriptions; and what happens without a database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.conversation import DeskClosed
from avatar_bridge.desk import HallDesk
from avatar_bridge.desk.tables import RatingRow, SubscriptionRow
from knowledge_base.store.database import database_url, open_database

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 27, 9, 30)


@pytest.fixture
def url(tmp_path) -> str:
    return database_url(tmp_path)


@pytest.fixture
def desk(url) -> HallDesk:
    return HallDesk(url, lambda: NOW, count(1).__next__)


def test_an_order_gets_the_days_next_number(desk):
    assert [desk.order("B01", "G001").number for _ in range(3)] == ["BB261127-001", "BB261127-002", "BB261127-003"]


def test_an_order_is_found_and_taken_back(desk):
    number = desk.order("B01", None).number
    assert desk.orders((number, "BB000000-001"))[0].state == "已登记"
    assert desk.cancel(number).state == "已取消"
    assert desk.orders((number,))[0].state == "已取消"


def test_an_order_outlasts_the_process(desk, url):
    number = desk.order("B02", "G019").number
    assert HallDesk(url).orders((number,))[0].item == "G019"


def test_two_kiosks_never_get_one_number(url):
    desks = [HallDesk(url, lambda: NOW) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda i: desks[i % 4].order("B01", None).number, range(24)))
    assert len(set(numbers)) == 24


def test_a_number_that_is_taken_is_drawn_anew(url):
    drawn = iter([7, 7, 8])
    desk = HallDesk(url, lambda: NOW, drawn.__next__)
    assert [desk.order("B01", None).number for _ in range(2)] == ["BB261127-007", "BB261127-008"]


def test_nobody_can_tell_the_next_number_from_their_own(url):
    desk = HallDesk(url, lambda: NOW)
    parts = [int(desk.order("B01", None).number.split("-")[1]) for _ in range(12)]
    assert all(100_000 <= part <= 999_999 for part in parts)
    assert all(later - part != 1 for part, later in zip(parts, parts[1:]))


def test_only_a_bad_rating_has_a_ticket(desk, url):
    assert desk.rate(5, (), None) is None and desk.rate(3, (), "G055") is None
    assert desk.rate(2, ("答得不对",), "G055") == "CP261127-001"
    assert desk.rate(1, (), None) == "CP261127-002"
    with Session(open_database(url)) as session:
        rows = session.scalars(select(RatingRow).order_by(RatingRow.id)).all()
    assert [(row.level, row.reasons) for row in rows] == [(5, "[]"), (3, "[]"), (2, '["答得不对"]'), (1, "[]")]


def test_a_subscription_is_kept_and_deleted(desk, url):
    number = desk.follow(("养老", "创业"))
    assert number == "DY261127-001"
    assert desk.following(number) == (("养老", "创业"), NOW.date()) and desk.following("DY261127-009") is None
    assert desk.unfollow(number) and not desk.unfollow(number)
    with Session(open_database(url)) as session:
        assert session.scalars(select(SubscriptionRow)).all() == []


def test_without_a_database_the_desk_is_closed(tmp_path):
    (tmp_path / "file").write_text("x")
    desk = HallDesk(f"sqlite:///{tmp_path}/file/library.db")
    for call in (
        lambda: desk.order("B01", None),
        lambda: desk.orders(("BB261127-001",)),
        lambda: desk.rate(1, (), None),
        lambda: desk.follow(("养老",)),
        lambda: desk.unfollow("DY261127-001"),
    ):
        with pytest.raises(DeskClosed):
            call()


def test_an_unknown_order_cannot_be_taken_back(desk):
    with pytest.raises(DeskClosed):
        desk.cancel("BB261127-999")
