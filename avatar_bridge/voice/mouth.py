"""Synthesis for the hall."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import Executor, ThreadPoolExecutor

from assistant.speech.synthesis import Speech, Voice, VoiceError
from assistant.speech.synthesis.choice import choose_voice
from assistant.speech.synthesis.prepared import PreparedSpeech
from avatar_bridge import metrics
from avatar_bridge.settings import Settings

_log = logging.getLogger(__name__)


class Mouth:
    """Speaks sentences, each once: what was spoken is kept under the hash of voice, rate and text."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._voice: Voice | None = None
        self._prepared = PreparedSpeech(settings.data / "speech")
        self._workers: Executor = ThreadPoolExecutor(1, thread_name_prefix="synthesis")
        self.detail = "loading"

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
        speech = await asyncio.get_running_loop().run_in_executor(
            self._workers, lambda: self._prepared.get_or_make(self._voice, text, rate, keep=keep)
        )
        metrics.SYNTHESIS_SECONDS.observe(time.perf_counter() - started)
        return speech

    def close(self) -> None:
        self._workers.shutdown(wait=False, cancel_futures=True)
