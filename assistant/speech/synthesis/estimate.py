"""Times of syllables where the engine does not tell them."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from assistant.speech.normalisation.pinyin import Syllable
from assistant.speech.visemes import TimedSyllable

AUDIBLE = 10 ** (-42 / 20)  # of full scale
MARGIN_S = 0.02
SHORTEST_BREAK_S = 0.08

# Relative lengths. A clause's last syllable is about 1.4 times as long as the others, one in the neutral tone 0.7
# times, a colouring 儿 0.6 times (means over 1,000 syllables of the embedded voice, whose mean syllable is 202 ms).
LAST, NEUTRAL, RHOTIC = 1.4, 0.7, 0.6


def trim(audio: np.ndarray, sample_rate: int) -> np.ndarray:
    """Cut silence off both ends of [n] int16 or float audio, leaving 20 ms."""
    level = AUDIBLE * (32768 if audio.dtype == np.int16 else 1.0)
    loud = np.flatnonzero(np.abs(audio.astype(np.float32)) > level)
    if not loud.size:
        return audio
    margin = int(MARGIN_S * sample_rate)
    return audio[max(0, int(loud[0]) - margin) : int(loud[-1]) + margin]


def spread(syllables: Sequence[Syllable], start_ms: float, length_ms: float) -> list[TimedSyllable]:
    """Divide the sound of one clause among its syllables by their usual relative lengths."""
    weights = [RHOTIC if syllable.rhotic else NEUTRAL if syllable.tone == 5 else 1.0 for syllable in syllables]
    weights[-1] *= LAST
    begin = start_ms + 1000 * MARGIN_S
    scale = max(length_ms - 2000 * MARGIN_S, 0.0) / sum(weights)
    timed = []
    for syllable, weight in zip(syllables, weights, strict=True):
        timed.append(TimedSyllable(syllable, begin, begin + weight * scale))
        begin += weight * scale
    return timed


def stretches(audio: np.ndarray, sample_rate: int, syllables: Sequence[int]) -> list[tuple[float, float]]:
    """Where each clause sounds in [n] int16 audio: (start, length) in ms.

    ``syllables`` is the number of syllables of every clause. The longest silences are taken as the breaks between
    clauses; when there are not enough of them, the whole is divided by syllables.
    """
    if len(syllables) == 1:
        return [(0.0, 1000.0 * len(audio) / sample_rate)]
    loud = np.flatnonzero(np.abs(audio.astype(np.float32)) > AUDIBLE * 32768)
    gaps = np.diff(loud)
    order = np.argsort(gaps)[::-1][: len(syllables) - 1] if gaps.size >= len(syllables) - 1 else []
    if len(order) and gaps[order[-1]] >= SHORTEST_BREAK_S * sample_rate:
        cuts = np.sort(order)
        margin = MARGIN_S * sample_rate
        starts = [0.0, *(float(loud[cut + 1]) - margin for cut in cuts)]
        stops = [*(float(loud[cut]) + margin for cut in cuts), float(len(audio))]
    else:
        edges = np.concatenate([[0], np.cumsum(syllables)]) / sum(syllables) * len(audio)
        starts, stops = list(edges[:-1]), list(edges[1:])
    return [
        (1000.0 * start / sample_rate, 1000.0 * (stop - start) / sample_rate)
        for start, stop in zip(starts, stops, strict=True)
    ]
