"""Visits begin, are found, and are forgotten everywhere."""

from __future__ import annotations

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from scripted_dialogue import ScriptedDialogue

from assistant.answers.model import Answer, Choice, State
from assistant.conversation import Memory
from avatar_bridge.visits import Turns, Visit, Visits, registry

pytestmark = pytest.mark.unit


def filled(visit: Visit) -> Visit:
    """A visit that remembers something in every field."""
    answer = Answer([], [], [Choice("a", "甲", "甲", "G001")], State("G001", "fee", "ask_fee", None, 1.0, False))
    visit.keep("要多少钱", answer, visit.memory.after(answer))
    visit.chosen, visit.pending = answer.ask[0], (1, answer, visit.memory)
    return visit


def remembers_nothing(visit: Visit) -> bool:
    return (visit.memory, list(visit.transcript), visit.chosen, visit.pending) == (Memory(), [], None, None)


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue()


@pytest.fixture
def visits(dialogue) -> Visits:
    return Visits(dialogue, idle_minutes=10)


async def test_a_visit_begins_and_is_found(visits):
    visit = await visits.begin("kiosk", "P-kiosk")
    assert visits.get(visit.id) is visit
    assert (visit.channel, visit.here, visit.turn) == ("kiosk", "P-kiosk", 0)
    assert visits.get("unknown") is None and visits.get("") is None


async def test_ids_cannot_be_guessed(visits):
    ids = {(await visits.begin("api")).id for _ in range(50)}
    assert len(ids) == 50 and all(re.fullmatch(r"[A-Za-z0-9_-]{22,}", id) for id in ids)


async def test_ending_wipes_it_and_forgets_it_in_the_dialogue(visits, dialogue):
    visit, told = filled(await visits.begin("api")), []

    async def on_end(reason: str) -> None:
        told.append(reason)

    visit.on_end = on_end
    assert await visits.end(visit.id, "deleted") is True
    assert visits.get(visit.id) is None and remembers_nothing(visit)
    assert told == ["deleted"] and dialogue.forgotten == [visit.id]


async def test_ending_twice_or_what_never_was(visits, dialogue):
    visit = await visits.begin("api")
    assert await visits.end(visit.id, "bye") and not await visits.end(visit.id, "bye")
    assert not await visits.end("unknown", "bye")
    assert dialogue.forgotten == [visit.id]


async def test_ending_one_leaves_the_others(visits):
    one, other = filled(await visits.begin("api")), filled(await visits.begin("api"))
    await visits.end(one.id, "bye")
    assert visits.get(other.id) is other and other.memory.item == "G001"


async def test_a_visit_is_wiped_though_its_client_cannot_be_told(visits, dialogue):
    visit = filled(await visits.begin("api"))

    async def on_end(reason: str) -> None:
        raise RuntimeError("socket is gone")

    visit.on_end = on_end
    try:
        await visits.end(visit.id, "deleted")
    except RuntimeError:
        pass
    assert remembers_nothing(visit) and dialogue.forgotten == [visit.id]


async def test_no_tracker_stays_when_a_visit_ends_during_a_turn(knowledge):
    """Deleted while its question is being answered: Rasa saves the tracker when that turn is over."""
    entered, gate, trackers = asyncio.Event(), asyncio.Event(), set()

    class Rasa(ScriptedDialogue):
        async def turn(self, visit_id: str, text: str, turn: int) -> list[dict]:
            entered.set()
            await gate.wait()
            trackers.add(visit_id)
            return []

        async def forget(self, visit_id: str) -> None:
            trackers.discard(visit_id)

    dialogue = Rasa()
    visits = Visits(dialogue, idle_minutes=10)
    with ThreadPoolExecutor(1) as workers:
        turns = Turns(knowledge, dialogue, workers)
        visit = await visits.begin("api")
        turn = asyncio.create_task(turns.text(visit, "风筝登记"))
        await asyncio.wait_for(entered.wait(), 5)
        ending = asyncio.create_task(visits.end(visit.id, "deleted"))
        for _ in range(5):
            await asyncio.sleep(0)
        gate.set()
        await asyncio.wait_for(asyncio.gather(turn, ending, return_exceptions=True), 5)
    assert visits.get(visit.id) is None
    assert trackers == set()


