"""One recording at every rate."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.speech.synthesis import Speech
from assistant.speech.synthesis.tempo import at_rate

RATE = 24_000
TONE = (12_000 * np.sin(2 * np.pi * 200 * np.arange(2 * RATE) / RATE)).astype(np.int16)
SPEECH = Speech(TONE, RATE, [(0, "a"), (1000, "m"), (2000, "sil")], [(0, "您"), (1000, "好。")], "scripted", "exact")


@pytest.mark.parametrize("rate", [0.7, 0.85, 1.3])
def test_it_lasts_longer_or_shorter_and_mouth_and_captions_go_along(rate: float) -> None:
    stretched = at_rate(SPEECH, rate)
    assert stretched.duration_ms == pytest.approx(2000 / rate, rel=0.03)
    (_, middle, end), (_, word) = [moment for moment, _ in stretched.visemes], [m for m, _ in stretched.words]
    assert middle == word == pytest.approx(stretched.duration_ms / 2, abs=2) and end <= stretched.duration_ms + 1
    assert "".join(text for _, text in stretched.words) == "您好。"


@pytest.mark.parametrize("rate", [0.7, 1.3])
def test_the_pitch_stays(rate: float) -> None:
    audio = at_rate(SPEECH, rate).audio.astype(float)
    spectrum = np.abs(np.fft.rfft(audio * np.hanning(len(audio))))
    assert np.argmax(spectrum) * RATE / len(audio) == pytest.approx(200, abs=3)


def test_the_usual_rate_changes_nothing() -> None:
    assert at_rate(SPEECH, 1.0) is SPEECH


def test_silence_and_rates_outside() -> None:
    nothing = Speech(np.zeros(0, np.int16), RATE, [], [], "scripted", "exact")
    assert at_rate(nothing, 0.8) is nothing
    with pytest.raises(ValueError):
        at_rate(SPEECH, 0.5)
