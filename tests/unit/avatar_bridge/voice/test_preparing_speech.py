"""Speech made before anybody asks, while it is quiet."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from assistant.speech.normalisation import normalise
from assistant.speech.synthesis import Speech, VoiceError
from assistant.speech.synthesis.contract import make_speech
from assistant.speech.synthesis.prepared import PreparedSpeech
from avatar_bridge.voice.preparation import Preparation

pytestmark = pytest.mark.unit

TEXTS = ("您好。", "请带身份证。", "到二楼办理。")


class CountingVoice:
    name, version, licence_notice, sample_rate, timing = "counting", "1", "", 8000, "exact"

    def __init__(self) -> None:
        self.said: list[str] = []

    def load(self) -> None: ...

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        self.said.append(text)
        if "说不出" in text:
            raise VoiceError("cannot")
        return make_speech(normalise(text), np.full(800, 0.1, np.float32), 8000, [], self.name, "exact")


def prepare(tmp_path, voice, texts=TEXTS, quiet=lambda: True, **limits) -> Preparation:
    return Preparation(voice, PreparedSpeech(tmp_path, **limits), lambda: iter(texts), quiet)


def finish(preparation: Preparation) -> None:
    preparation.start()
    preparation._thread.join(20)
    assert not preparation._thread.is_alive()


def test_everything_is_made_in_order_and_counted(tmp_path):
    voice = CountingVoice()
    preparation = prepare(tmp_path, voice)
    finish(preparation)
    assert voice.said == list(TEXTS) and preparation.detail == "3 of 3 sentences prepared"


def test_a_restarted_hall_goes_on_where_it_stopped(tmp_path):
    PreparedSpeech(tmp_path).get_or_make(CountingVoice(), TEXTS[0])
    voice = CountingVoice()
    finish(prepare(tmp_path, voice))
    assert voice.said == list(TEXTS[1:])


def test_a_sentence_that_cannot_be_spoken_keeps_no_other_silent(tmp_path):
    voice = CountingVoice()
    preparation = prepare(tmp_path, voice, ("说不出的话", *TEXTS))
    finish(preparation)
    assert preparation.made == 3 and preparation.done == 4


def test_it_stops_where_the_room_ends(tmp_path):
    first = prepare(tmp_path, CountingVoice(), TEXTS[:1])
    finish(first)
    size = PreparedSpeech(tmp_path).bytes_on_disk()
    preparation = prepare(tmp_path, CountingVoice(), [f"{TEXTS[0]}{i}" for i in range(60)], disk_bytes=30 * size)
    finish(preparation)
    assert 20 <= preparation.made < 32 and PreparedSpeech(tmp_path).has(preparation._voice, TEXTS[0])


async def test_visits_come_first(tmp_path):
    voice, quiet, asked = CountingVoice(), threading.Event(), threading.Event()

    def is_quiet() -> bool:
        asked.set()
        return quiet.is_set()

    preparation = prepare(tmp_path, voice, quiet=is_quiet)
    preparation.start()
    assert asked.wait(20)
    assert voice.said == []
    quiet.set()
    preparation._thread.join(20)
    assert voice.said == list(TEXTS)


async def test_it_ends_at_once_when_the_hall_does(tmp_path):
    voice = CountingVoice()
    preparation = prepare(tmp_path, voice, quiet=lambda: False)
    preparation.start()
    began = time.monotonic()
    await preparation.stop()
    assert voice.said == [] and time.monotonic() - began < 5
