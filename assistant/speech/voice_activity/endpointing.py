"""When an utterance begins, pauses and ends.

The end-pointer takes sound in pieces of any size and a detector's probabilities, and gives events. It depends on no
clock but the sound itself, so the same sound always gives the same events.

Times: with Silero VAD speech is noticed about 0.1 s after it begins, a pause of 300 ms about 0.42 s and an end of
650 ms about 0.75 s after the last sound (the detector itself lags by some 0.1 s).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.speech.audio import SAMPLE_RATE
from assistant.speech.voice_activity.detector import FRAME_SAMPLES, VoiceDetector


@dataclass(frozen=True)
class EndpointSettings:
    """Thresholds of the end-pointer; times in seconds.

    ``end_silence`` may be made longer for people who speak slowly. An utterance with less than ``min_speech`` of voice
    is dismissed at its end. ``pre_roll`` is kept from before the first voiced frame.
    """

    start_probability: float = 0.5
    stop_probability: float = 0.35
    start_frames: int = 2
    pause_silence: float = 0.30
    end_silence: float = 0.65
    min_speech: float = 0.25
    pre_roll: float = 0.30
    max_utterance: float = 30.0

    def __post_init__(self) -> None:
        if not 0 < self.stop_probability <= self.start_probability < 1:
            raise ValueError("0 < stop_probability <= start_probability < 1 must hold")
        if not 0 < self.pause_silence < self.end_silence < self.max_utterance:
            raise ValueError("0 < pause_silence < end_silence < max_utterance must hold")
        if self.start_frames < 1 or self.min_speech < 0 or self.pre_roll < 0:
            raise ValueError("start_frames must be at least 1; min_speech and pre_roll must not be negative")


@dataclass(frozen=True)
class SpeechStart:
    """Somebody began to speak. ``at`` is the sample of the stream where the utterance (with pre-roll) begins."""

    at: int


@dataclass(frozen=True)
class Pause:
    """Silence for ``pause_silence``: perhaps the end. ``audio`` is the utterance so far (float32, 16 kHz)."""

    at: int
    speech_seconds: float
    audio: np.ndarray


@dataclass(frozen=True)
class Resume:
    """Speech went on after a ``Pause``."""

    at: int


@dataclass(frozen=True)
class SpeechEnd:
    """The utterance is over.

    ``reason``: ``silence`` (the usual end), ``too_short`` (less than ``min_speech`` of voice: not an utterance),
    ``too_long`` (cut at ``max_utterance``) or ``flushed`` (listening was stopped). ``audio`` is float32 at 16 kHz; when
    nothing was said since the last ``Pause`` it has exactly the samples of that pause.
    """

    at: int
    reason: Literal["silence", "too_short", "too_long", "flushed"]
    speech_seconds: float
    audio: np.ndarray


Event = SpeechStart | Pause | Resume | SpeechEnd


class Endpointer:
    """Turns sound into ``SpeechStart``, ``Pause``, ``Resume`` and ``SpeechEnd``. One for each stream of sound."""

    def __init__(self, detector: VoiceDetector, settings: EndpointSettings | None = None) -> None:
        self._detector = detector
        self.settings = settings or EndpointSettings()
        self._pre_roll_samples = int(self.settings.pre_roll * SAMPLE_RATE)
        self.reset()

    def reset(self) -> None:
        """Forget all sound and begin anew; samples are counted from zero again."""
        self._detector.reset()
        self._pending = np.zeros(0, dtype=np.float32)  # less than one frame
        self._heard = 0  # samples that went through the detector
        self._kept = np.zeros(0, dtype=np.float32)  # pre-roll and first voiced frames while nobody speaks
        self._wait_for_silence = False
        self._forget_utterance()

    def _forget_utterance(self) -> None:
        self._frames: list[np.ndarray] = []
        self._speaking = False
        self._voiced_run = 0
        self._silent_frames = 0
        self._voiced_frames = 0
        self._pause_frames: int | None = None  # how many frames the utterance had at the last pause

    @property
    def speaking(self) -> bool:
        """Whether an utterance is open (it may be in a pause)."""
        return self._speaking

    @property
    def onset_suspected(self) -> bool:
        """Whether what came last may be voice, too little yet to open an utterance."""
        return self._voiced_run > 0

    @property
    def silence_seconds(self) -> float:
        """How long nobody has spoken within the open utterance."""
        return self._silent_frames * FRAME_SAMPLES / SAMPLE_RATE

    @property
    def speech_seconds(self) -> float:
        """How much voice the open utterance holds."""
        return self._voiced_frames * FRAME_SAMPLES / SAMPLE_RATE

    @property
    def utterance_samples(self) -> int:
        """How many samples the open utterance has so far, with its pre-roll; 0 when none is open."""
        return self._frames[0].size + (len(self._frames) - 1) * FRAME_SAMPLES if self._frames else 0

    @property
    def heard_seconds(self) -> float:
        """How much sound has come in since the last ``reset``."""
        return self._heard / SAMPLE_RATE

    def utterance(self) -> np.ndarray:
        """The samples of the open utterance so far, with its pre-roll (float32, 16 kHz); empty when none is open."""
        return np.concatenate(self._frames) if self._frames else np.zeros(0, dtype=np.float32)

    def feed(self, samples: np.ndarray) -> list[Event]:
        """Take the next ``samples`` (float32, shape (n,), 16 kHz) and give the events in them, in order."""
        samples = np.concatenate([self._pending, samples.astype(np.float32, copy=False)])
        whole = samples.size // FRAME_SAMPLES * FRAME_SAMPLES
        self._pending = samples[whole:]
        frames = samples[:whole].reshape(-1, FRAME_SAMPLES)
        events: list[Event] = []
        for frame, probability in zip(frames, self._detector.accept(frames), strict=True):
            self._heard += FRAME_SAMPLES
            take = self._while_speaking if self._speaking else self._before
            events.extend(take(frame, float(probability)))
        return events

    def flush(self) -> list[Event]:
        """End the open utterance now, as when listening is stopped; nothing if nobody is speaking."""
        if not self._speaking:
            return []
        return [self._end("flushed" if self.speech_seconds >= self.settings.min_speech else "too_short")]

    def _before(self, frame: np.ndarray, probability: float) -> list[Event]:
        self._kept = np.concatenate([self._kept, frame])
        if self._wait_for_silence:
            self._silent_frames = self._silent_frames + 1 if probability < self.settings.stop_probability else 0
            if self.silence_seconds >= self.settings.pause_silence:
                self._wait_for_silence, self._silent_frames = False, 0
        elif probability >= self.settings.start_probability:
            self._voiced_run += 1
        else:
            self._voiced_run = 0
        if self._voiced_run >= self.settings.start_frames:
            return [self._start()]
        keep = self._pre_roll_samples + self._voiced_run * FRAME_SAMPLES
        self._kept = self._kept[max(0, self._kept.size - keep) :]
        return []

    def _start(self) -> SpeechStart:
        run = self._voiced_run
        self._frames, self._kept = [self._kept], np.zeros(0, dtype=np.float32)
        self._speaking, self._voiced_frames, self._silent_frames, self._voiced_run = True, run, 0, 0
        return SpeechStart(self._heard - self._frames[0].size)

    def _while_speaking(self, frame: np.ndarray, probability: float) -> list[Event]:
        events: list[Event] = []
        self._frames.append(frame)
        limit = self.settings.start_probability if self._silent_frames else self.settings.stop_probability
        silent = probability < limit
        if silent:
            self._silent_frames += 1
        else:
            if self._pause_frames is not None:
                events.append(Resume(self._heard))
            self._voiced_frames += 1
            self._silent_frames, self._pause_frames = 0, None
        if silent and self._pause_frames is None and self.silence_seconds >= self.settings.pause_silence:
            self._pause_frames = len(self._frames)
            events.append(Pause(self._heard, self.speech_seconds, self.utterance()))
        if self.silence_seconds >= self.settings.end_silence:
            events.append(self._end("silence" if self.speech_seconds >= self.settings.min_speech else "too_short"))
        elif self.utterance_samples >= self.settings.max_utterance * SAMPLE_RATE:
            self._wait_for_silence = True
            events.append(self._end("too_long"))
        return events

    def _end(self, reason: Literal["silence", "too_short", "too_long", "flushed"]) -> SpeechEnd:
        audio = np.concatenate(self._frames[: self._pause_frames])
        event = SpeechEnd(self._heard, reason, self.speech_seconds, audio)
        self._forget_utterance()
        return event
