"""Talking with the composer as a visit does."""

from __future__ import annotations

from assistant.answers.model import Answer
from assistant.answers.request import Context
from avatar_bridge.visits import Visit

HERE = "P-kiosk-1"
AT_KIOSK = Context(here=HERE)


def said(answer: Answer) -> str:
    return "".join(sentence.text for sentence in answer.say)


def after(answer: Answer, context: Context = AT_KIOSK) -> Context:
    """What the visit remembers when ``answer`` has been given."""
    visit = Visit(here=context.here, item=context.item, aspect=context.aspect, last_answer=context.last_answer)
    visit.remember(answer)
    return visit.context()
