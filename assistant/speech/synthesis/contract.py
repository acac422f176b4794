"""What a voice is, and what it gives."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np

from assistant.speech.normalisation import Spoken
from assistant.speech.visemes import TimedSyllable, viseme_track

LONGEST_TEXT = 500  # characters
SLOWEST, FASTEST = 0.7, 1.3
EMPTY_MS = 100  # the silence given for a text without anything to say


class VoiceError(Exception):
    """A voice cannot speak; the message is for the engineer."""


class VoiceUnavailable(VoiceError):
    """Its model or its engine is not there."""


class TextTooLong(VoiceError):
    """More than ``LONGEST_TEXT`` characters in one call: split it into sentences."""


@dataclass(frozen=True)
class Speech:
    """One spoken text.

    ``audio`` is mono int16 of shape [n] at ``sample_rate`` Hz. ``visemes`` are (ms, class), see
    ``assistant.speech.visemes``. ``words`` are (ms, written characters); joined they are exactly the text that was
    given, so a caption can be highlighted as it is spoken. ``timing`` is ``exact`` when the engine's own durations
    gave the times.
    """

    audio: np.ndarray
    sample_rate: int
    visemes: list[tuple[int, str]]
    words: list[tuple[int, str]]
    engine: str
    timing: Literal["exact", "estimated"]

    @property
    def duration_ms(self) -> int:
        return int(round(1000 * len(self.audio) / self.sample_rate))

    def wav(self) -> bytes:
        """The audio as a 16-bit mono WAV file."""
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.sample_rate)
            file.writeframes(np.ascontiguousarray(self.audio, dtype="<i2").tobytes())
        return buffer.getvalue()


@runtime_checkable
class Voice(Protocol):
    """A speech synthesiser for Mandarin. ``synthesise`` blocks and may be called from several threads."""

    name: str
    version: str  # of model and front end: part of the key of prepared speech
    licence_notice: str  # Chinese, shown at the first start; "" when there is nothing to say
    sample_rate: int
    timing: Literal["exact", "estimated"]

    def load(self) -> None:
        """Read the model, or raise ``VoiceUnavailable``. Calling it again does nothing."""

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        """Speak ``text`` (written Chinese, at most 500 characters); ``rate`` 0.7 (slow) to 1.3 (fast).

        Raises ``TextTooLong``, ``ValueError`` for a rate outside the range, ``VoiceError`` when the engine fails.
        """


def check_request(text: str, rate: float) -> None:
    """Raise what ``Voice.synthesise`` promises for a bad request."""
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(f"{len(text)} characters; at most {LONGEST_TEXT}")
    if not SLOWEST <= rate <= FASTEST:
        raise ValueError(f"rate {rate} is not between {SLOWEST} and {FASTEST}")


def words_of(spoken: Spoken, syllables: list[TimedSyllable]) -> list[tuple[int, str]]:
    """When each written piece is spoken: [(ms, characters)], ascending, joined exactly ``spoken.written``."""
    starts: dict[int, float] = {}
    for timed in syllables:
        starts.setdefault(timed.syllable.index, timed.start)
    units = spoken.units()
    words: list[tuple[int, str]] = []
    now = 0.0
    for place, (index, written) in enumerate(units):
        end = units[place + 1][0] if place + 1 < len(units) else len(spoken.text)
        known = [starts[at] for at in range(max(index, 0), end) if at in starts]
        now = max(now, known[0]) if known else now
        words.append((int(round(now)), written))
    return words


def make_speech(
    spoken: Spoken,
    audio: np.ndarray,
    sample_rate: int,
    syllables: list[TimedSyllable],
    engine: str,
    timing: Literal["exact", "estimated"],
) -> Speech:
    """Put a ``Speech`` together from float audio in [-1, 1] (or int16) and timed syllables."""
    if audio.dtype != np.int16:
        audio = (np.clip(audio, -1.0, 1.0) * 32767.0).astype(np.int16)
    duration = 1000.0 * len(audio) / sample_rate
    return Speech(audio, sample_rate, viseme_track(syllables, duration), words_of(spoken, syllables), engine, timing)


def silence(spoken: Spoken, sample_rate: int, engine: str, timing: Literal["exact", "estimated"]) -> Speech:
    """What is given for a text without anything to say: 0.1 s."""
    return make_speech(spoken, np.zeros(sample_rate * EMPTY_MS // 1000, np.int16), sample_rate, [], engine, timing)
