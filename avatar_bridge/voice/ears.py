"""Recognition for the hall."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np

from assistant.speech.audio import decode
from assistant.speech.correction import DomainCorrector, domain_terms
from assistant.speech.hearing import Hearing, recognise
from assistant.speech.recognition import ModelMissing, Partial, Recogniser, Recognition, open_recogniser
from assistant.speech.recognition.prompt import hall_prompt
from assistant.speech.voice_activity import Endpointer, EndpointSettings
from assistant.speech.voice_activity.silero import SileroDetector
from avatar_bridge import metrics
from avatar_bridge.settings import Settings

_log = logging.getLogger(__name__)
#: How long a tap on the microphone waits for the first word.
PATIENCE_SECONDS = 8.0
#: With so much in work or waiting, whoever comes next is told that it takes a moment.
CROWD = 4
#: Push-to-talk: whoever holds the button may think as long as they like.
BUTTON_ENDS = EndpointSettings(end_silence=25.0)


class Ears:
    """Opens listenings and recognises recordings. Not ``ready`` while the model loads or when none is installed."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._recogniser: Recogniser | None = None
        self._corrector: DomainCorrector | None = None
        self._hall_name, self._names = "", []
        # Two: a draft of one visit does not hold up the final of another.
        self._workers: Executor = ThreadPoolExecutor(2, thread_name_prefix="recognition")
        self.detail = "loading"
        self._waiting = 0

    @property
    def busy(self) -> bool:
        """Whether more people are waiting for their words than can be served at once: drafts are left out then."""
        return self._waiting >= CROWD

    @property
    def ready(self) -> bool:
        return self._recogniser is not None

    @property
    def engine(self) -> str | None:
        return self._recogniser.name if self._recogniser else None

    async def load(self, names: list[str], hall_name: str = "") -> None:
        """Load model and corrector in a worker; a missing model leaves the hall without ears, not without service."""
        loop = asyncio.get_running_loop()
        self._hall_name, self._names = hall_name, names
        try:
            recogniser = await loop.run_in_executor(self._workers, self._open)
            await self.learn(names)
        except ModelMissing as error:
            self.detail = str(error)
            _log.warning("speech recognition is off: %s", error)
        else:
            self._recogniser, self.detail = recogniser, recogniser.name

    async def learn(self, names: list[str]) -> None:
        """From now on listen for ``names`` and correct towards them; listenings under way end with what they began with."""

        def work() -> DomainCorrector:
            if self._recogniser is not None:
                self._recogniser.listen_for(names)
            return DomainCorrector(domain_terms(names))

        self._corrector = await asyncio.get_running_loop().run_in_executor(self._workers, work)

    def _open(self) -> Recogniser:
        settings = self._settings
        prompt = hall_prompt(self._hall_name)
        recogniser = open_recogniser(settings.models_dir, settings.recogniser, settings.threads, prompt, self._names)
        recogniser.load()
        return recogniser

    def listen(self, sample_rate: int, mode: str) -> Hearing:
        """A listening of one visit. Raises ``AudioError`` for a sampling rate that is not supported."""
        return Hearing(
            self._recogniser,
            Endpointer(SileroDetector(), BUTTON_ENDS if mode == "push" else None),
            self._corrector,
            sample_rate=sample_rate,
            patience_seconds=None if mode == "hands_free" else PATIENCE_SECONDS,
        )

    async def draft(self, hearing: Hearing, audio: np.ndarray) -> Partial | None:
        if self.busy:
            return None
        return await self._run(hearing.draft, audio)

    async def final(self, hearing: Hearing, audio: np.ndarray) -> Recognition:
        started = time.perf_counter()
        result = await self._run(hearing.final, audio)
        metrics.RECOGNITION_SECONDS.observe(time.perf_counter() - started)
        return result

    async def _run(self, work, *arguments):
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._workers, work, *arguments)
        finally:
            self._waiting -= 1

    async def recognise_file(self, data: bytes) -> Recognition:
        """Recognise a WAV or FLAC file. Raises ``AudioError``."""

        def work() -> Recognition:
            return recognise(decode(data), self._recogniser, self._corrector)

        return await self._run(work)

    def close(self) -> None:
        self._workers.shutdown(wait=False, cancel_futures=True)
