"""Speech synthesis: text -> sound, mouth shapes and caption times, by one of several engines."""

from assistant.speech.synthesis.contract import (
    Speech,
    TextTooLong,
    Voice,
    VoiceError,
    VoiceUnavailable,
)

__all__ = ["Speech", "TextTooLong", "Voice", "VoiceError", "VoiceUnavailable"]
