"""Synthesis for the hall."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

from assistant.speech.synthesis import Speech, Voice, VoiceError
from assistant.speech.synthesis.choice import choose_voice
from assistant.speech.synthesis.prepared import PreparedSpeech
from assistant.speech.synthesis.tempo import at_rate
from avatar_bridge import metrics
from avatar_bridge.settings import Settings
from avatar_bridge.voice.preparation import Preparation

_log = logging.getLogger(__name__)


class Mouth:
    """Speaks sentences, each once: what was spoken is kept under the hash of voice, rate and text."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._voice: Voice | None = None
        self._prepared = PreparedSpeech(settings.data / "speech", disk_bytes=settings.prepared_speech_mb * 1024**2)
        self._workers: Executor = ThreadPoolExecutor(1, thread_name_prefix="synthesis")
        self.detail = "loading"
        self.preparation: Preparation | None = None

    @property
    def ready(self) -> bool:
        return self._voice is not None

    @property
    def engine(self) -> str | None:
        return self._voice.name if self._voice else None

    @property
    def notice(self) -> str:
        """What the voice's licence asks to be told; empty when nothing."""
        return self._voice.licence_notice if self._voice else ""

    async def load(self, first_words: list[str]) -> None:
        """Load the voice and prepare ``first_words``; a missing voice leaves captions, not an error."""
        loop = asyncio.get_running_loop()
        try:
            voice = await loop.run_in_executor(self._workers, self._open)
        except VoiceError as error:
            self.detail = str(error)
            _log.warning("the voice is off: %s", error)
            return
        self._voice, self.detail = voice, voice.name
        if voice.licence_notice:
            _log.warning("%s", voice.licence_notice)
        for text in first_words:
            await self.speak(text)

    def _open(self) -> Voice:
        voice = choose_voice(self._settings.voice, self._settings.models_dir)
        voice.load()
        return voice

    async def speak(self, text: str, rate: float = 1.0, keep: bool = True) -> Speech:
        """Speak one sentence; ``keep`` only what comes from the library, never what a citizen may have typed.

        Raises:
            VoiceError: when no engine can.
        """
        if self._voice is None:
            raise VoiceError(self.detail)
        started = time.perf_counter()
        # Kept at one rate only, and stretched: whoever wants it slower need not wait for it to be made.
        speech = await asyncio.get_running_loop().run_in_executor(
            self._workers, lambda: at_rate(self._prepared.get_or_make(self._voice, text, keep=keep), rate)
        )
        metrics.SYNTHESIS_SECONDS.observe(time.perf_counter() - started)
        return speech

    def has(self, text: str) -> bool:
        """Whether a sentence can be had at once."""
        return self._voice is not None and self._prepared.has(self._voice, text)

    async def prepare(self, texts: Callable[[], Iterator[str]], quiet: Callable[[], bool]) -> None:
        """Make what the published library can say in the background, while it is quiet; begins anew when called again."""
        if self._voice is None:
            return
        await self.stop_preparing()
        self.preparation = Preparation(self._voice, self._prepared, texts, quiet)
        self.preparation.start()

    async def stop_preparing(self) -> None:
        if self.preparation is not None:
            await self.preparation.stop()

    def close(self) -> None:
        self._workers.shutdown(wait=False, cancel_futures=True)
