"""Which engine a hall uses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assistant.speech.recognition.contract import ModelMissing
from assistant.speech.recognition.fallback import FallbackRecogniser
from assistant.speech.recognition.vosk import VOSK_REMEDY, VoskRecogniser, is_model
from assistant.speech.recognition.whisper import FILES, WhisperRecogniser

ENGINES = ("auto", "whisper", "vosk")


def open_recogniser(
    models: Path, engine: str = "auto", threads: int = 2, prompt: str = "", phrases: Iterable[str] = ()
) -> FallbackRecogniser:
    """The recogniser of a hall whose models are in ``models``; nothing is loaded yet.

    ``prompt`` (``prompt.hall_prompt``) leads Whisper to the hall's words, ``phrases`` are listened for by Vosk. ``auto`` takes Vosk where ``models/vosk`` holds a model, with Whisper behind it, and else Whisper. ``whisper`` and
    ``vosk`` put that engine first, and the other behind it if its model is there. Raises ``ModelMissing`` when the
    engine asked for (or, for ``auto``, any engine) has no model, ``ValueError`` for an unknown name.
    """
    if engine not in ENGINES:
        raise ValueError(f"unknown speech engine {engine!r}; known are {', '.join(ENGINES)}")
    whisper_folder, vosk_folder = Path(models) / "whisper-base", Path(models) / "vosk"
    found = {
        "vosk": VoskRecogniser(vosk_folder, phrases=phrases) if is_model(vosk_folder) else None,
        "whisper": WhisperRecogniser(whisper_folder, threads, prompt) if has_whisper(whisper_folder) else None,
    }
    if engine == "whisper" and found[engine] is None:
        raise ModelMissing("the Whisper model", whisper_folder)
    if engine == "vosk" and found[engine] is None:
        raise ModelMissing("a Vosk model", vosk_folder, VOSK_REMEDY)
    wanted = ("whisper", "vosk") if engine == "whisper" else ("vosk", "whisper")
    engines = [found[name] for name in wanted if found[name] is not None]
    if not engines:
        raise ModelMissing("a speech recognition model", models)
    return FallbackRecogniser(engines)


def has_whisper(folder: Path) -> bool:
    """Whether ``folder`` holds the files of a Whisper model."""
    return all((folder / file).is_file() for file in FILES)
