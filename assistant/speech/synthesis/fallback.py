"""One voice out of several: when an engine is missing or fails, the next one speaks."""

from __future__ import annotations

import logging
import threading
from typing import Sequence

from assistant.speech.synthesis.contract import Speech, TextTooLong, Voice, VoiceUnavailable, check_request

log = logging.getLogger(__name__)

FAILURES_BEFORE_GIVING_UP = 3


class FallbackVoice:
    """See ``Voice``. Engines are tried in order.

    An engine that is unavailable, or has failed on three texts in a row, is not asked again while the process lives.
    The attributes are those of the first engine that is still asked; each ``Speech`` names the engine that made it.
    """

    def __init__(self, voices: Sequence[Voice]):
        if not voices:
            raise ValueError("no voice given")
        self._voices = list(voices)
        self._failures = {id(voice): 0 for voice in voices}
        self._lock = threading.Lock()

    def _usable(self) -> list[Voice]:
        with self._lock:
            return [voice for voice in self._voices if self._failures[id(voice)] < FAILURES_BEFORE_GIVING_UP]

    @property
    def _first(self) -> Voice:
        usable = self._usable()
        return usable[0] if usable else self._voices[0]

    @property
    def name(self) -> str:
        return self._first.name

    @property
    def version(self) -> str:
        return self._first.version

    @property
    def licence_notice(self) -> str:
        return self._first.licence_notice

    @property
    def sample_rate(self) -> int:
        return self._first.sample_rate

    @property
    def timing(self) -> str:
        return self._first.timing

    def _failed(self, voice: Voice, error: Exception, for_good: bool) -> None:
        with self._lock:
            self._failures[id(voice)] = FAILURES_BEFORE_GIVING_UP if for_good else self._failures[id(voice)] + 1
        log.warning("voice %s failed (%s)", voice.name, type(error).__name__)  # never the text: it may be personal
        log.debug("voice %s: %s", voice.name, error)

    def load(self) -> None:
        """Load the first engine that can be loaded; raises ``VoiceUnavailable`` when none can."""
        reasons = []
        for voice in self._usable():
            try:
                voice.load()
                return
            except Exception as error:  # an engine's library may raise anything
                self._failed(voice, error, for_good=True)
                reasons.append(f"{voice.name}: {error}")
        raise VoiceUnavailable("no voice can be loaded: " + ("; ".join(reasons) or "all have failed before"))

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        check_request(text, rate)
        reasons = []
        for voice in self._usable():
            try:
                speech = voice.synthesise(text, rate)
            except TextTooLong:
                raise
            except Exception as error:
                self._failed(voice, error, for_good=isinstance(error, VoiceUnavailable))
                reasons.append(f"{voice.name}: {error}")
                continue
            with self._lock:
                self._failures[id(voice)] = 0
            return speech
        raise VoiceUnavailable("no voice can speak: " + ("; ".join(reasons) or "all have failed before"))
