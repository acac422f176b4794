"""The contract of a task: questions one after the other until it is done."""

from __future__ import annotations

import secrets
from typing import Protocol

from assistant.answers.model import Answer, Choice, Manner, Sentence, State
from assistant.conversation.memory import Moment, Step, Task

BACK = "上一步"


class Flow(Protocol):
    """One kind of task."""

    kind: str

    def step(self, task: Task, moment: Moment) -> Step | None:
        """What the words come to as an answer to the present question; None when they are no answer to it."""
        ...

    def ask(self, task: Task, moment: Moment) -> Step:
        """The present question (again)."""
        ...

    def back(self, task: Task, moment: Moment) -> Step:
        """The question before."""
        ...

    def name(self, task: Task) -> str:
        """What is being done, as in 继续办…."""
        ...


def choice(label: str, say: str | None = None, item: str | None = None) -> Choice:
    """A choice whose words are sent back as if they had been said."""
    return Choice(f"text-{secrets.token_hex(8)}", label, say or label, item)


def answered(
    say: list[Sentence],
    cards: list,
    ask: list[Choice],
    *,
    item: str | None = None,
    aspect: str = "none",
    intent: str,
    situation: str | None = None,
    confidence: float = 1.0,
    manner: Manner | None = None,
) -> Answer:
    """An answer of the conversation's own."""
    state = State(item, aspect, intent, situation, confidence, False)
    return Answer(say, cards, ask, state, manner or Manner())
