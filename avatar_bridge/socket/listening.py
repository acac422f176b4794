"""One listening: microphone frames to captions and to a question, with barge-in while the digital human speaks."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

from assistant.speech.audio import AudioError
from assistant.speech.backchannels import is_backchannel
from assistant.speech.hearing import (
    Committed,
    Dismissed,
    DraftDue,
    Hearing,
    NothingHeard,
    SpeculateDue,
    SpeechStarted,
    TooLong,
)
from assistant.speech.recognition import RecognitionError
from avatar_bridge.socket.messages import ProtocolError
from avatar_bridge.voice import Ears

_log = logging.getLogger(__name__)
#: Speech shorter than this does not interrupt.
BARGE_IN_SECONDS = 0.35
UNHEARD = {
    "silence": "我没有听到声音，请靠近一点再说一次。",
    "noise": "周围有点吵，我没有听清，请再说一次。",
    "unclear": "我没有听清楚，请慢一点再说一次，也可以打字。",
    "too_long": "这段话太长了，请分成短一点的几句说。",
}


class Listening:
    """Feeds one ``Hearing`` and tells the session what comes of it. Owns its recognition tasks."""

    def __init__(
        self,
        ears: Ears,
        hearing: Hearing,
        *,
        hands_free: bool,
        drafts: bool,
        spoken: Callable[[], tuple[str, ...]],
        on_start: Callable[[], Awaitable[None]],
        on_partial: Callable[[str], Awaitable[None]],
        on_barge_in: Callable[[], Awaitable[None]],
        on_words: Callable[[str, str], Awaitable[None]],
        on_unheard: Callable[[str, str], Awaitable[None]],
    ):
        self._ears, self._hearing = ears, hearing
        self.hands_free, self._drafts = hands_free, drafts
        #: Sentences that the citizen is hearing now; empty while nothing is spoken.
        self._spoken = spoken
        self._on_start, self._on_partial, self._on_barge_in = on_start, on_partial, on_barge_in
        self._on_words, self._on_unheard = on_words, on_unheard
        self._tasks: set[asyncio.Task] = set()
        self._drafting = False
        #: Grows with each utterance: a late draft of one that is over is dropped.
        self._utterance = 0
        self.open = True

    async def feed(self, data: bytes) -> None:
        """Take one frame. Raises ``ProtocolError`` for what is not audio."""
        try:
            events = self._hearing.feed(data)
        except AudioError as error:
            raise ProtocolError(error.code, error.message, error.detail) from error
        await self._handle(events)

    async def stop(self) -> None:
        """The citizen stopped listening: what was said so far counts."""
        self.open = False
        await self._handle(self._hearing.stop())

    async def close(self) -> None:
        """Forget everything heard and end all work."""
        self.open = False
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._hearing.wipe()

    def _start(self, work) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("listening failed: %s", type(task.exception()).__name__)

    async def _handle(self, events) -> None:
        for event in events:
            if isinstance(event, SpeechStarted):
                self._utterance += 1
                if not self._spoken():
                    await self._on_start()
            elif isinstance(event, DraftDue):
                if not self._drafting and (self._drafts or self._spoken()):
                    self._drafting = True
                    self._start(self._draft(event, self._utterance))
            elif isinstance(event, SpeculateDue):
                self._start(self._speculate(event))
            elif isinstance(event, (Committed, TooLong)):
                if not self.hands_free:
                    self.open = False
                self._utterance += 1
                self._start(self._commit(event))
            elif isinstance(event, Dismissed):
                self._utterance += 1
                await self._on_partial("")
            elif isinstance(event, NothingHeard):
                self.open = False
                await self._on_unheard(event.reason, UNHEARD[event.reason])

    async def _draft(self, event: DraftDue, utterance: int) -> None:
        try:
            partial = await self._ears.draft(self._hearing, event.audio)
        except RecognitionError as error:
            _log.warning("draft failed: %s", type(error).__name__)
            return
        finally:
            self._drafting = False
        if partial is None or utterance != self._utterance:
            return
        if self._spoken():
            if event.speech_seconds < BARGE_IN_SECONDS or not self._interrupts(partial.text):
                return
            await self._on_barge_in()
        await self._on_partial(partial.text)

    async def _speculate(self, event: SpeculateDue) -> None:
        """The result is kept by the hearing; it is told only when the utterance is really over."""
        try:
            await self._ears.final(self._hearing, event.audio)
        except RecognitionError as error:
            _log.warning("speculative final failed: %s", type(error).__name__)

    async def _commit(self, event: Committed) -> None:
        try:
            result = await self._ears.final(self._hearing, event.audio)
        except RecognitionError as error:
            _log.error("recognition failed: %s", type(error).__name__)
            await self._on_unheard("unclear", UNHEARD["unclear"])
            return
        if self._spoken():
            if result.rejected or not self._interrupts(result.text):
                await self._on_partial("")
                return
            await self._on_barge_in()
        if result.rejected or not result.text:
            reason = result.rejected or "unclear"
            await self._on_unheard(reason, UNHEARD[reason])
            return
        await self._on_words(result.text, result.raw_text)

    def _interrupts(self, text: str) -> bool:
        """Whether these words want the floor: no listener's sound, and not the kiosk's own voice coming back."""
        if is_backchannel(text):
            return False
        heard = _letters(text)
        own = _letters("".join(self._spoken()))
        return not (len(heard) >= 2 and heard in own)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text)
