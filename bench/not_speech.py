"""Sounds of a hall that nobody said: each must be rejected."""

from __future__ import annotations

import numpy as np

from assistant.speech.audio import SAMPLE_RATE
from bench.speech_audio import pink

SECONDS = 4.0


def sounds(seed: int = 7) -> dict[str, np.ndarray]:
    """float32 at 16 kHz, four seconds each."""
    random, size = np.random.default_rng(seed), int(SECONDS * SAMPLE_RATE)
    time = np.arange(size) / SAMPLE_RATE
    white, soft = random.uniform(-1, 1, size), pink(size, random)
    brown = np.cumsum(random.standard_normal(size))
    brown -= np.linspace(brown[0], brown[-1], size)
    brown /= np.abs(brown).max()
    found = {"digital silence": np.zeros(size), "an offset": np.full(size, 0.5)}
    for level in (-80, -60, -40, -30, -20, -6):
        found[f"white noise {level} dB"] = white * 10 ** (level / 20)
        found[f"pink noise {level} dB"] = soft * 10 ** (level / 20)
    found |= {"brown noise": brown * 0.5, "rumble": brown * 0.9 * np.sin(2 * np.pi * 0.3 * time) ** 2}
    found |= _tones(time) | _bursts(random, time, soft) | _machines(random, time, white, soft) | _music(time)
    return {name: np.clip(np.asarray(sound), -1, 1).astype(np.float32) for name, sound in found.items()}


def _tones(time: np.ndarray) -> dict[str, np.ndarray]:
    mains = sum(np.sin(2 * np.pi * 50 * k * time) / k for k in (1, 2, 3, 5))
    vibrato = np.sin(2 * np.pi * 440 * time + 3 * np.sin(2 * np.pi * 6 * time))
    return {
        "50 Hz hum": np.sin(2 * np.pi * 50 * time) * 0.3,
        "mains hum with harmonics": mains * 0.2,
        "1 kHz tone": np.sin(2 * np.pi * 1000 * time) * 0.3,
        "3 kHz tone": np.sin(2 * np.pi * 3000 * time) * 0.3,
        "sweep up": np.sin(2 * np.pi * (100 * time + 450 * time**2)) * 0.3,
        "sweep down": np.sin(2 * np.pi * (4000 * time - 450 * time**2)) * 0.3,
        "whistle": vibrato * 0.3,
        "siren": np.sin(2 * np.pi * (700 * time - 200 / (2 * np.pi) * np.cos(2 * np.pi * 0.5 * time))) * 0.3,
        "beeps": np.sin(2 * np.pi * 880 * time) * (time % 0.5 < 0.15) * 0.3,
        "queue bell": np.sin(2 * np.pi * 660 * time) * np.exp(-3 * (time % 2)) * 0.5,
        "telephone": np.sin(2 * np.pi * 450 * time) * (time % 2.5 < 1) * (np.sin(2 * np.pi * 25 * time) > 0) * 0.3,
        "keypad": (np.sin(2 * np.pi * 770 * time) + np.sin(2 * np.pi * 1336 * time)) * (time % 0.4 < 0.12) * 0.2,
        "saw of 120 Hz": (2 * (120 * time % 1) - 1) * 0.2,
        "square of 200 Hz": np.sign(np.sin(2 * np.pi * 200 * time)) * 0.1,
    }


