"""What a speech recogniser promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

Rejection = Literal["silence", "noise", "unclear", "too_long"] | None


class RecognitionError(RuntimeError):
    """The engine itself failed. What was said is never part of the message."""


class ModelMissing(RecognitionError):
    """The model's files are not where they should be; the message says which command gets them."""

    def __init__(self, what: str, folder: object, remedy: str = "run `make models` to get it") -> None:
        super().__init__(f"{what} is not in {folder}; {remedy}")


@dataclass(frozen=True)
class Partial:
    """What has been heard so far. The first ``stable`` characters of ``text`` do not change any more."""

    text: str
    stable: int = 0


@dataclass(frozen=True)
class Alternative:
    """Another reading of the same sound, as the engine ranks them: Simplified, with its mean log-probability of a token."""

    text: str
    avg_logprob: float


@dataclass(frozen=True)
class Recognition:
    """One recognised utterance.

    ``text`` is what is meant (Simplified Chinese; in a hearing also corrected towards the domain, numbers as written), ``raw_text`` what
    the engine gave. ``confidence`` is in [0, 1]; ``avg_logprob`` is the mean natural log-probability of a token (or of
    a word's confidence), ``compression_ratio`` bytes of the text over its zlib bytes, ``speech_seconds`` the voice
    found in the sound, ``ms`` the wall time. ``alternatives`` are the n best of an engine that gives them, the first among them. When
    ``rejected`` is set both texts are empty.
    """

    text: str
    raw_text: str
    engine: str
    confidence: float = 0.0
    avg_logprob: float = 0.0
    compression_ratio: float = 0.0
    speech_seconds: float = 0.0
    rejected: Rejection = None
    ms: float = 0.0
    alternatives: tuple[Alternative, ...] = ()


class RecogniserStream(Protocol):
    """The recognition of one utterance while it is being spoken. Not for several threads at once."""

    def feed(self, pcm: np.ndarray) -> list[Partial]:
        """Take the next samples (float32, mono, at the stream's rate); give what has changed in the text, if anything.

        An engine without partials of its own decodes a draft here, so this may block for some 0.3 s.
        """
        ...

    def finish(self, rest: np.ndarray | None = None) -> Recognition:
        """Recognise everything fed, and ``rest`` after it, for which no partial is wanted.

        The stream stays open: when the speaker went on after all, ``feed`` and ``finish`` may follow, and the last
        ``finish`` holds the whole utterance.
        """
        ...


class Recogniser(Protocol):
    """An engine. Thread-safe: several streams may be open and several utterances in work at once."""

    @property
    def name(self) -> str:
        """The engine's name, such as ``whisper`` or ``vosk``."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The language codes it recognises, such as ``zh``."""
        ...

    def load(self) -> None:
        """Load the model; once is enough, later calls do nothing. Raises ``ModelMissing``."""
        ...

    def listen_for(self, phrases: Iterable[str]) -> None:
        """From the next utterance on expect these names, in place of those before; nothing where the engine cannot."""
        ...

    def stream(self, sample_rate: int = 16_000) -> RecogniserStream:
        """Begin an utterance that arrives in pieces at ``sample_rate`` Hz. Loads the model if need be."""
        ...

    def recognise(self, audio: np.ndarray) -> Recognition:
        """Recognise one whole utterance (float32, mono, 16 kHz). Loads the model if need be."""
        ...
