"""Cutting long sound at its pauses into pieces that an engine takes at once."""

from __future__ import annotations

import numpy as np

from assistant.speech.audio import SAMPLE_RATE
from assistant.speech.voice_activity.detector import FRAME_SAMPLES

_PAD = int(0.3 * SAMPLE_RATE)


def pieces(
    size: int, spans: list[tuple[int, int]], probabilities: np.ndarray, longest: float = 12.0, hard: float = 28.0
) -> list[tuple[int, int]]:
    """Where to cut sound of ``size`` samples: [(first sample, one past the last)], together all ``spans`` of speech.

    Neighbouring spans share a piece while it stays within ``longest`` seconds; a span that is longer without a pause
    stays whole up to ``hard`` seconds and is then cut where voice is least probable. Each piece keeps up to 0.3 s of
    what is around it. ``probabilities`` are those of the 32 ms frames of the sound.
    """
    whole: list[tuple[int, int]] = []
    for first, last in spans:
        whole.extend(_cut(first, last, probabilities, int(hard * SAMPLE_RATE)))
    joined: list[tuple[int, int]] = []
    for first, last in whole:
        if joined and last - joined[-1][0] + 2 * _PAD <= longest * SAMPLE_RATE:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    padded = []
    for index, (first, last) in enumerate(joined):
        before = joined[index - 1][1] if index else 0
        after = joined[index + 1][0] if index + 1 < len(joined) else size
        # Two pieces share the pause between them, so that no sound is in both.
        left = first - min(_PAD, (first - before) // 2 if index else first)
        right = last + min(_PAD, (after - last) // 2 if index + 1 < len(joined) else after - last)
        padded.append((left, right))
    return padded


def _cut(first: int, last: int, probabilities: np.ndarray, hard: int) -> list[tuple[int, int]]:
    parts = []
    while last - first > hard:
        early, late = (first + hard // 2) // FRAME_SAMPLES, (first + hard) // FRAME_SAMPLES
        middle = (early + int(np.argmin(probabilities[early:late]))) * FRAME_SAMPLES
        parts.append((first, middle))
        first = middle
    return [*parts, (first, last)]
