"""The form's side of a situation: switched on by the hall's word, ended by it."""

from __future__ import annotations

import asyncio
from typing import Any, Dict

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from assistant.actions import actions

ANSWER = {"say": [], "show": [], "ask": [], "state": {}}


def tracker(**slots: Any) -> Tracker:
    message = {"text": "满了", "intent": {"name": "affirm", "confidence": 0.9}, "entities": [], "metadata": {"turn": 2}}
    return Tracker("visit", slots, message, [], False, None, {}, "action_listen")


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Dict[str, Any]:
    """What the hall will reply; filled by the test."""
    reply: Dict[str, Any] = {"answer": ANSWER, "slots": {}, "situation": None}

    class Hall:
        async def answer(self, request: Dict[str, Any]) -> Dict[str, Any]:
            return reply

    monkeypatch.setattr(actions, "_client", Hall())
    return reply


def run(action: actions.ActionAnswer, slots: Dict[str, Any]) -> Dict[str, Any]:
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker(**slots), {}))
    assert dispatcher.messages[0]["custom"] == ANSWER
    return {event.get("name") or event["event"]: event.get("value", event.get("name")) for event in events}


def test_an_answer_without_a_situation_leaves_the_form_off(hall):
    assert run(actions.ActionAnswer(), {}) == {}


def test_the_hall_switches_the_form_on(hall):
    hall["situation"] = {"path": ["G055"], "answer": None}
    events = run(actions.ActionAnswer(), {})
    assert "situation_form" in events
    assert (events["path"], events["answer"], events["requested_slot"]) == (["G055"], None, "answer")


def test_the_form_asks_on(hall):
    hall["situation"] = {"path": ["G055", "丢了、被偷了"], "answer": "丢了、被偷了"}
    assert run(actions.ValidateSituationForm(), {"path": ["G055"]}) == {
        "path": ["G055", "丢了、被偷了"],
        "answer": None,
    }


def test_the_form_ends_when_the_hall_has_settled_it(hall):
    events = run(actions.ValidateSituationForm(), {"path": ["G055", "丢了、被偷了"]})
    assert events == {"path": ["G055", "丢了、被偷了"], "answer": "满了"}