def _bursts(random: np.random.Generator, time: np.ndarray, soft: np.ndarray) -> dict[str, np.ndarray]:
    """Short things: clicks, knocks, claps, steps, coughs, paper."""
    size = time.size

    def at(places: list[int], burst: np.ndarray) -> np.ndarray:
        sound = np.zeros(size)
        for place in places:
            end = min(size, place + burst.size)
            sound[place:end] += burst[: end - place]
        return sound

    def fading(seconds: float, fade: float) -> np.ndarray:
        count = int(seconds * SAMPLE_RATE)
        return random.standard_normal(count) * np.exp(-np.arange(count) / (fade * SAMPLE_RATE))

    def thud(pitch: float, fade: float) -> np.ndarray:
        count = np.arange(int(0.3 * SAMPLE_RATE))
        return np.exp(-count / (fade * SAMPLE_RATE)) * np.sin(2 * np.pi * pitch * count / SAMPLE_RATE)

    regular = list(range(4000, size - 4000, 9600))
    # A cough is noise through an open throat: a burst and a tail around 500 and 1500 Hz.
    throat = np.arange(int(0.35 * SAMPLE_RATE)) / SAMPLE_RATE
    cough = random.standard_normal(throat.size) * np.exp(-throat / 0.08)
    cough = cough * (1 + 0.6 * np.sin(2 * np.pi * 500 * throat) + 0.4 * np.sin(2 * np.pi * 1500 * throat))
    return {
        "one click": at([size // 2], np.full(16, 0.9)),
        "clicks": at(regular, np.full(8, 0.9)),
        "knocks": at(regular, thud(160, 0.02) * 0.8),
        "steps": at(list(range(3000, size, 8200)), thud(80, 0.03) * 0.7),
        "a door": at([size // 3], thud(60, 0.08) + fading(0.3, 0.03)[: int(0.3 * SAMPLE_RATE)] * 0.5),
        "claps": at(regular, fading(0.08, 0.01) * 0.4),
        "one cough": at([size // 3], cough * 0.35),
        "two coughs": at([size // 4, size // 4 + 7000], cough * 0.35),
        "a sneeze": at([size // 3], np.concatenate([fading(0.25, 0.2) * 0.05, fading(0.3, 0.06) * 0.5])),
        "throat cleared": at([size // 3, size // 3 + 5200], cough * 0.15),
        "keyboard": at(sorted(random.integers(0, size - 2000, 28).tolist()), fading(0.03, 0.004) * 0.2),
        "paper": soft * 0.3 * (np.repeat(random.uniform(0, 1, size // 800 + 1), 800)[:size] > 0.6),
        "a plastic bag": random.standard_normal(size)
        * 0.1
        * np.repeat(random.uniform(0, 1, size // 200 + 1), 200)[:size] ** 4,
        "a chair": at([size // 3], (2 * (180 * np.arange(9000) / SAMPLE_RATE % 1) - 1) * np.hanning(9000) * 0.3),
        "keys": at(sorted(random.integers(0, size - 4000, 14).tolist()), thud(3600, 0.02) * 0.3),
        "a stamp": at([5000, 20000, 41000], thud(110, 0.015) * 0.9),
        "breathing": soft * 0.2 * np.clip(np.sin(2 * np.pi * 0.4 * time), 0, 1),
        "breathing close by": soft * 0.6 * np.clip(np.sin(2 * np.pi * 0.3 * time), 0, 1) ** 2,
        "blowing": soft * 0.9 * (np.abs(time - 2) < 0.5),
    }


def _machines(
    random: np.random.Generator, time: np.ndarray, white: np.ndarray, soft: np.ndarray
) -> dict[str, np.ndarray]:
    return {
        "a fan": soft * 0.15 + np.sin(2 * np.pi * 90 * time) * 0.05,
        "air conditioning": soft * 0.2 + np.sin(2 * np.pi * 120 * time) * 0.02,
        "a printer": (soft * 0.3 + np.sin(2 * np.pi * 1200 * time) * 0.05) * (time % 0.25 < 0.16),
        "a needle printer": np.sign(np.sin(2 * np.pi * 1100 * time)) * (time % 0.6 < 0.4) * 0.15 + white * 0.03,
        "a drill": (2 * (95 * time % 1) - 1) * 0.3 + white * 0.1,
        "a vacuum cleaner": white * 0.15 + np.sin(2 * np.pi * 310 * time) * 0.1,
        "rain": white * 0.05 * (1 + np.repeat(random.uniform(0, 1, time.size // 100 + 1), 100)[: time.size]),
        "water": soft * 0.3 * (1 + 0.5 * np.sin(2 * np.pi * 7 * time)),
        "wind": soft * 0.6 * (0.6 + 0.4 * np.sin(2 * np.pi * 0.35 * time)),
        "a loose plug": white * 0.7 * (random.uniform(0, 1, time.size) > 0.999),
        "a dropped line": np.where(time % 0.2 < 0.1, white * 0.1, 0.0),
        "feedback": np.sin(2 * np.pi * 2300 * time) * np.minimum(1, 0.05 * np.exp(time)),
    }


def _music(time: np.ndarray) -> dict[str, np.ndarray]:
    def chord(*notes: float) -> np.ndarray:
        return sum(np.sin(2 * np.pi * note * time) + 0.4 * np.sin(4 * np.pi * note * time) for note in notes) / len(
            notes
        )

    scale = 261.6 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
    melody = np.sin(2 * np.pi * np.cumsum(scale[(time / 0.5).astype(int) % 8]) / SAMPLE_RATE)
    return {
        "a chord": chord(261.6, 329.6, 392.0) * 0.3,
        "plucked chords": chord(220.0, 277.2, 329.6) * np.exp(-4 * (time % 1)) * 0.5,
        "a melody": melody * 0.3,
        "a melody with a beat": melody * 0.2 + np.sin(2 * np.pi * 60 * time) * np.exp(-20 * (time % 0.5)) * 0.6,
        "an organ": chord(130.8, 261.6, 392.0, 523.3) * 0.25,
    }
