"""One listening: microphone frames to captions and to a question, with barge-in while the digital human speaks.

Barge-in goes in three steps. A voice alone makes her softer (``duck``), on suspicion already; words that are no listener's sound make her pause; only when the
utterance is over and its words stand is the turn cancelled. What turns out to be nothing, a cough or somebody else's talk,
lets her go on where she was.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

import numpy as np

from assistant.speech.audio import AudioError, level_dbfs
from assistant.speech.backchannels import wants_the_floor
from assistant.speech.formatting import written
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
#: Who is so much quieter than the visitor was stands farther off and does not interrupt.
FARTHER_DB = 12.0
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
        mode: str,
        drafts: bool,
        spoken: Callable[[], tuple[str, ...]],
        on_start: Callable[[], Awaitable[None]],
        on_partial: Callable[[str], Awaitable[None]],
        on_floor: Callable[[str], Awaitable[None]],
        on_barge_in: Callable[[], Awaitable[None]],
        on_words: Callable[[str, str], Awaitable[None]],
        on_unheard: Callable[[str, str], Awaitable[None]],
        on_busy: Callable[[], Awaitable[None]],
    ):
        self._ears, self._hearing = ears, hearing
        self.mode, self._drafts = mode, drafts
        #: Sentences that the citizen is hearing now; empty while nothing is spoken.
        self._spoken = spoken
        self._on_start, self._on_partial = on_start, on_partial
        self._on_floor, self._on_barge_in = on_floor, on_barge_in
        self._on_words, self._on_unheard, self._on_busy = on_words, on_unheard, on_busy
        self._tasks: set[asyncio.Task] = set()
        self._drafting = False
        #: She is softer for a frame that may be voice; the next one tells.
        self._suspected = False
        #: Her own voice came back through the microphone: a sound alone says nothing here.
        self._echoes = False
        #: How loud the visitor last was, in dBFS; None before the first words.
        self._level: float | None = None
        #: Grows with each utterance: a late draft of one that is over is dropped.
        self._utterance = 0
        self.open = True

    @property
    def hands_free(self) -> bool:
        return self.mode == "hands_free"

    def end_by_silence(self) -> None:
        """From push-to-talk to a tap: silence ends what is said, no longer the button."""
        self.mode = "tap"
        self._hearing.end_by_silence()

    async def feed(self, data: bytes) -> None:
        """Take one frame. Raises ``ProtocolError`` for what is not audio."""
        try:
            events = self._hearing.feed(data)
        except AudioError as error:
            raise ProtocolError(error.code, error.message, error.detail) from error
        await self._handle(events)
        await self._duck_on_suspicion()

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
                elif not self._echoes:
                    await self._on_floor("duck")
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
                await self._go_on()
            elif isinstance(event, NothingHeard):
                self.open = False
                await self._on_unheard(event.reason, UNHEARD[event.reason])

    async def _duck_on_suspicion(self) -> None:
        """Softer with the first frame that may be voice, and as before when the next is none. A verdict is never forestalled."""
        suspected = self._hearing.onset_suspected and bool(self._spoken()) and not self._echoes and not self._tasks
        if suspected == self._suspected:
            return
        self._suspected = suspected
        if suspected:
            await self._on_floor("duck")
        elif self._spoken() and not self._hearing.speaking and not self._tasks:
            await self._on_floor("play")

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
            if event.speech_seconds < BARGE_IN_SECONDS or self._from_afar(event.audio):
                return
            if not self._interrupts(partial.text, event.speech_seconds):
                return
            # Only paused: should it turn out to be nothing after all, she goes on where she was cut.
            await self._on_floor("pause")
        await self._on_partial(partial.text)

    async def _speculate(self, event: SpeculateDue) -> None:
        """The result is kept by the hearing; it is told only when the utterance is really over."""
        try:
            await self._ears.final(self._hearing, event.audio)
        except RecognitionError as error:
            _log.warning("speculative final failed: %s", type(error).__name__)

    async def _commit(self, event: Committed) -> None:
        if self._ears.busy and not self._spoken():
            await self._on_busy()
        try:
            result = await self._ears.final(self._hearing, event.audio)
        except RecognitionError as error:
            _log.error("recognition failed: %s", type(error).__name__)
            if self._spoken():
                await self._go_on()
                return
            await self._on_unheard("unclear", UNHEARD["unclear"])
            return
        if self._spoken():
            meant = self._interrupts(result.text, event.speech_seconds, result.avg_logprob)
            if result.rejected or self._from_afar(event.audio) or not meant:
                await self._go_on()
                return
            await self._on_barge_in()
        if result.rejected or not result.text:
            reason = result.rejected or "unclear"
            await self._on_unheard(reason, UNHEARD[reason])
            return
        self._level = level_dbfs(event.audio)
        await self._on_words(result.text, result.raw_text)

    async def _go_on(self) -> None:
        """What began was nothing: the caption goes, and if something is being spoken it is heard as before."""
        await self._on_partial("")
        if self._spoken():
            await self._on_floor("play")

    def _from_afar(self, audio: np.ndarray) -> bool:
        """Whether this is much quieter than the visitor was: somebody behind, not whoever stands here."""
        return self._level is not None and level_dbfs(audio) < self._level - FARTHER_DB

    def _interrupts(self, text: str, seconds: float, avg_logprob: float | None = None) -> bool:
        """Whether these words want the floor: no listener's sound, and not the kiosk's own voice coming back."""
        if not wants_the_floor(text, seconds, avg_logprob):
            return False
        heard, own = _letters(text), _letters("".join(self._spoken()))
        if len(heard) >= 2 and heard in own:
            self._echoes = True
            return False
        return True


def _letters(text: str) -> str:
    """Nothing but letters and figures; 四十 and 40 are the same to the ear."""
    return re.sub(r"\W+", "", written(text))
