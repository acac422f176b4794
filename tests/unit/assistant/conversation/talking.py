"""Playing a dialogue against the conversation alone, as a visit does; the desk is kept in memory."""

from __future__ import annotations

import dataclasses
from datetime import date

from assistant.answers.model import Answer
from assistant.conversation import Conversation, DeskClosed, Memory, Order

HERE = "P-kiosk-1"


class PaperDesk:
    """A desk in memory; ``closed`` refuses everything."""

    def __init__(self) -> None:
        self.closed = False
        self.placed: dict[str, Order] = {}
        self.rated: list[tuple[int, tuple[str, ...], str | None]] = []
        self.followed: dict[str, tuple[str, ...]] = {}

    def _open(self) -> None:
        if self.closed:
            raise DeskClosed("closed")

    def order(self, service: str, item: str | None) -> Order:
        self._open()
        order = Order(f"BB261127-{len(self.placed) + 1:03d}", service, item, "已登记")
        self.placed[order.number] = order
        return order

    def orders(self, numbers: tuple[str, ...]) -> list[Order]:
        self._open()
        return [self.placed[number] for number in numbers if number in self.placed]

    def cancel(self, number: str) -> Order:
        self._open()
        self.placed[number] = dataclasses.replace(self.placed[number], state="已取消")
        return self.placed[number]

    def rate(self, level: int, reasons: tuple[str, ...], item: str | None) -> str | None:
        self._open()
        self.rated.append((level, reasons, item))
        return f"CP261127-{len(self.rated):03d}" if level <= 2 else None

    def follow(self, keywords: tuple[str, ...]) -> str:
        self._open()
        number = f"DY261127-{len(self.followed) + 1:03d}"
        self.followed[number] = keywords
        return number

    def following(self, number: str) -> tuple[tuple[str, ...], date] | None:
        self._open()
        return (self.followed[number], date(2020, 1, 1)) if number in self.followed else None

    def unfollow(self, number: str) -> bool:
        self._open()
        return self.followed.pop(number, None) is not None


class Talk:
    """One visit. ``say`` and ``tap`` give the answer; ``memory`` is what is remembered after it."""

    def __init__(self, conversation: Conversation, desk: PaperDesk):
        self.conversation, self.desk = conversation, desk
        self.memory = Memory()

    def say(self, text: str, intent: tuple[str, float] | None = None) -> Answer:
        understood = self.conversation.composer.understand(text)
        if intent is not None:
            understood = dataclasses.replace(understood, intent=intent[0], confidence=intent[1])
        answer, self.memory = self.conversation.answer(understood, self.memory, HERE)
        return answer

    def tap(self, label: str) -> Answer:
        """Taps the first choice offered whose label holds ``label``."""
        chosen = next(choice for choice in self.memory.offered if label in choice.label)
        answer, self.memory = self.conversation.choose(chosen, self.memory, HERE)
        return answer

    def all(self, *texts: str) -> Answer:
        return [self.say(text) for text in texts][-1]


def said(answer: Answer) -> str:
    return "".join(sentence.text for sentence in answer.say)


def labels(answer: Answer) -> list[str]:
    return [choice.label for choice in answer.ask]
