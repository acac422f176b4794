"""One listening of the digital human: from microphone bytes to words.

``feed`` is cheap and belongs on the event loop: it runs voice activity only and says what is due. ``draft`` and
``final`` are the slow parts and belong in a worker thread; both may be called from any thread.

While somebody speaks a draft is due every 0.4 s. At 300 ms of silence a final is due on speculation; when the silence
lasts until the end (650 ms) the committed utterance has the very same samples and ``final`` gives the same result at
once. When speech goes on instead, the speculation is void.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np

from assistant.speech.audio import (
    HIGHEST_RATE,
    LOWEST_RATE,
    SAMPLE_RATE,
    AudioError,
    StreamResampler,
    level_dbfs,
    pcm16,
)
from assistant.speech.correction import Correction
from assistant.speech.formatting import written
from assistant.speech.recognition.contract import Partial, Recogniser, RecogniserStream, Recognition
from assistant.speech.recognition.guards import SILENCE_DBFS
from assistant.speech.voice_activity import Endpointer, EndpointSettings, Pause, Resume, SpeechEnd, SpeechStart


@dataclass(frozen=True)
class SpeechStarted:
    """Somebody began to speak. It may yet turn out to be noise (``Dismissed``)."""


@dataclass(frozen=True)
class DraftDue:
    """``draft(audio)`` would show something new. Skip it when the one before is still running."""

    audio: np.ndarray
    speech_seconds: float


@dataclass(frozen=True)
class SpeculateDue:
    """A short silence: run ``final(audio)`` now and the result is there if this was the end. Nobody may be told yet."""

    audio: np.ndarray
    speech_seconds: float


@dataclass(frozen=True)
class SpeechResumed:
    """Speech went on after ``SpeculateDue``: what was speculated is void."""


@dataclass(frozen=True)
class Committed:
    """The utterance is over; ``final(audio)`` says what it was."""

    audio: np.ndarray
    speech_seconds: float


@dataclass(frozen=True)
class TooLong(Committed):
    """The utterance was cut at its greatest length. ``final(audio)`` recognises what there is."""


@dataclass(frozen=True)
class Dismissed:
    """What began was no utterance (a cough, a click): whatever it interrupted may go on."""

    speech_seconds: float


@dataclass(frozen=True)
class NothingHeard:
    """Nobody spoke within ``patience_seconds``, or before listening was stopped. Given once."""

    reason: Literal["silence", "noise"]


HearingEvent = SpeechStarted | DraftDue | SpeculateDue | SpeechResumed | Committed | TooLong | Dismissed | NothingHeard


#: So much mean log-probability the domain's words are worth where a reading consists of nothing else; tuned on another voice's questions.
OF_THE_DOMAIN = 0.2


class Corrector(Protocol):
    """Something like ``correction.DomainCorrector``."""

    def correct(self, text: str) -> Correction:
        """``text`` as recognised -> what was meant."""
        ...


class Hearing:
    """Ties an end-pointer, a recogniser and a corrector together for one listening.

    ``sample_rate`` is that of the microphone (8000 to 48000 Hz); ``patience_seconds`` is how long to wait for the
    first word before ``NothingHeard`` (``None``: for ever, as when listening hands-free). Raises ``AudioError`` for a
    sampling rate outside the range. ``draft`` and ``final`` may be called from any thread, all else from one.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        endpointer: Endpointer,
        corrector: Corrector | None = None,
        *,
        sample_rate: int = SAMPLE_RATE,
        draft_every: float = 0.4,
        patience_seconds: float | None = None,
    ) -> None:
        if not isinstance(sample_rate, int) or not LOWEST_RATE <= sample_rate <= HIGHEST_RATE:
            raise AudioError("sample_rate", "麦克风的采样率不支持。", f"sample rate is {sample_rate!r}")
        self._recogniser = recogniser
        self._endpointer = endpointer
        self._corrector = corrector
        self._sample_rate = sample_rate
        self._resampler = StreamResampler(sample_rate)
        self._draft_every = max(1, int(draft_every * SAMPLE_RATE))
        self._patience = patience_seconds
        self._next_draft = 0
        self._loudest = -120.0
        self._anything_said = False
        self._gave_up = False
        self._speculated = False
        self._state = threading.Lock()  # guards the three fields below
        self._stream: RecogniserStream | None = None
        self._streamed = np.zeros(0, dtype=np.float32)  # what the stream has been fed
        self._last_final: tuple[np.ndarray, Recognition] | None = None
        self._generation = 0  # grows with each wipe: a result that began before it is not kept
        self._recognising = threading.Lock()

    @property
    def speech_seconds(self) -> float:
        """How much voice the open utterance holds; 0 when nobody speaks."""
        return self._endpointer.speech_seconds

    @property
    def speaking(self) -> bool:
        """Whether an utterance is open."""
        return self._endpointer.speaking

    @property
    def onset_suspected(self) -> bool:
        """Whether what came last may be voice, too little yet for ``SpeechStarted``."""
        return self._endpointer.onset_suspected

    def feed(self, data: bytes) -> list[HearingEvent]:
        """Take a frame of 16-bit little-endian mono PCM and say what happened. Raises ``AudioError`` for odd bytes."""
        samples = self._resampler.feed(pcm16(data))
        self._loudest = max(self._loudest, level_dbfs(samples))
        events: list[HearingEvent] = []
        for event in self._endpointer.feed(samples):
            events.extend(self._translate(event))
        if self._endpointer.speaking and not self._endpointer.silence_seconds:
            if self._endpointer.utterance_samples >= self._next_draft:
                while self._next_draft <= self._endpointer.utterance_samples:
                    self._next_draft += self._draft_every
                events.append(DraftDue(self._endpointer.utterance(), self._endpointer.speech_seconds))
        if self._patience is not None and not self._anything_said and not self._endpointer.speaking:
            if self._endpointer.heard_seconds >= self._patience:
                events.extend(self._give_up())
        return events

    def end_by_silence(self) -> None:
        """From now on the usual silence ends an utterance, whatever the settings said."""
        self._endpointer.settings = EndpointSettings()

    def stop(self) -> list[HearingEvent]:
        """Listening was stopped: commit what was said so far, or say that nothing was heard."""
        events: list[HearingEvent] = []
        for event in self._endpointer.flush():
            events.extend(self._translate(event))
        if not self._anything_said:
            events.extend(self._give_up())
        return events

    def _give_up(self) -> list[HearingEvent]:
        if self._gave_up:
            return []
        self._gave_up = True
        return [NothingHeard("silence" if self._loudest < SILENCE_DBFS else "noise")]

    def _translate(self, event) -> list[HearingEvent]:
        settings = self._endpointer.settings
        if isinstance(event, SpeechStart):
            self._next_draft = self._draft_every + int(settings.pre_roll * SAMPLE_RATE)
            return [SpeechStarted()]
        if isinstance(event, Pause):
            self._speculated = event.speech_seconds >= settings.min_speech
            return [SpeculateDue(event.audio, event.speech_seconds)] if self._speculated else []
        if isinstance(event, Resume):
            return [SpeechResumed()] if self._speculated else []
        assert isinstance(event, SpeechEnd)
        if event.reason == "too_short":
            return [Dismissed(event.speech_seconds)]
        self._anything_said = True
        kind = TooLong if event.reason == "too_long" else Committed
        return [kind(event.audio, event.speech_seconds)]

    def draft(self, audio: np.ndarray) -> Partial | None:
        """The words of an utterance that is still going on, or ``None``: nothing new, or a recognition is running.

        Blocks for some 0.1 to 0.4 s. ``audio`` is that of ``DraftDue``.
        """
        if not self._recognising.acquire(blocking=False):
            return None
        try:
            generation = self._generation
            stream, fed = self._stream_for(audio)
            try:
                partials = stream.feed(audio[fed:])
            except Exception:
                self._drop_stream()
                raise
            self._keep(generation, stream=stream, streamed=audio)
        finally:
            self._recognising.release()
        if not partials:
            return None
        return self._corrected_partial(partials[-1])

    def final(self, audio: np.ndarray) -> Recognition:
        """The words of ``audio``, that of ``SpeculateDue`` or ``Committed``, after domain correction.

        The same samples as the last time give the same result without recognising again; a call that finds another one
        recognising waits for it. Raises what the recogniser raises (``RecognitionError``).
        """
        with self._recognising:
            with self._state:
                last = self._last_final
                generation = self._generation
            if last is not None and np.array_equal(last[0], audio):
                return last[1]
            stream, fed = self._stream_for(audio)
            try:
                result = understood(stream.finish(audio[fed:]), self._corrector)
            except Exception:
                self._drop_stream()
                raise
            self._keep(generation, stream=stream, streamed=audio, last=(audio, result))
            return result

    def wipe(self) -> None:
        """Forget all sound and words; for the thread of ``feed``. A recognition that is running keeps nothing."""
        self._endpointer.reset()
        self._resampler = StreamResampler(self._sample_rate)
        self._next_draft, self._anything_said, self._gave_up, self._loudest = 0, False, False, -120.0
        with self._state:
            self._generation += 1
            self._stream, self._last_final = None, None
            self._streamed = np.zeros(0, dtype=np.float32)

    def _stream_for(self, audio: np.ndarray) -> tuple[RecogniserStream, int]:
        """The stream that has heard the beginning of ``audio``, and how many samples of it; else a new one."""
        with self._state:
            stream, streamed = self._stream, self._streamed
        if stream is not None and streamed.size <= audio.size and np.array_equal(streamed, audio[: streamed.size]):
            return stream, streamed.size
        return self._recogniser.stream(SAMPLE_RATE), 0

    def _drop_stream(self) -> None:
        """Forget a stream that failed: the next call begins the utterance anew."""
        with self._state:
            self._stream, self._streamed = None, np.zeros(0, dtype=np.float32)

    def _keep(self, generation: int, *, stream, streamed: np.ndarray, last=None) -> None:
        with self._state:
            if generation == self._generation:
                self._stream, self._streamed = stream, streamed
                self._last_final = last or self._last_final

    def _corrected_partial(self, partial: Partial) -> Partial:
        if self._corrector is None:
            return partial
        correction = self._corrector.correct(partial.text)
        # A term that is still being spoken may be corrected later: what is stable ends where it began.
        stable = min([partial.stable, *(change.start for change in correction.changes if change.end > partial.stable)])
        return Partial(correction.text, stable)