async def test_closing_ends_all(visits, dialogue):
    all_visits = [filled(await visits.begin("api")) for _ in range(3)]
    await visits.close()
    assert all(remembers_nothing(visit) for visit in all_visits)
    assert sorted(dialogue.forgotten) == sorted(visit.id for visit in all_visits)


async def test_the_idle_ones_are_swept(dialogue):
    visits = Visits(dialogue, idle_minutes=0.0002)
    idle, kept, ended = filled(await visits.begin("api")), filled(await visits.begin("api")), asyncio.Event()
    kept.last_seen = time.monotonic() + 3600

    async def on_end(reason: str) -> None:
        assert reason == "idle"
        ended.set()

    idle.on_end = on_end
    visits.start()
    await asyncio.wait_for(ended.wait(), 5)
    while visits.get(idle.id) is not None or idle.id not in dialogue.forgotten:
        await asyncio.sleep(0)
    assert remembers_nothing(idle)
    assert visits.get(kept.id) is kept and kept.memory.item == "G001"
    await visits.close()


async def test_being_there_counts(visits):
    visit = await visits.begin("api")
    visit.last_seen = 0.0
    visits.touch(visit)
    assert time.monotonic() - visit.last_seen < 5


async def test_more_visits_than_any_hall_has(visits, dialogue, monkeypatch):
    monkeypatch.setattr(registry, "MOST_VISITS", 3)
    begun = [await visits.begin("api") for _ in range(3)]
    begun[1].last_seen = 0.0
    filled(begun[1])
    newest = await visits.begin("api")
    assert visits.get(begun[1].id) is None and remembers_nothing(begun[1]), "the longest idle one gives way"
    assert all(visits.get(visit.id) for visit in (begun[0], begun[2], newest))
    assert dialogue.forgotten == [begun[1].id]


async def test_the_sweeper_outlives_one_visit_that_cannot_end(dialogue):
    visits = Visits(dialogue, idle_minutes=0.0002)
    first, second = await visits.begin("api"), await visits.begin("api")

    async def on_end(reason: str) -> None:
        raise RuntimeError("socket is gone")

    first.on_end = on_end
    visits.start()

    async def swept() -> None:
        while visits.get(second.id) is not None:
            await asyncio.sleep(0.001)

    try:
        await asyncio.wait_for(swept(), 1)
    finally:
        await visits.close()


# -- one visit --


def test_remembering_an_answer():
    visit = filled(Visit())
    context = visit.memory.context("P-kiosk")
    assert (context.item, context.aspect, context.offered) == ("G001", "fee", visit.offered)
    assert context.last_answer is visit.memory.last_answer and context.here == "P-kiosk"
    assert list(visit.transcript) == [("citizen", "要多少钱"), ("assistant", "")]


def test_talk_keeps_the_item_and_takes_the_choices():
    visit = filled(Visit())
    memory = visit.memory.after(Answer([], [], [], State(None, "none", "thanks", None, 1.0, False)))
    assert (memory.item, memory.aspect, memory.offered) == ("G001", "fee", ())


def test_a_visit_shows_nothing_of_the_citizen_when_printed():
    assert "G001" not in repr(filled(Visit()).memory) + repr(Visit(memory=filled(Visit()).memory))


async def test_the_hall_is_quiet_when_nobody_did_anything_for_a_while(visits):
    assert visits.quiet()
    one, other = await visits.begin("kiosk"), await visits.begin("widget")
    assert not visits.quiet()
    one.last_seen = other.last_seen = time.monotonic() - registry.QUIET_SECONDS - 1
    assert visits.quiet()
    other.last_seen = time.monotonic()  # as a turn over REST leaves it
    assert not visits.quiet()
