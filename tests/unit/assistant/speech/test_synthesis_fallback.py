"""When an engine fails, the next one speaks."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.speech.normalisation import normalise
from assistant.speech.synthesis import Speech, TextTooLong, VoiceUnavailable
from assistant.speech.synthesis.contract import make_speech
from assistant.speech.synthesis.fallback import FallbackVoice


class ScriptedVoice:
    """Fails where ``faults`` (call number -> exception) says so."""

    version = "1"
    licence_notice = ""
    sample_rate = 8000
    timing = "exact"

    def __init__(self, name: str, faults: dict[int, Exception] | None = None, loads: Exception | None = None):
        self.name, self.faults, self.loads, self.calls = name, faults or {}, loads, 0

    def load(self) -> None:
        if self.loads:
            raise self.loads

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        self.load()
        self.calls += 1
        if self.calls in self.faults:
            raise self.faults[self.calls]
        return make_speech(normalise(text), np.ones(80, np.float32), 8000, [], self.name, "exact")


def test_the_next_engine_speaks_for_one_text() -> None:
    first, second = ScriptedVoice("first", {2: RuntimeError("boom")}), ScriptedVoice("second")
    voice = FallbackVoice([first, second])
    assert [voice.synthesise("您好").engine for _ in range(3)] == ["first", "second", "first"]
    assert voice.name == "first"


def test_an_engine_that_is_missing_is_not_asked_again() -> None:
    first, second = ScriptedVoice("first", loads=VoiceUnavailable("no model")), ScriptedVoice("second")
    voice = FallbackVoice([first, second])
    voice.load()
    assert voice.name == "second" and voice.synthesise("您好").engine == "second"


def test_three_failures_in_a_row_are_enough() -> None:
    first = ScriptedVoice("first", {call: RuntimeError("boom") for call in range(1, 99)})
    voice = FallbackVoice([first, ScriptedVoice("second")])
    assert {voice.synthesise("您好").engine for _ in range(5)} == {"second"}
    assert first.calls == 3 and voice.name == "second"


def test_nobody_can_speak() -> None:
    voice = FallbackVoice([ScriptedVoice("only", loads=VoiceUnavailable("no model"))])
    with pytest.raises(VoiceUnavailable, match="no model"):
        voice.load()
    with pytest.raises(VoiceUnavailable):
        voice.synthesise("您好")
    with pytest.raises(ValueError):
        FallbackVoice([])


def test_a_bad_request_is_no_failure_of_an_engine() -> None:
    first = ScriptedVoice("first")
    voice = FallbackVoice([first, ScriptedVoice("second")])
    with pytest.raises(TextTooLong):
        voice.synthesise("字" * 501)
    with pytest.raises(ValueError):
        voice.synthesise("您好", rate=2.0)
    assert first.calls == 0 and voice.name == "first"


def test_the_text_is_not_logged(caplog) -> None:
    voice = FallbackVoice([ScriptedVoice("first", {1: RuntimeError("cannot say 某某")}), ScriptedVoice("second")])
    with caplog.at_level("INFO"):
        voice.synthesise("某某您好")
    assert "first" in caplog.text and "某某" not in caplog.text
