"""Visits that asked for a person: who waits, what goes along, and the digital human's silence while a person talks."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from avatar_bridge.visits.visit import Visit


@dataclass(frozen=True)
class HandOff:
    """What a member of staff sees of a visit: the words so far, the item and the answers given in its situation."""

    visit_id: str
    channel: str
    here: str | None
    item: str | None
    situation: tuple[str, ...]
    transcript: tuple[tuple[str, str], ...]
    since: float = field(default_factory=time.monotonic)


class HandOffs:
    """In memory only: what a citizen said outlasts no visit."""

    def __init__(self) -> None:
        self._waiting: dict[str, HandOff] = {}

    def ask(self, visit: Visit) -> HandOff:
        """The visit waits for a person; asking again brings what was said since along."""
        task = visit.memory.task or visit.memory.paused
        path = task.path if task is not None else visit.memory.settled.get(visit.memory.item, ())
        before = self._waiting.get(visit.id)
        waiting = HandOff(
            visit.id, visit.channel, visit.here, visit.memory.item, tuple(path), tuple(visit.transcript),
            before.since if before else time.monotonic(),
        )  # fmt: skip
        self._waiting[visit.id] = waiting
        return waiting

    def waiting(self) -> list[HandOff]:
        """Longest waiting first."""
        return sorted(self._waiting.values(), key=lambda handoff: handoff.since)

    def take(self, visit: Visit) -> None:
        """A person talks from now on: the digital human is silent until ``release``."""
        visit.held = True

    def release(self, visit: Visit) -> None:
        visit.held = False
        self._waiting.pop(visit.id, None)

    def forget(self, visit_id: str) -> None:
        self._waiting.pop(visit_id, None)
