"""Rasa's actions: thin. They send what was understood to the hall and hand on the answer that it composes."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Dict, List

import aiohttp
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from assistant.actions.hall_client import HallClient

_log = logging.getLogger(__name__)
_client = None
FORM = "situation_form"
#: How many intents of the ranking the hall gets to see.
RANKING = 4


def _hall() -> HallClient:
    global _client
    if _client is None:
        _client = HallClient()
    return _client


def understood(tracker: Tracker) -> Dict[str, Any]:
    """What Rasa understood in this turn, as the hall's ``/internal/answer`` wants it."""
    message = tracker.latest_message
    return {
        "visit_id": tracker.sender_id,
        "turn": (message.get("metadata") or {}).get("turn"),
        "text": message.get("text") or "",
        "intent": {
            "name": (message.get("intent") or {}).get("name") or "nlu_fallback",
            "confidence": (message.get("intent") or {}).get("confidence") or 0.0,
        },
        "ranking": [
            {"name": intent["name"], "confidence": intent["confidence"]}
            for intent in (message.get("intent_ranking") or [])[:RANKING]
        ],
        "entities": [
            {"entity": e["entity"], "value": e["value"], "start": e.get("start", 0), "end": e.get("end", 0)}
            for e in message.get("entities") or []
        ],
        "slots": {"item": tracker.get_slot("item"), "aspect": tracker.get_slot("aspect")},
    }


class ActionAnswer(Action):
    """Answers a question about an item, a place, or anything the library may hold."""

    def name(self) -> str:
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[EventType]:
        try:
            reply = await _hall().answer(understood(tracker))
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            # The hall notices that no answer came and answers from the library by itself.
            _log.error("the hall did not answer: %s", type(error).__name__)
            return []
        dispatcher.utter_message(json_message=reply["answer"])
        return [SlotSet(name, value) for name, value in reply["slots"].items()] + self.situation(reply, tracker)

    def situation(self, reply: Dict[str, Any], tracker: Tracker) -> List[EventType]:
        """Switch the form on where the hall has begun to settle a situation."""
        under_way = reply.get("situation")
        if not under_way:
            return []
        return [
            ActiveLoop(FORM),
            SlotSet("path", under_way["path"]),
            SlotSet("answer", None),
            SlotSet("requested_slot", "answer"),
        ]


class ActionTalk(ActionAnswer):
    """Courtesies, hand-off and the like; composed in the same place, kept apart so that rules can tell them apart."""

    def name(self) -> str:
        return "action_talk"


class ValidateSituationForm(ActionAnswer):
    """One turn of a situation: the hall says what it comes to; the form goes on until nothing is under way there any more."""

    def name(self) -> str:
        return f"validate_{FORM}"

    def situation(self, reply: Dict[str, Any], tracker: Tracker) -> List[EventType]:
        under_way = reply.get("situation")
        if under_way:
            return [SlotSet("path", under_way["path"]), SlotSet("answer", None)]
        # Settled or left: with both slots filled the form is done.
        return [
            SlotSet("path", tracker.get_slot("path") or []),
            SlotSet("answer", tracker.latest_message.get("text") or ""),
        ]
