"""Voice activity: is somebody speaking, and when did they begin, pause and end."""

from assistant.speech.voice_activity.detector import VoiceDetector
from assistant.speech.voice_activity.endpointing import (
    Endpointer,
    EndpointSettings,
    Event,
    Pause,
    Resume,
    SpeechEnd,
    SpeechStart,
)

__all__ = ["Endpointer", "EndpointSettings", "Event", "Pause", "Resume", "SpeechEnd", "SpeechStart", "VoiceDetector"]
