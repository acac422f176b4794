"""Slower or faster without another pitch: one recording serves every rate.

FFmpeg's ``atempo`` (waveform similarity overlap-add) through PyAV; five seconds of speech take some five milliseconds.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from assistant.speech.synthesis.contract import FASTEST, SLOWEST, Speech

#: Rates nearer to 1 than this are not heard.
NEAR = 0.01


def at_rate(speech: Speech, rate: float) -> Speech:
    """``speech`` at ``rate`` (0.7 slow to 1.3 fast), its mouth shapes and caption times moved with it.

    Raises:
        ValueError: for a rate outside the range.
    """
    if not SLOWEST <= rate <= FASTEST:
        raise ValueError(f"rate {rate} is not between {SLOWEST} and {FASTEST}")
    if abs(rate - 1.0) < NEAR or not len(speech.audio):
        return speech
    audio = _stretched(speech.audio, speech.sample_rate, rate)
    grown = len(audio) / len(speech.audio)
    return replace(
        speech,
        audio=audio,
        visemes=[(round(moment * grown), name) for moment, name in speech.visemes],
        words=[(round(moment * grown), word) for moment, word in speech.words],
    )


def _stretched(audio: np.ndarray, sample_rate: int, rate: float) -> np.ndarray:
    """int16 of shape [n] -> int16 of about n / rate samples."""
    import av
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(sample_rate=sample_rate, format="s16", layout="mono", time_base=Fraction(1, sample_rate))
    tempo, sink = graph.add("atempo", f"{rate:.3f}"), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(audio[None], dtype=np.int16), format="s16", layout="mono")
    frame.sample_rate, frame.pts = sample_rate, 0
    source.push(frame)
    source.push(None)
    pieces = []
    while True:
        try:
            pieces.append(sink.pull().to_ndarray()[0])
        except (av.EOFError, BlockingIOError):
            break
    return np.concatenate(pieces).astype(np.int16) if pieces else audio
