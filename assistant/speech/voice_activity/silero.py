"""Silero VAD v6 (MIT), the ONNX model that faster-whisper carries, with its recurrent state kept between frames."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from assistant.speech.voice_activity.detector import FRAME_SAMPLES, FRAME_SECONDS

_CONTEXT_SAMPLES = 64  # the model sees the last 4 ms of the frame before
START_PROBABILITY = 0.5
STOP_PROBABILITY = 0.35  # Silero's own default: 0.15 below the start


@lru_cache(maxsize=1)
def _network():
    """The ONNX network, one for the process: it holds no state and may run in several threads at once."""
    from faster_whisper.vad import get_vad_model

    return get_vad_model().session


class SileroDetector:
    """A ``VoiceDetector`` on Silero VAD; about 0.15 ms a frame. One for each stream of sound."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._hidden = np.zeros((1, 1, 128), dtype=np.float32)
        self._cell = np.zeros((1, 1, 128), dtype=np.float32)
        self._context = np.zeros((1, _CONTEXT_SAMPLES), dtype=np.float32)

    def accept(self, frames: np.ndarray) -> np.ndarray:
        if frames.ndim != 2 or frames.shape[1] != FRAME_SAMPLES:
            raise ValueError(f"frames must have shape (n, {FRAME_SAMPLES}), not {frames.shape}")
        if not len(frames):
            return np.zeros(0, dtype=np.float32)
        tails = np.concatenate([self._context, frames[:, -_CONTEXT_SAMPLES:]])
        inputs = np.concatenate([tails[:-1], frames], axis=1).astype(np.float32, copy=False)
        output, self._hidden, self._cell = _network().run(None, {"input": inputs, "h": self._hidden, "c": self._cell})
        self._context = tails[-1:]
        return np.asarray(output, dtype=np.float32).reshape(-1)


def speech_spans(
    samples: np.ndarray, probabilities: np.ndarray | None = None, bridge_seconds: float = 0.1
) -> list[tuple[int, int]]:
    """Where ``samples`` (float32, 16 kHz) hold speech: [(first sample, one past the last)], in order.

    Spans that are less than ``bridge_seconds`` apart are joined; nothing is padded. ``probabilities`` may be given by
    a caller who has them already.
    """
    if probabilities is None:
        probabilities = frame_probabilities(samples)
    spans: list[tuple[int, int]] = []
    start: int | None = None
    for index, probability in enumerate([*probabilities, 0.0]):
        if start is None and probability >= START_PROBABILITY:
            start = index
        elif start is not None and probability < STOP_PROBABILITY:
            first, last = start * FRAME_SAMPLES, min(index * FRAME_SAMPLES, samples.size)
            if spans and first - spans[-1][1] < bridge_seconds * 16_000:
                spans[-1] = (spans[-1][0], last)
            else:
                spans.append((first, last))
            start = None
    return spans


def frame_probabilities(samples: np.ndarray) -> np.ndarray:
    """The probability of speech in each 32 ms of ``samples`` (float32, 16 kHz); the last frame is padded with zeros."""
    padding = -samples.size % FRAME_SAMPLES
    frames = np.pad(samples.astype(np.float32, copy=False), (0, padding)).reshape(-1, FRAME_SAMPLES)
    return SileroDetector().accept(frames)


def voiced_seconds(spans: list[tuple[int, int]]) -> float:
    """How many seconds of speech ``spans`` hold together."""
    return sum(last - first for first, last in spans) / 16_000


__all__ = [
    "FRAME_SECONDS",
    "SileroDetector",
    "START_PROBABILITY",
    "STOP_PROBABILITY",
    "frame_probabilities",
    "speech_spans",
    "voiced_seconds",
]
