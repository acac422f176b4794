"""All present visits, and the sweeper that ends the idle ones."""

from __future__ import annotations

import asyncio
import logging
import time

from avatar_bridge import metrics
from avatar_bridge.visits.dialogue import Dialogue
from avatar_bridge.visits.handoffs import HandOffs
from avatar_bridge.visits.visit import Visit

_log = logging.getLogger(__name__)
#: More visits at once than any hall has; the longest idle one gives way.
MOST_VISITS = 5000
SWEEP_SECONDS = 15
#: After so long without a word or a touch in any visit the cores may work at something else.
QUIET_SECONDS = 4.0


class Visits:
    """Visits by id. Ending one wipes it here and deletes its tracker in the dialogue process."""

    def __init__(self, dialogue: Dialogue, idle_minutes: float, handoffs: HandOffs | None = None):
        self._dialogue = dialogue
        self._handoffs = handoffs or HandOffs()
        self._idle_seconds = idle_minutes * 60
        self._visits: dict[str, Visit] = {}
        self._sweeper: asyncio.Task | None = None

    def start(self) -> None:
        self._sweeper = asyncio.create_task(self._sweep(), name="visit sweeper")

    async def close(self) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        for visit_id in list(self._visits):
            await self.end(visit_id, "closing")

    async def begin(self, channel: str, here: str | None = None) -> Visit:
        if len(self._visits) >= MOST_VISITS:
            await self.end(min(self._visits.values(), key=lambda visit: visit.last_seen).id, "idle")
        visit = Visit(channel=channel, here=here)
        self._visits[visit.id] = visit
        metrics.VISITS.set(len(self._visits))
        return visit

    def get(self, visit_id: str) -> Visit | None:
        return self._visits.get(visit_id)

    def touch(self, visit: Visit) -> None:
        """Somebody is there: the idle time begins anew."""
        visit.last_seen = time.monotonic()

    def quiet(self) -> bool:
        """Whether nobody has done anything for a while."""
        now = time.monotonic()
        return all(now - visit.last_seen > QUIET_SECONDS for visit in list(self._visits.values()))

    async def end(self, visit_id: str, reason: str) -> bool:
        """End and wipe a visit. False when there is none of that id."""
        visit = self._visits.pop(visit_id, None)
        if visit is None:
            return False
        metrics.VISITS.set(len(self._visits))
        try:
            if visit.on_end is not None:
                await visit.on_end(reason)
        except Exception as error:  # a client that cannot be told must not keep its visit alive
            _log.error("the client of a visit could not be told: %s", type(error).__name__)
        finally:
            visit.wipe()
            self._handoffs.forget(visit_id)
            await self._dialogue.forget(visit_id)
        return True

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(min(SWEEP_SECONDS, self._idle_seconds))
            oldest = time.monotonic() - self._idle_seconds
            for visit in [visit for visit in self._visits.values() if visit.last_seen < oldest]:
                try:
                    await self.end(visit.id, "idle")
                except Exception as error:  # one visit that cannot be ended must not keep the others for ever
                    _log.error("an idle visit could not be ended: %s", type(error).__name__)
