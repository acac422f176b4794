"""The last resort: espeak-ng through pyttsx3, with pinyin for text. Robotic, but it needs no model.

espeak-ng's ``cmn`` voice reads many Chinese characters wrongly; its ``cmn-latn-pinyin`` voice reads numbered pinyin,
which our own front end writes.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import wave
from pathlib import Path

import numpy as np

import assistant
from assistant.speech.normalisation import normalise, pronounce
from assistant.speech.synthesis.clauses import Clause, clauses
from assistant.speech.synthesis.contract import (
    Speech,
    VoiceError,
    VoiceUnavailable,
    check_request,
    make_speech,
    silence,
)
from assistant.speech.synthesis.estimate import spread, stretches, trim
from assistant.speech.visemes import TimedSyllable

VOICE_ID = "sit/cmn-latn-pinyin"
WORDS_PER_MINUTE = 150
SAMPLE_RATE = 22050
TIME_LIMIT_S = 20.0
_PROCESS = "assistant.speech.synthesis.pyttsx3_process"


def pinyin_text(clause: Clause) -> str:
    """``qing3 nin2 qu3 hao4`` as the espeak-ng voice takes it."""
    return " ".join(syllable.pinyin.replace("v", "ü") for syllable in clause.syllables)


class Pyttsx3Voice:
    """See ``Voice``. One text at a time: further callers wait."""

    name = "pyttsx3"
    version = "espeak-ng-1"
    licence_notice = ""
    sample_rate = SAMPLE_RATE
    timing = "estimated"

    def __init__(self, time_limit_s: float = TIME_LIMIT_S, python: str = sys.executable):
        self._time_limit = time_limit_s
        self._python = python
        self._lock = threading.Lock()

    def load(self) -> None:
        if importlib.util.find_spec("pyttsx3") is None:
            raise VoiceUnavailable("pyttsx3 is not installed")
        if shutil.which("espeak-ng") is None:
            raise VoiceUnavailable("espeak-ng is not installed")

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        check_request(text, rate)
        self.load()
        spoken = normalise(text)
        parts = clauses(pronounce(spoken.text))
        if not parts:
            return silence(spoken, SAMPLE_RATE, self.name, "estimated")
        audio = self._speak(", ".join(pinyin_text(clause) for clause in parts) + ".", rate)
        timed: list[TimedSyllable] = []
        places = stretches(audio, SAMPLE_RATE, [len(part.syllables) for part in parts])
        for clause, (start, length) in zip(parts, places, strict=True):
            timed += spread(clause.syllables, start, length)
        return make_speech(spoken, audio, SAMPLE_RATE, timed, self.name, "estimated")

    def _speak(self, text: str, rate: float) -> np.ndarray:
        """Pinyin -> int16 audio [n], silence trimmed."""
        root = Path(assistant.__file__).resolve().parent.parent
        search = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))
        with self._lock, tempfile.TemporaryDirectory(prefix="hall-voice-") as folder:
            path = Path(folder) / "speech.wav"
            request = {
                "voice": VOICE_ID,
                "words_per_minute": round(WORDS_PER_MINUTE * rate),
                "text": text,
                "path": str(path),
            }
            try:
                result = subprocess.run(
                    [self._python, "-m", _PROCESS],
                    input=json.dumps(request),
                    capture_output=True,
                    text=True,
                    timeout=self._time_limit,
                    env={**os.environ, "PYTHONPATH": search},
                )
            except subprocess.TimeoutExpired as error:
                raise VoiceError(f"pyttsx3 did not finish within {self._time_limit} s") from error
            except OSError as error:
                raise VoiceUnavailable(f"pyttsx3: {error}") from error
            if result.returncode:
                reason = (result.stderr.strip().splitlines() or [f"exit code {result.returncode}"])[-1]
                raise VoiceError(f"pyttsx3: {reason}")
            return self._read(path)

    def _read(self, path: Path) -> np.ndarray:
        try:
            with wave.open(str(path), "rb") as file:
                if file.getframerate() != SAMPLE_RATE or file.getnchannels() != 1 or file.getsampwidth() != 2:
                    raise VoiceError(f"pyttsx3 wrote an unexpected format: {file.getparams()}")
                audio = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        except (OSError, EOFError, wave.Error) as error:
            raise VoiceError(f"pyttsx3 wrote no sound: {error}") from error
        return trim(audio, SAMPLE_RATE)
