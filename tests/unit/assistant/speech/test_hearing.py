import threading

import numpy as np
import pytest
from scripted_voice import LevelDetector, ScriptedRecogniser, pcm, sound

from assistant.speech.audio import AudioError
from assistant.speech.correction import DomainCorrector
from assistant.speech.correction.corrector import Change, Correction
from assistant.speech.hearing import (
    Committed,
    Dismissed,
    DraftDue,
    Hearing,
    NothingHeard,
    SpeculateDue,
    SpeechResumed,
    SpeechStarted,
    TooLong,
    recognise,
    understood,
)
from assistant.speech.recognition.contract import Alternative, Recognition, RecognitionError
from assistant.speech.voice_activity import Endpointer, EndpointSettings


class Misheard:
    """Knows one word."""

    def correct(self, text: str) -> Correction:
        at = text.find("公鸡金")
        changes = (Change(at, at + 3, "公鸡金", "公积金", 0.0),) if at >= 0 else ()
        return Correction(text.replace("公鸡金", "公积金"), text, changes)


def hearing(recogniser=None, settings=None, **options) -> Hearing:
    return Hearing(recogniser or ScriptedRecogniser(), Endpointer(LevelDetector(), settings), Misheard(), **options)


def run(listening: Hearing, *parts, frame: int = 640) -> list:
    data = pcm(sound(*parts))
    return [event for at in range(0, len(data), frame) for event in listening.feed(data[at : at + frame])]


def of(kind, events) -> list:
    return [event for event in events if type(event) is kind]


def test_one_utterance():
    events = run(hearing(), ("silence", 20), ("speech", 52), ("silence", 30))
    assert isinstance(events[0], SpeechStarted)
    drafts = of(DraftDue, events)
    assert len(drafts) == 4  # 1.66 s of speech, one each 0.4 s
    assert np.diff([draft.audio.size for draft in drafts]).min() >= 6000
    (speculation,), (committed,) = of(SpeculateDue, events), of(Committed, events)
    assert np.array_equal(speculation.audio, committed.audio)
    assert committed.speech_seconds == pytest.approx(52 * 0.032, abs=0.07)


def test_the_commit_reuses_the_speculative_final():
    recogniser = ScriptedRecogniser("公鸡金怎么提取", "never asked for")
    listening = hearing(recogniser)
    events = run(listening, ("speech", 30), ("silence", 30))
    first = listening.final(of(SpeculateDue, events)[0].audio)
    second = listening.final(of(Committed, events)[0].audio)
    assert second is first and len(recogniser.heard) == 1
    assert (first.text, first.raw_text) == ("公积金怎么提取", "公鸡金怎么提取")


def test_speech_after_speculation_is_recognised_anew_as_a_whole():
    recogniser = ScriptedRecogniser("我想", "我想办身份证")
    listening = hearing(recogniser)
    events = run(listening, ("speech", 20), ("silence", 12), ("speech", 20), ("silence", 30))
    assert len(of(SpeechResumed, events)) == 1
    first, second = of(SpeculateDue, events)
    listening.final(first.audio)
    assert listening.final(of(Committed, events)[0].audio).text == "我想办身份证"
    assert recogniser.streams == 1 and recogniser.heard == [first.audio.size, second.audio.size]


def test_drafts_are_fed_only_what_is_new_and_are_corrected():
    recogniser = ScriptedRecogniser(drafts=["公鸡", "公鸡金"])
    listening = hearing(recogniser)
    first, second = of(DraftDue, run(listening, ("speech", 40)))[:2]
    assert listening.draft(first.audio).text == "公鸡"
    assert listening.draft(second.audio).text == "公积金"
    assert listening.draft(second.audio) is None and recogniser.streams == 1


def test_a_draft_gives_way_while_another_recognition_runs():
    gate = threading.Event()
    recogniser = ScriptedRecogniser("好", drafts=["好"], gate=gate)
    listening = hearing(recogniser)
    audio = sound(("speech", 20))
    final = threading.Thread(target=listening.final, args=(audio,))
    final.start()
    assert recogniser.entered.wait(5)
    assert listening.draft(audio) is None
    gate.set()
    final.join(5)


