"""What the hall consists of, put together once at start and closed once at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from assistant.conversation.rehearsal import every_sentence
from avatar_bridge.fault import fault
from avatar_bridge.knowledge import Knowledge
from avatar_bridge.settings import Settings
from avatar_bridge.visits import Dialogue, HandOffs, Turns, Visits
from avatar_bridge.voice import Ears, Mouth
from knowledge_base.lexicon import spoken_names

_log = logging.getLogger(__name__)
#: Seconds between two looks at what is published.
LOOK = 1.0


class Services:
    """Every part of the hall. ``start`` returns at once; speech and voice load behind it."""

    def __init__(self, settings: Settings, knowledge: Knowledge):
        self.settings = settings
        self.knowledge = knowledge
        self._workers = ThreadPoolExecutor(settings.threads, thread_name_prefix="answers")
        self.dialogue = Dialogue(settings.dialogue_url, settings.internal_token)
        self.handoffs = HandOffs()
        self.visits = Visits(self.dialogue, settings.idle_minutes, self.handoffs)
        self.turns = Turns(knowledge, self.dialogue, self._workers, self.handoffs)
        self.ears = Ears(settings)
        self.mouth = Mouth(settings)
        self._loading: list[asyncio.Task] = []
        self._watching: asyncio.Task | None = None

    def start(self) -> None:
        state = self.knowledge.current
        self.dialogue.start()
        self.visits.start()
        self._loading = [
            asyncio.create_task(
                self.ears.load(spoken_names(state.library), state.library.hall.name), name="load recognition"
            ),
            asyncio.create_task(self._find_voice(state.library.hall.greeting), name="load voice"),
        ]
        self._watching = asyncio.create_task(self._watch(), name="watch what is published")
        for task in (*self._loading, self._watching):
            task.add_done_callback(_report)

    async def _find_voice(self, greeting: str) -> None:
        await self.mouth.load([greeting])
        await self._rehearse()

    async def _rehearse(self) -> None:
        """Prepare what the published library can say."""
        if self.settings.prepare_speech:
            await self.mouth.prepare(self._sayable, self.visits.quiet)

    def _sayable(self) -> Iterator[str]:
        state = self.knowledge.current
        here = self.settings.kiosk_place if state.ways.place(self.settings.kiosk_place) else None
        return every_sentence(state.composer, state.conversation.guidance, here)

    async def _watch(self) -> None:
        """Take up what is published while the hall runs; the questions under way end with what they began with."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.take_up()
            except Exception as error:  # noqa: BLE001 - a full disk now must not end the watching for good
                _log.error("looking at what is published failed: %s", fault(error))

    async def take_up(self) -> None:
        """Take up what was published since; ears and mouth follow only where something really came."""
        if not self.knowledge.outdated():
            return
        before = self.knowledge.current
        await asyncio.to_thread(self.knowledge.refresh)
        if self.knowledge.current is not before:
            await self.ears.learn(spoken_names(self.knowledge.current.library))
            await self._rehearse()

    async def close(self) -> None:
        tasks = [*self._loading, *([self._watching] if self._watching else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.mouth.stop_preparing()
        await self.visits.close()
        await self.dialogue.close()
        self.ears.close()
        self.mouth.close()
        self._workers.shutdown(wait=False, cancel_futures=True)

    def parts(self) -> dict[str, dict]:
        """Readiness, a line a part; ``needed`` parts hold the hall's readiness back."""
        library = self.knowledge.current.library
        counts = f"{len(library.guides)} guides, {len(library.faq)} FAQ entries"
        loading = any(not task.done() for task in self._loading)
        return {
            "library": {"ready": True, "detail": counts},
            "dialogue": {"ready": self.dialogue.up, "detail": self.dialogue.detail},
            "speech": {"ready": self.ears.ready, "detail": self.ears.detail, "loading": loading},
            "voice": {
                "ready": self.mouth.ready,
                "detail": self.mouth.detail,
                "loading": loading,
                "notice": self.mouth.notice,
                "prepared": self.mouth.preparation.detail if self.mouth.preparation else "",
            },
            "signing": {"ready": False, "detail": "not part of this release"},
        }


def _report(task: asyncio.Task) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("%s failed: %s", task.get_name(), fault(task.exception()))