def understood(recognition: Recognition, corrector: Corrector | None) -> Recognition:
    """``recognition`` with its text corrected towards the domain and its numbers written; ``raw_text`` is what the engine wrote."""
    if recognition.rejected or not recognition.text:
        return recognition
    meant = _likeliest(recognition, corrector) if corrector else recognition.text
    return replace(recognition, text=written(meant))


def _likeliest(recognition: Recognition, corrector: Corrector) -> str:
    """Of the engine's readings, each corrected, the one that is likely and speaks of the hall's matters."""
    read = [(other.avg_logprob, corrector.correct(other.text)) for other in recognition.alternatives]
    if len(read) < 2:
        return corrector.correct(recognition.text).text
    return max(read, key=lambda one: one[0] + OF_THE_DOMAIN * one[1].share)[1].text


def recognise(audio: np.ndarray, recogniser: Recogniser, corrector: Corrector | None = None) -> Recognition:
    """One whole recording (float32, 16 kHz, as ``audio.decode`` gives it) to words. Blocks; for a worker thread."""
    return understood(recogniser.recognise(audio), corrector)


__all__ = [
    "Committed",
    "Corrector",
    "Dismissed",
    "DraftDue",
    "Hearing",
    "HearingEvent",
    "NothingHeard",
    "SpeculateDue",
    "SpeechResumed",
    "SpeechStarted",
    "TooLong",
    "recognise",
    "understood",
]