def test_a_second_final_waits_and_shares_the_result():
    gate = threading.Event()
    recogniser = ScriptedRecogniser("好", "twice", gate=gate)
    listening, results = hearing(recogniser), []
    threads = [threading.Thread(target=lambda: results.append(listening.final(sound(("speech", 9))))) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert recogniser.entered.wait(5)
    gate.set()
    for thread in threads:
        thread.join(5)
    assert [result.text for result in results] == ["好", "好"] and len(recogniser.heard) == 1


def test_wipe_during_a_recognition_keeps_nothing():
    gate = threading.Event()
    recogniser = ScriptedRecogniser("秘密", "again", gate=gate)
    listening, audio = hearing(recogniser), sound(("speech", 9))
    thread = threading.Thread(target=listening.final, args=(audio,))
    thread.start()
    assert recogniser.entered.wait(5)
    listening.wipe()
    gate.set()
    thread.join(5)
    assert listening.final(audio).text == "again"


def test_an_engine_error_reaches_the_caller_and_the_next_call_begins_anew():
    recogniser = ScriptedRecogniser(RecognitionError("broken"), "好了")
    listening, audio = hearing(recogniser), sound(("speech", 9))
    with pytest.raises(RecognitionError):
        listening.final(audio)
    assert listening.final(audio).text == "好了" and recogniser.streams == 2


def test_a_cough_is_dismissed_and_never_speculated_on():
    events = run(hearing(), ("speech", 4), ("silence", 40))
    assert [type(event) for event in events] == [SpeechStarted, Dismissed]


def test_a_cough_that_goes_on_as_speech_is_one_utterance():
    events = run(hearing(), ("speech", 4), ("silence", 12), ("speech", 20), ("silence", 30))
    assert not of(SpeechResumed, events) and len(of(SpeculateDue, events)) == 1 and len(of(Committed, events)) == 1


def test_too_long_is_a_commit_of_its_own_kind():
    events = run(hearing(settings=EndpointSettings(max_utterance=1.0)), ("speech", 60))
    (cut,) = of(TooLong, events)
    assert isinstance(cut, Committed) and cut.audio.size >= 16000


def test_stop_commits_what_was_said_so_far():
    listening = hearing()
    run(listening, ("speech", 20))
    (committed,) = listening.stop()
    assert type(committed) is Committed and committed.speech_seconds > 0.5
    assert listening.stop() == []


@pytest.mark.parametrize(("level", "reason"), [(0.0, "silence"), (0.1, "noise")])
def test_stop_without_a_word_says_why(level, reason):
    listening = hearing()
    listening.feed(pcm(np.full(16000, level, np.float32)))
    assert listening.stop() == [NothingHeard(reason)] and listening.stop() == []


def test_patience_ends_once():
    listening = hearing(patience_seconds=1.0)
    events = [event for _ in range(100) for event in listening.feed(bytes(640))]
    assert events == [NothingHeard("silence")]


def test_hands_free_listening_has_no_end_of_patience():
    assert run(hearing(), ("silence", 300)) == []


@pytest.mark.parametrize("rate", [8000, 44100, 48000])
def test_other_microphone_rates(rate):
    listening = hearing(sample_rate=rate)
    samples = np.concatenate([np.full(rate, 0.8), np.zeros(rate)]).astype(np.float32)
    data = pcm(samples)
    step = rate // 25 * 2
    events = [event for at in range(0, len(data), step) for event in listening.feed(data[at : at + step])]
    (committed,) = of(Committed, events)
    assert committed.speech_seconds == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("rate", [7999, 48001, 16000.0, None])
def test_sample_rates_outside_the_protocol_are_refused(rate):
    with pytest.raises(AudioError) as caught:
        hearing(sample_rate=rate)
    assert caught.value.code == "sample_rate"


def test_half_a_sample_is_refused():
    with pytest.raises(AudioError):
        hearing().feed(b"\x00\x00\x00")


def test_whole_recordings_are_corrected_too():
    assert recognise(sound(("speech", 9)), ScriptedRecogniser("公鸡金"), Misheard()).text == "公积金"
    assert recognise(sound(("speech", 9)), ScriptedRecogniser(), Misheard()).rejected == "unclear"


def test_of_several_readings_the_one_that_speaks_of_the_hall_is_taken():
    corrector = DomainCorrector(["工伤认定", "公积金"])
    readings = (
        Alternative("我想问工商人定。", -0.30),
        Alternative("我想问工伤认定。", -0.36),
        Alternative("我想问公鸡下蛋。", -0.32),
    )
    heard = Recognition("我想问工商人定。", "raw", "scripted", alternatives=readings)
    assert understood(heard, corrector).text == "我想问工伤认定。"
    unlikely = (readings[0], Alternative("我想问工伤认定。", -0.90))
    plain = Recognition(
        "我想问工商银行。", "raw", "scripted", alternatives=(Alternative("我想问工商银行。", -0.3), unlikely[1])
    )
    assert understood(plain, corrector).text == "我想问工商银行。"


def test_numbers_are_written_after_correction():
    heard = Recognition("尾号是三二幺叉", "尾号是三二幺叉", "scripted")
    assert understood(heard, None).text == "尾号是321X"
    assert understood(heard, None).raw_text == "尾号是三二幺叉"


def test_push_to_talk_waits_for_the_button():
    hearing = Hearing(ScriptedRecogniser("好"), Endpointer(LevelDetector(), EndpointSettings(end_silence=25.0)))
    events = hearing.feed(pcm(sound(("speech", 20), ("silence", 60))))
    assert not any(isinstance(event, Committed) for event in events)
    assert any(isinstance(event, Committed) for event in hearing.stop())


def test_a_tap_after_all_ends_by_silence():
    hearing = Hearing(ScriptedRecogniser("好"), Endpointer(LevelDetector(), EndpointSettings(end_silence=25.0)))
    hearing.feed(pcm(sound(("speech", 20))))
    hearing.end_by_silence()
    assert any(isinstance(event, Committed) for event in hearing.feed(pcm(sound(("silence", 40)))))
