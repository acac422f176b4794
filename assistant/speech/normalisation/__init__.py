"""Chinese government text -> what is said aloud -> syllables, with an alignment back to the written characters."""

from assistant.speech.normalisation.pinyin import Pause, Syllable, Token, pronounce
from assistant.speech.normalisation.spoken import Spoken
from assistant.speech.normalisation.text import normalise

__all__ = ["Pause", "Spoken", "Syllable", "Token", "normalise", "pronounce"]
