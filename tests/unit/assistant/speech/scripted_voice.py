"""Scripted stand-ins for the tests of hearing: a detector that reads the sound, an engine that says what it is told."""

from __future__ import annotations

import threading

import numpy as np

from assistant.speech.recognition.contract import Partial, Recognition

FRAME = 512
SPEECH_LEVEL = 0.5


class LevelDetector:
    """Says 1 for a frame whose first sample is loud and 0 for any other, so that a test writes speech as numbers."""

    def __init__(self) -> None:
        self.resets = 0

    def accept(self, frames: np.ndarray) -> np.ndarray:
        assert frames.ndim == 2 and frames.shape[1] == FRAME
        return (np.abs(frames[:, 0]) >= SPEECH_LEVEL).astype(np.float32)

    def reset(self) -> None:
        self.resets += 1


def sound(*parts: tuple[str, int]) -> np.ndarray:
    """``("speech", 10), ("silence", 5)`` -> ten loud frames and five quiet ones, each frame with values of its own."""
    frames = []
    for kind, count in parts:
        for _ in range(count):
            level = SPEECH_LEVEL if kind == "speech" else 0.0
            frames.append(np.full(FRAME, level + len(frames) * 1e-4, dtype=np.float32))
    return np.concatenate(frames) if frames else np.zeros(0, dtype=np.float32)


def pcm(samples: np.ndarray) -> bytes:
    return np.round(samples * 32767).astype("<i2").tobytes()


class ScriptedRecogniser:
    """Gives ``texts`` one after the other and remembers what it was asked."""

    languages = ("zh",)

    def __init__(self, *texts, name: str = "scripted", drafts=(), gate: threading.Event | None = None) -> None:
        self.name = name
        self.texts, self.drafts = list(texts), list(drafts)
        self.heard: list[int] = []
        self.streams, self.phrases = 0, []
        self.gate, self.entered = gate, threading.Event()

    def load(self) -> None:
        self._next_error()

    def listen_for(self, phrases) -> None:
        self.phrases = list(phrases)

    def stream(self, sample_rate: int = 16_000):
        self.streams += 1
        return _Stream(self)

    def recognise(self, audio: np.ndarray) -> Recognition:
        self.entered.set()
        if self.gate is not None:
            assert self.gate.wait(5)
        self._next_error()
        self.heard.append(audio.size)
        text = self.texts.pop(0) if self.texts else ""
        return Recognition(text, text, self.name, confidence=0.9, rejected=None if text else "unclear")

    def _next_error(self) -> None:
        if self.texts and isinstance(self.texts[0], Exception):
            raise self.texts.pop(0)


class _Stream:
    def __init__(self, recogniser: ScriptedRecogniser) -> None:
        self.recogniser = recogniser
        self.audio = np.zeros(0, dtype=np.float32)

    def feed(self, samples: np.ndarray) -> list[Partial]:
        self.recogniser._next_error()
        self.audio = np.concatenate([self.audio, samples])
        return [Partial(self.recogniser.drafts.pop(0))] if self.recogniser.drafts else []

    def finish(self, rest: np.ndarray | None = None) -> Recognition:
        if rest is not None:
            self.audio = np.concatenate([self.audio, rest])
        return self.recogniser.recognise(self.audio)
