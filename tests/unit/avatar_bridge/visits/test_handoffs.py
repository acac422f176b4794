"""Waiting for a person: what goes along, and the digital human's silence while a person talks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from scripted_dialogue import ScriptedDialogue

from avatar_bridge.visits import HandOffs, Turns, Visits

pytestmark = pytest.mark.unit


@pytest.fixture
def hall(knowledge):
    """(visits, turns, handoffs) without a dialogue process."""
    dialogue, handoffs = ScriptedDialogue(), HandOffs()
    with ThreadPoolExecutor(1) as workers:
        yield Visits(dialogue, 10, handoffs), Turns(knowledge, dialogue, workers, handoffs), handoffs


async def test_the_words_and_the_item_go_along(hall):
    visits, turns, handoffs = hall
    visit = await visits.begin("kiosk", "P-kiosk")
    await turns.text(visit, "风筝登记要多少钱")
    await turns.text(visit, "转人工")
    (waiting,) = handoffs.waiting()
    assert (waiting.visit_id, waiting.item, waiting.here) == (visit.id, "G001", "P-kiosk")
    assert [who for who, _ in waiting.transcript] == ["citizen", "assistant"] * 2
    assert waiting.transcript[0] == ("citizen", "风筝登记要多少钱")


async def test_numbers_of_a_person_do_not_go_along(hall):
    visits, turns, handoffs = hall
    visit = await visits.begin("api")
    await turns.text(visit, "我电话13812345678，风筝登记要多少钱")
    await turns.text(visit, "转人工")
    assert "13812345678" not in repr(handoffs.waiting())


async def test_silent_until_released(hall):
    visits, turns, handoffs = hall
    visit = await visits.begin("api")
    await turns.text(visit, "风筝登记")
    await turns.text(visit, "转人工")
    handoffs.take(visit)
    held = await turns.text(visit, "你好，我想问风筝的事")
    assert held.say == [] and held.state.intent == "held"
    assert handoffs.waiting()[0].transcript[-1] == ("citizen", "你好，我想问风筝的事")
    handoffs.release(visit)
    assert handoffs.waiting() == []
    assert (await turns.text(visit, "要多少钱")).state.item == "G001"


async def test_a_visit_that_ends_waits_no_longer(hall):
    visits, turns, handoffs = hall
    visit = await visits.begin("api")
    await turns.text(visit, "转人工")
    await visits.end(visit.id, "idle")
    assert handoffs.waiting() == [] and list(visit.transcript) == []


async def test_the_longest_waiting_comes_first(hall):
    visits, turns, handoffs = hall
    first, second = await visits.begin("api"), await visits.begin("api")
    await turns.text(first, "转人工")
    await turns.text(second, "转人工")
    await turns.text(first, "转人工")
    assert [waiting.visit_id for waiting in handoffs.waiting()] == [first.id, second.id]
