"""Recordings for ``bench speech``: sentences said by synthetic voices, and what a hall does to sound.

The voices are Kokoro speakers that nothing of this project was tuned on. What they said is kept below ``var/bench/speech``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

from assistant.speech.audio import SAMPLE_RATE, resample
from assistant.speech.normalisation import Syllable
from assistant.speech.synthesis import VoiceError, kokoro
from assistant.speech.synthesis.kokoro import KokoroVoice
from assistant.speech.voice_activity.silero import speech_spans

SPEAKERS = ("zf_xiaoyi", "zm_yunxi")
#: Mergers of southern Mandarin, as (what is spelled, what is said).
ACCENT_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l"}
ACCENT_FINALS = {"iii": "ii", "ing": "in", "eng": "en", "ang": "an"}
_AROUND = np.zeros(SAMPLE_RATE // 4, dtype=np.float32)
#: People who talk at once behind the speaker.
TALKERS = 6
REVERBERATION_SECONDS = 0.5


@dataclass(frozen=True)
class Utterance:
    """``audio`` is float32 at 16 kHz; ``terms`` are words of the domain that are said in it."""

    name: str
    text: str
    audio: np.ndarray
    terms: tuple[str, ...] = ()


def accented(pronounce: Callable) -> Callable:
    """``pronounce`` with a southern accent."""

    def said(text: str) -> list:
        return [_accent(token) if isinstance(token, Syllable) else token for token in pronounce(text)]

    return said


def _accent(syllable: Syllable) -> Syllable:
    final = ACCENT_FINALS.get(syllable.final, syllable.final)
    if syllable.final == "iii" and syllable.initial == "r":
        final = "iii"
    return replace(syllable, initial=ACCENT_INITIALS.get(syllable.initial, syllable.initial), final=final)


class Speakers:
    """Says sentences, each speaker in turn.

    Raises:
        ValueError: when the voice is not there; the message says which command gets it.
    """

    def __init__(self, models: Path, kept: Path, names: tuple[str, ...] = SPEAKERS):
        self._names = names
        self._voices = [KokoroVoice(models, speaker=speaker) for speaker in names]
        self._kept = kept
        try:
            self._voices[0].load()
        except VoiceError as error:
            raise ValueError(f"the test voice is not there ({error}); run `make models kokoro`") from error

    def say(self, text: str, number: int, rate: float = 1.0, accent: bool = False) -> np.ndarray:
        """``text`` by speaker ``number`` (they take turns), float32 at 16 kHz with a quarter of a second of silence around."""
        which = number % len(self._names)
        key = hashlib.sha256(
            f"{self._names[which]} {self._voices[which].version} {rate} {accent} {text}".encode()
        ).hexdigest()
        path = self._kept / f"{key[:24]}.flac"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(path, self._made(text, which, rate, accent), SAMPLE_RATE)
        audio, _ = soundfile.read(path, dtype="float32")
        return np.concatenate([_AROUND, audio, _AROUND])

    def _made(self, text: str, which: int, rate: float, accent: bool) -> np.ndarray:
        plain = kokoro.pronounce
        kokoro.pronounce = accented(plain) if accent else plain
        try:
            speech = self._voices[which].synthesise(text, rate)
        finally:
            kokoro.pronounce = plain
        return resample(speech.audio.astype(np.float32) / 32768.0, speech.sample_rate)


def at_ratio(audio: np.ndarray, noise: np.ndarray, decibels: float) -> np.ndarray:
    """``audio`` with ``noise`` (tiled to its length) so many decibels below its voiced parts."""
    noise = np.resize(noise, audio.size)
    voiced = np.concatenate([audio[a:b] for a, b in speech_spans(audio)] or [audio])
    gain = np.sqrt(np.mean(voiced**2) / (np.mean(noise**2) * 10 ** (decibels / 10)))
    return np.clip(audio + gain * noise, -1, 1).astype(np.float32)


def babble(sentences: list[np.ndarray], seed: int, seconds: float = 12.0) -> np.ndarray:
    """So many people talking at once; none of what they say is asked of the hall."""
    random, size = np.random.default_rng(seed), int(seconds * SAMPLE_RATE)
    mixed = np.zeros(size, dtype=np.float32)
    for _ in range(TALKERS):
        order = random.permutation(len(sentences))
        talk = np.concatenate([sentences[i] for i in order[:8]])
        mixed += np.resize(np.roll(talk, int(random.integers(talk.size))), size)
    return mixed


def far_away(audio: np.ndarray, seed: int) -> np.ndarray:
    """Two metres off in a hard room: reflections that fade by 60 dB in half a second (Polack's model), and a fan behind."""
    random = np.random.default_rng(seed)
    size = int(REVERBERATION_SECONDS * SAMPLE_RATE)
    tail = random.standard_normal(size) * np.exp(-6.9 * np.arange(size) / size) * 0.06
    tail[: SAMPLE_RATE // 200] = 0
    tail[0] = 1.0
    heard = np.convolve(audio, tail)[: audio.size + size // 2]
    heard = 0.3 * heard / np.abs(heard).max()
    return at_ratio(heard.astype(np.float32), pink(heard.size, random), 25.0)


def pink(size: int, random: np.random.Generator) -> np.ndarray:
    spectrum = np.fft.rfft(random.standard_normal(size))
    spectrum[1:] /= np.sqrt(np.arange(1, spectrum.size))
    spectrum[0] = 0
    noise = np.fft.irfft(spectrum, size)
    return (noise / np.abs(noise).max()).astype(np.float32)


def conditions(
    texts: list[tuple[str, tuple[str, ...]]], others: list[str], speakers: Speakers, most: int
) -> dict[str, list[Utterance]]:
    """The same sentences clean (all of them) and, at most ``most`` of them, in every condition of a hall.

    Args:
        texts: what is asked, and the domain's words in it. ``others``: what people behind talk of.
    """
    behind = [speakers.say(text, i) for i, text in enumerate(others[:24])]
    clean = [Utterance(text, text, speakers.say(text, i), terms) for i, (text, terms) in enumerate(texts)]
    chosen = list(range(0, len(texts), max(1, len(texts) // most)))[:most]

    def said(**how) -> list[Utterance]:
        return [replace(clean[i], audio=speakers.say(texts[i][0], i, **how)) for i in chosen]

    def changed(change: Callable[[np.ndarray, int], np.ndarray]) -> list[Utterance]:
        return [replace(clean[i], audio=change(clean[i].audio, i)) for i in chosen]

    return {
        "clean": clean,
        "fast": said(rate=1.25),
        "slow": said(rate=0.75),
        "accented": said(accent=True),
        "babble 20 dB": changed(lambda audio, i: at_ratio(audio, babble(behind, i), 20.0)),
        "babble 10 dB": changed(lambda audio, i: at_ratio(audio, babble(behind, i), 10.0)),
        "far-field": changed(far_away),
    }
