"""Several engines as one: when one fails the next takes over.

An engine that rejects an utterance has not failed: its verdict stands. One that raises is left alone for a while and
then tried again. Log lines name the engine and the kind of error, never anything that was said.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from assistant.speech.audio import checked
from assistant.speech.recognition.contract import Partial, Recogniser, RecogniserStream, Recognition, RecognitionError

logger = logging.getLogger(__name__)


class FallbackRecogniser:
    """A ``Recogniser`` over ``engines`` in order of preference; a failed one is passed over for ``rest_seconds``."""

    def __init__(
        self, engines: Sequence[Recogniser], rest_seconds: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if not engines:
            raise ValueError("at least one engine is needed")
        self.engines = tuple(engines)
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._resting: dict[int, float] = {}  # index of an engine -> when it may be tried again
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The name of the engine that would be tried first now."""
        return self.engines[self.order()[0]].name

    @property
    def languages(self) -> tuple[str, ...]:
        return self.engines[self.order()[0]].languages

    def order(self) -> list[int]:
        """Indices of the engines in the order in which they would be tried now; resting ones come last."""
        now = self._clock()
        with self._lock:
            return sorted(range(len(self.engines)), key=lambda index: (self._resting.get(index, 0.0) > now, index))

    def load(self) -> None:
        """Load the first engine that can be loaded; raises what the last one raised when none can."""
        self._first_that_works(lambda engine: engine.load(), "load")

    def listen_for(self, phrases: Iterable[str]) -> None:
        names = list(phrases)
        for engine in self.engines:
            engine.listen_for(names)

    def stream(self, sample_rate: int = 16_000) -> RecogniserStream:
        return _FallbackStream(self, sample_rate)

    def recognise(self, audio: np.ndarray) -> Recognition:
        audio = checked(audio)  # sound that cannot be used is the caller's fault, not an engine's
        return self._first_that_works(lambda engine: engine.recognise(audio), "recognise")

    def failed(self, index: int, during: str, error: Exception) -> None:
        """Note that the engine at ``index`` failed ``during`` something; it rests from now on."""
        logger.warning("speech engine %s failed during %s: %s", self.engines[index].name, during, type(error).__name__)
        with self._lock:
            self._resting[index] = self._clock() + self._rest_seconds

    def _first_that_works(self, call: Callable, during: str):
        last: Exception | None = None
        for index in self.order():
            try:
                return call(self.engines[index])
            except Exception as error:  # whatever an engine raises, the next one is tried
                self.failed(index, during, error)
                last = error
        if isinstance(last, (RecognitionError, ValueError)):
            raise last
        raise RecognitionError(f"every speech engine failed, the last with {type(last).__name__}") from last


class _FallbackStream:
    """Keeps the sound of the utterance, so that the next engine can hear it from the beginning."""

    def __init__(self, fallback: FallbackRecogniser, sample_rate: int) -> None:
        self._fallback = fallback
        self._sample_rate = sample_rate
        self._fed: list[np.ndarray] = []
        self._index: int | None = None
        self._stream: RecogniserStream | None = None

    def feed(self, pcm: np.ndarray) -> list[Partial]:
        pcm = checked(pcm)
        self._fed.append(pcm)
        return self._run(lambda stream, fresh: stream.feed(self._all() if fresh else pcm), "feed")

    def finish(self, rest: np.ndarray | None = None) -> Recognition:
        rest = None if rest is None else checked(rest)
        result = self._run(lambda stream, fresh: stream.finish(self._all(rest) if fresh else rest), "finish")
        if rest is not None:
            self._fed.append(rest)
        return result

    def _all(self, rest: np.ndarray | None = None) -> np.ndarray:
        parts = [*self._fed, *([] if rest is None else [rest])]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _run(self, call: Callable, during: str):
        last: Exception | None = None
        order = self._fallback.order()
        if self._index is not None:  # an utterance stays with its engine while that works
            order = [self._index, *(index for index in order if index != self._index)]
        for index in order:
            try:
                fresh = index != self._index
                if fresh:
                    self._stream = self._fallback.engines[index].stream(self._sample_rate)
                    self._index = index
                return call(self._stream, fresh)
            except Exception as error:  # whatever an engine raises, the next one is tried
                self._fallback.failed(index, during, error)
                self._index, last = None, error
        if isinstance(last, (RecognitionError, ValueError)):
            raise last
        raise RecognitionError(f"every speech engine failed, the last with {type(last).__name__}") from last
