"""Speech recognition: the contract, two engines (Whisper, Vosk), and an adapter that falls back between them."""

from assistant.speech.recognition.contract import (
    ModelMissing,
    Partial,
    Recogniser,
    RecogniserStream,
    Recognition,
    RecognitionError,
)
from assistant.speech.recognition.selection import open_recogniser

__all__ = [
    "ModelMissing",
    "Partial",
    "Recogniser",
    "RecogniserStream",
    "Recognition",
    "RecognitionError",
    "open_recogniser",
]
