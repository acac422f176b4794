"""Talking with the composer as a visit does."""

from __future__ import annotations

from assistant.answers.model import Answer
from assistant.answers.request import Context
from assistant.conversation import Memory

HERE = "P-kiosk-1"
AT_KIOSK = Context(here=HERE)


def said(answer: Answer) -> str:
    return "".join(sentence.text for sentence in answer.say)


def after(answer: Answer, context: Context = AT_KIOSK) -> Context:
    """What the visit remembers when ``answer`` has been given."""
    memory = Memory(context.item, context.aspect, last_answer=context.last_answer)
    return memory.after(answer).context(context.here)
