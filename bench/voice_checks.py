"""Whether mouth and sound agree, and whether what is said is understood.

Mouth shapes come with the voice's own durations; here the sound itself is looked at. A closure of the lips is the steepest fall of the
energy between 300 and 4000 Hz near the place where the track closes them, a sibilant the steepest rise above 4500 Hz (of s and sh; the
others begin with a silence of their own), a beginning of voice after silence the steepest rise below 1000 Hz. Places where the sound shows no such edge (less than 6 dB in 40 ms) are not counted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from assistant.speech.audio import resample
from assistant.speech.hearing import Corrector, recognise
from assistant.speech.normalisation import Syllable, normalise, pronounce
from assistant.speech.recognition import Recogniser
from assistant.speech.recognition.script import simplified
from assistant.speech.synthesis import Speech, Voice
from bench.speech_scoring import characters, edits

BANDS = {"closure": (300, 4000), "sibilant": (4500, 10_000), "voicing": (80, 1000)}
HOP_MS, WINDOW_MS, NEAR_MS, EDGE_DB = 2, 16, 130, 6.0
#: Above 4500 Hz, what is so much softer than the loud parts counts as silence: else a faint release out of the silence of a stop, of 5 dB
#: where the sibilant after it has 15, is the steepest rise of all.
HISS_FLOOR_DB = 15.0


def _energies(speech: Speech, low: float, high: float) -> np.ndarray:
    """Energy in dB of one band every ``HOP_MS``; entry i is centred there."""
    rate, audio = speech.sample_rate, speech.audio.astype(np.float64) / 32768
    window = int(WINDOW_MS * rate / 1000)
    audio = np.pad(audio, window // 2)
    starts = np.arange(0, len(audio) - window, int(HOP_MS * rate / 1000))
    frames = np.stack([audio[start : start + window] for start in starts]) * np.hanning(window)
    spectrum = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    frequencies = np.fft.rfftfreq(window, 1 / rate)
    return 10 * np.log10(spectrum[:, (frequencies >= low) & (frequencies < high)].sum(1) + 1e-7)


def _edge(energies: np.ndarray, at_ms: float, rising: bool) -> float | None:
    """Milliseconds of the steepest change (over 20 ms) near ``at_ms``; None where the sound has no edge there."""
    span = 10 // HOP_MS
    slope = energies[2 * span :] - energies[: -2 * span]
    slope = slope if rising else -slope
    first = max(0, int((at_ms - NEAR_MS) / HOP_MS) - span)
    last = min(len(slope), int((at_ms + NEAR_MS) / HOP_MS) - span)
    if last <= first:
        return None
    best = first + int(np.argmax(slope[first:last]))
    return (best + span) * HOP_MS if slope[best] >= EDGE_DB else None


@dataclass(frozen=True)
class _Place:
    """Where the track begins a shape: the syllable's initial, and the final before it ("" after a pause)."""

    initial: str
    before: str

    @property
    def between_nasals(self) -> bool:
        return self.initial == "m" and self.before.endswith(("n", "ng"))


def _places(text: str, initials: tuple[str, ...], hidden_by: tuple[str, ...] = ()) -> list[_Place]:
    """Syllables with one of ``initials`` in order; a final in ``hidden_by`` has the same shape, which begins no more."""
    found, before = [], ""
    for token in pronounce(normalise(text).text):
        if not isinstance(token, Syllable):
            before = ""
            continue
        if token.initial in initials and before not in hidden_by:
            found.append(_Place(token.initial, before))
        before = token.final
    return found


def _begun(speech: Speech, *shapes: str) -> list[int]:
    """When the track begins one of ``shapes``."""
    pairs = zip(speech.visemes, speech.visemes[1:])
    return [at for (_, before), (at, name) in pairs if name in shapes and before not in shapes]


def _audible(text: str, speech: Speech) -> dict[str, set[int]]:
    """Places of the track whose beginning can be heard, in ms. A sentence whose track and syllables do not match gives none.

    Lips that close after a pause close in silence, and between two nasals nothing changes but the place in the mouth.
    """

    def matched(shapes: tuple[str, ...], places: list[_Place]) -> list[tuple[int, _Place]]:
        begun = _begun(speech, *shapes)
        return list(zip(begun, places)) if len(begun) == len(places) else []

    hisses = matched(("z", "zh"), _places(text, ("z", "c", "s", "zh", "ch", "sh", "r"), hidden_by=("ii", "iii")))
    closures = matched(("m",), _places(text, ("b", "p", "m")))
    return {
        "sibilant": {at for at, place in hisses if place.initial in ("s", "sh")},
        "closure": {at for at, place in closures if place.before and not place.between_nasals},
    }


def mouth_errors(text: str, speech: Speech) -> list[tuple[str, float]]:
    """(kind of place, milliseconds by which the mouth differs from the sound, absolute)."""
    audible = _audible(text, speech)
    energies = {kind: _energies(speech, *band) for kind, band in BANDS.items()}
    hiss = energies["sibilant"]
    energies["sibilant"] = np.maximum(hiss, np.percentile(hiss, 95) - HISS_FLOOR_DB)
    found = []
    before = "sil"
    for at, name in speech.visemes:
        kind = next((kind for kind, places in audible.items() if at in places), None)
        if before == "sil" and name not in ("sil", "m", "f", "z", "zh", "d", "g"):
            kind = "voicing"
        if kind is not None:
            edge = _edge(energies[kind], at, rising=kind != "closure")
            if edge is not None:
                found.append((kind, abs(edge - at)))
        before = name
    return found


def mouth(voice: Voice, texts: list[str]) -> dict:
    """Median and 95th percentile of the errors, in all and by kind."""
    errors: dict[str, list[float]] = defaultdict(list)
    for text in texts:
        for kind, error in mouth_errors(text, voice.synthesise(text)):
            errors[kind].append(error)
            errors["all"].append(error)
    return {
        kind: {"places": len(of), "median_ms": float(np.median(of)), "p95_ms": float(np.percentile(of, 95))}
        for kind, of in sorted(errors.items())
    }


def heard_back(voice: Voice, recogniser: Recogniser, corrector: Corrector, texts: list[str]) -> dict:
    """Character errors when the hall listens to the voice: as the engine writes, and as the hall understands."""
    wrong = meant = length = 0
    for text in texts:
        speech = voice.synthesise(text)
        audio = resample(speech.audio.astype(np.float32) / 32768.0, speech.sample_rate)
        around = np.zeros(4000, dtype=np.float32)
        heard = recognise(np.concatenate([around, audio, around]), recogniser, corrector)
        reference = characters(text)
        wrong += edits(reference, characters(simplified(heard.raw_text)))
        meant += edits(reference, characters(heard.text))
        length += len(reference)
    return {
        "sentences": len(texts),
        "characters": length,
        "cer": round(wrong / max(1, length), 4),
        "cer_corrected": round(meant / max(1, length), 4),
    }
