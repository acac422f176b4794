"""Trackers that can be forgotten: in memory, deleted with the visit, and gone after minutes of silence.

Rasa has no call that deletes a tracker, and its SQL store only appends.
"""

from __future__ import annotations

import time
from typing import Any, Callable, Dict, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class VisitTrackerStore(InMemoryTrackerStore):
    """Keeps each tracker until ``delete`` or until ``minutes_to_live`` have passed since its last turn."""

    def __init__(
        self,
        domain: Domain,
        event_broker: Optional[EventBroker] = None,
        minutes_to_live: float = 10,
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._seconds_to_live = minutes_to_live * 60
        self._clock = clock
        self._last_turn: Dict[str, float] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        self._last_turn[tracker.sender_id] = self._clock()
        await super().save(tracker)
        self._sweep()

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        self._sweep()
        return await super().retrieve(sender_id)

    async def delete(self, sender_id: str) -> None:
        """Forget a visit; an unknown one is no error."""
        self.store.pop(sender_id, None)
        self._last_turn.pop(sender_id, None)

    def _sweep(self) -> None:
        oldest = self._clock() - self._seconds_to_live
        for sender in [sender for sender, at in self._last_turn.items() if at < oldest]:
            self.store.pop(sender, None)
            del self._last_turn[sender]
