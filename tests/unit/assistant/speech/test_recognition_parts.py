"""The parts of recognition that need no model."""

import logging

import numpy as np
import pytest
from scripted_voice import ScriptedRecogniser

from assistant.speech.audio import AudioError
from assistant.speech.recognition import ModelMissing, Partial, RecognitionError, open_recogniser
from assistant.speech.recognition.agreement import LocalAgreement
from assistant.speech.recognition.fallback import FallbackRecogniser
from assistant.speech.recognition.guards import compression_ratio, reject_sound, reject_text
from assistant.speech.recognition.script import simplified, tidy
from assistant.speech.recognition.segments import pieces
from assistant.speech.recognition.vosk import VoskRecogniser
from assistant.speech.recognition.whisper import WhisperRecogniser, join, quietest

AUDIO = np.zeros(16000, dtype=np.float32)
SECOND = 16000


# guards


def test_sound_without_voice_is_silence_or_noise():
    assert reject_sound(np.zeros(SECOND), 0.0) == "silence"
    assert reject_sound(np.full(SECOND, 0.1), 0.24) == "noise"
    assert reject_sound(np.full(SECOND, 0.1), 0.25) is None
    assert reject_sound(np.zeros(60 * SECOND + 1), 30.0) == "too_long"


@pytest.mark.parametrize(
    ("text", "avg_logprob", "expected"),
    [
        ("我想办身份证", -0.4, None),
        ("我想办身份证", -1.0, "unclear"),
        ("", -0.1, "unclear"),
        ("。。。", -0.1, "unclear"),
        ("好的" * 40, -0.1, "unclear"),
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", -0.2, "noise"),
        ("字幕由Amara.org社区提供", -0.2, "noise"),
        ("谢谢观看", -0.2, "noise"),
        ("谢谢大家", -0.2, None),
    ],
)
def test_text_that_cannot_be_believed(text, avg_logprob, expected):
    assert reject_text(text, avg_logprob) == expected


def test_compression_ratio():
    assert compression_ratio("") == 0.0
    assert compression_ratio("办身份证") < 2.4 < compression_ratio("谢谢" * 50)


# written form


def test_simplified_without_spaces_at_chinese():
    assert simplified("我想 辦理 營業執照, 謝謝 ! 12:30") == "我想办理营业执照\uff0c谢谢\uff0112:30"
    assert tidy("打 12345 问 open day") == "打12345问open day"


# local agreement


def test_what_two_drafts_agree_on_is_stable():
    agreement = LocalAgreement()
    assert agreement.take("我想") == Partial("我想", 0)
    assert agreement.take("我想办") == Partial("我想办", 2)
    assert agreement.take("我想办身份") == Partial("我想办身份", 3)


def test_stable_characters_never_change_or_go():
    agreement = LocalAgreement()
    for draft in ("这是今年五", "这是今年五月", "这时今年五月份", "这时"):
        partial = agreement.take(draft)
    assert partial.text.startswith("这是今年五") and partial.stable == 5
    assert agreement.take("") == Partial("这是今年五", 5)


# cutting long sound


def test_spans_share_pieces_up_to_the_longest():
    spans = [(1 * SECOND, 5 * SECOND), (6 * SECOND, 10 * SECOND), (12 * SECOND, 17 * SECOND)]
    result = pieces(18 * SECOND, spans, np.ones(600))
    assert len(result) == 2
    assert result[0] == (int(0.7 * SECOND), int(10.3 * SECOND))
    assert result[1] == (int(11.7 * SECOND), int(17.3 * SECOND))


def test_pieces_never_overlap_nor_leave_the_sound():
    spans = [(0, 11 * SECOND), (int(11.2 * SECOND), 20 * SECOND)]
    first, second = pieces(20 * SECOND, spans, np.ones(700))
    assert first[0] == 0 and first[1] <= second[0] and second[1] == 20 * SECOND


def test_speech_without_a_pause_is_cut_where_voice_is_least():
    probabilities = np.ones(2000)
    probabilities[625] = 0.4  # at 20 s
    (first, second) = pieces(40 * SECOND, [(0, 40 * SECOND)], probabilities)
    assert first[1] == 625 * 512 == second[0] and second[1] == 40 * SECOND


def test_no_speech_no_pieces():
    assert pieces(SECOND, [], np.zeros(32)) == []


