"""Trackers are forgotten: at once when asked, and after minutes of silence."""

import asyncio

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.dialogue.tracker_store import VisitTrackerStore

pytestmark = pytest.mark.unit


class Clock:
    """A clock that a test moves; seconds."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    def minutes_pass(self, minutes):
        self.now += minutes * 60


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(clock):
    return VisitTrackerStore(Domain.empty(), minutes_to_live=10, clock=clock)


def say(store, visit, text="风筝登记要多少钱"):
    async def turn():
        tracker = await store.get_or_create_tracker(visit)
        tracker.update(UserUttered(text, {"name": "ask_fee", "confidence": 1.0}))
        await store.save(tracker)

    asyncio.run(turn())


def texts(store, visit):
    """What the store still knows of a visit; None when it is forgotten."""
    tracker = asyncio.run(store.retrieve(visit))
    if tracker is None:
        return None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def keys(store):
    return sorted(asyncio.run(store.keys()))


def test_a_visit_is_remembered(store):
    say(store, "one", "开公司")
    say(store, "one", "要多久")
    say(store, "other", "补身份证")
    assert texts(store, "one") == ["开公司", "要多久"]
    assert texts(store, "other") == ["补身份证"]
    assert texts(store, "unknown") is None


def test_a_deleted_visit_is_forgotten(store):
    say(store, "one")
    say(store, "other")
    asyncio.run(store.delete("one"))
    assert texts(store, "one") is None and texts(store, "other")
    assert keys(store) == ["other"]


def test_deleting_what_is_not_there_is_no_error(store):
    asyncio.run(store.delete("unknown"))
    say(store, "one")
    asyncio.run(store.delete("one"))
    asyncio.run(store.delete("one"))
    assert keys(store) == []


def test_a_deleted_visit_may_begin_anew(store):
    say(store, "one", "开公司")
    asyncio.run(store.delete("one"))
    say(store, "one", "要多久")
    assert texts(store, "one") == ["要多久"]


def test_a_silent_visit_expires(store, clock):
    say(store, "one")
    clock.minutes_pass(9.9)
    assert texts(store, "one")
    clock.minutes_pass(0.2)
    assert texts(store, "one") is None and keys(store) == []


def test_every_turn_begins_the_time_anew(store, clock):
    say(store, "one", "开公司")
    for _ in range(5):
        clock.minutes_pass(8)
        say(store, "one", "要多久")
    assert len(texts(store, "one")) == 6


def test_looking_is_no_turn(store, clock):
    say(store, "one")
    for _ in range(3):
        clock.minutes_pass(4)
        texts(store, "one")
    assert texts(store, "one") is None


def test_another_visits_turn_sweeps_the_silent_ones(store, clock):
    say(store, "silent")
    clock.minutes_pass(11)
    say(store, "other")
    assert keys(store) == ["other"]


def test_the_time_to_live_comes_from_the_endpoints_file(clock):
    store = VisitTrackerStore(Domain.empty(), None, minutes_to_live=0.5, clock=clock, type="ignored", url=None)
    say(store, "one")
    clock.minutes_pass(0.6)
    assert texts(store, "one") is None


def test_a_saved_tracker_keeps_its_slots(store):
    say(store, "one")
    tracker = asyncio.run(store.retrieve("one"))
    assert isinstance(tracker, DialogueStateTracker) and tracker.sender_id == "one"
