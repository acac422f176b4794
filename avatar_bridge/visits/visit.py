"""One visit: everything the hall remembers of a citizen, in one object that can be dropped."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from assistant.answers.model import Answer, Choice
from assistant.conversation import Memory

#: Turns that go along when a person takes over.
TRANSCRIPT = 40


@dataclass
class Visit:
    """``turn`` grows by one with each turn; ``pending`` is the answer being composed for it, with what is remembered after it.

    ``held`` is true while a person of the hall talks to the citizen: the digital human is silent then.
    """

    id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    channel: str = "api"
    here: str | None = None
    turn: int = 0
    memory: Memory = field(default_factory=Memory, repr=False)
    transcript: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=2 * TRANSCRIPT), repr=False)
    held: bool = False
    chosen: Choice | None = None
    ended: bool = False
    pending: tuple[int, Answer, Memory] | None = field(default=None, repr=False)
    last_seen: float = field(default_factory=time.monotonic)
    #: Two questions of one visit are answered one after the other.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    #: Told when the visit ends from elsewhere (idle, deleted), with the reason.
    on_end: Callable[[str], Awaitable[None]] | None = field(default=None, repr=False)

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices on the screen: the only ones that can be tapped."""
        return self.memory.offered

    def offer(self, choices: tuple[Choice, ...]) -> None:
        self.memory = replace(self.memory, offered=choices)

    def keep(self, said: str, answer: Answer, memory: Memory) -> None:
        """Take a turn into the visit."""
        self.memory = memory
        self.transcript.append(("citizen", said))
        self.transcript.append(("assistant", "".join(sentence.text for sentence in answer.say)))

    def cut_short(self, heard: int) -> None:
        """The last answer was interrupted after ``heard`` sentences."""
        self.memory = replace(self.memory, heard=heard)

    def wipe(self) -> None:
        """Forget everything of the citizen."""
        self.ended = True
        self.memory = Memory()
        self.transcript.clear()
        self.chosen = self.pending = None