def test_quietest_place():
    samples = np.ones(SECOND, dtype=np.float32)
    samples[12000:14000] = 0
    assert 12000 <= quietest(samples, 8000) <= 14000


def test_join():
    assert join(["我想", "", "办证。", "好"]) == "我想\uff0c办证。好" and join(["one", "two"]) == "one two"


# fallback


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_next_engine_takes_over_and_the_first_comes_back(caplog):
    clock = Clock()
    first = ScriptedRecogniser(RuntimeError("heard 身份证"), "第一", name="one")
    fallback = FallbackRecogniser([first, ScriptedRecogniser("第二", "还是第二", name="two")], clock=clock)
    assert fallback.name == "one"
    with caplog.at_level(logging.WARNING):
        assert fallback.recognise(AUDIO).text == "第二"
    assert "one" in caplog.text and "RuntimeError" in caplog.text and "身份证" not in caplog.text
    assert fallback.name == "two" and fallback.recognise(AUDIO).text == "还是第二"
    clock.now = 61.0
    assert fallback.recognise(AUDIO).text == "第一"


def test_a_rejection_stands():
    second = ScriptedRecogniser("第二")
    result = FallbackRecogniser([ScriptedRecogniser(), second]).recognise(AUDIO)
    assert result.rejected == "unclear" and second.heard == []


def test_when_all_fail_the_error_is_a_recognition_error():
    engines = [ScriptedRecogniser(RuntimeError("one")), ScriptedRecogniser(RuntimeError("two"))]
    with pytest.raises(RecognitionError, match="RuntimeError"):
        FallbackRecogniser(engines).recognise(AUDIO)
    with pytest.raises(ModelMissing):
        FallbackRecogniser([ScriptedRecogniser(ModelMissing("a model", "models"))]).load()
    with pytest.raises(ValueError):
        FallbackRecogniser([])


def test_a_stream_that_fails_is_heard_again_from_the_beginning():
    first = ScriptedRecogniser(drafts=["我"], name="one")
    second = ScriptedRecogniser("我想", name="two")
    stream = FallbackRecogniser([first, second]).stream()
    assert stream.feed(AUDIO) == [Partial("我")]
    first.texts.append(RuntimeError("broken"))
    result = stream.finish(AUDIO)
    assert (result.text, result.engine) == ("我想", "two") and second.heard == [2 * AUDIO.size]


def test_every_engine_listens_for_the_names():
    engines = [ScriptedRecogniser(), ScriptedRecogniser()]
    FallbackRecogniser(engines).listen_for(name for name in ("公积金", "居住证"))
    assert [engine.phrases for engine in engines] == [["公积金", "居住证"]] * 2


def test_bad_sound_is_not_an_engine_failure():
    fallback = FallbackRecogniser([ScriptedRecogniser("好", name="one"), ScriptedRecogniser("好", name="two")])
    for call in (fallback.recognise, fallback.stream().feed, fallback.stream().finish):
        with pytest.raises(AudioError):
            call(np.array([np.nan], dtype=np.float32))
    assert fallback.name == "one"


# choosing an engine


def whisper_files(models):
    (models / "whisper-base").mkdir()
    for file in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (models / "whisper-base" / file).write_bytes(b"")


def vosk_files(models):
    (models / "vosk" / "am").mkdir(parents=True)
    (models / "vosk" / "graph").mkdir()
    (models / "vosk" / "am" / "final.mdl").write_bytes(b"")


def test_whisper_is_the_default_and_an_installed_vosk_model_comes_first(tmp_path):
    whisper_files(tmp_path)
    assert [engine.name for engine in open_recogniser(tmp_path).engines] == ["whisper"]
    vosk_files(tmp_path)
    assert [engine.name for engine in open_recogniser(tmp_path).engines] == ["vosk", "whisper"]
    assert [engine.name for engine in open_recogniser(tmp_path, "whisper").engines] == ["whisper", "vosk"]


def test_a_missing_model_says_which_command_gets_it(tmp_path):
    for engine in ("auto", "whisper", "vosk"):
        with pytest.raises(ModelMissing, match="make models"):
            open_recogniser(tmp_path, engine)
    for engine in (WhisperRecogniser(tmp_path), VoskRecogniser(tmp_path)):
        with pytest.raises(ModelMissing, match="make models"):
            engine.recognise(AUDIO)
    with pytest.raises(ValueError, match="unknown"):
        open_recogniser(tmp_path, "whispr")
