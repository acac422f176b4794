"""One visit: everything the hall remembers of a citizen, in one object that can be dropped."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from assistant.answers.model import Answer, Choice
from assistant.answers.request import Context


@dataclass
class Visit:
    """``turn`` grows by one with each turn; ``pending`` is the answer being composed for it."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    channel: str = "api"
    here: str | None = None
    turn: int = 0
    item: str | None = None
    aspect: str | None = None
    offered: tuple[Choice, ...] = ()
    last_answer: Answer | None = field(default=None, repr=False)
    chosen: Choice | None = None
    ended: bool = False
    pending: tuple[int, Answer] | None = field(default=None, repr=False)
    last_seen: float = field(default_factory=time.monotonic)
    #: Two questions of one visit are answered one after the other.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    #: Told when the visit ends from elsewhere (idle, deleted), with the reason.
    on_end: Callable[[str], Awaitable[None]] | None = field(default=None, repr=False)

    def context(self) -> Context:
        """What the composer may know of this visit."""
        return Context(self.item, self.aspect, self.here, self.offered, self.last_answer)

    def remember(self, answer: Answer) -> None:
        """Keep what a follow-up needs. Talk leaves the item as it was."""
        if answer.state.intent != "repeat":
            self.last_answer = answer
        self.offered = tuple(answer.ask)
        if answer.state.item is not None:
            self.item = answer.state.item
            self.aspect = None if answer.state.aspect == "none" else answer.state.aspect

    def wipe(self) -> None:
        """Forget everything of the citizen."""
        self.ended = True
        self.item = self.aspect = self.last_answer = self.chosen = self.pending = None
        self.offered = ()
