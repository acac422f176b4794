import numpy as np
import pytest
from scripted_voice import FRAME, LevelDetector, sound

from assistant.speech.voice_activity import Endpointer, EndpointSettings, Pause, Resume, SpeechEnd, SpeechStart

# 32 ms a frame: a pause after 10 quiet frames (320 ms), the end after 21 (672 ms), 8 voiced ones (256 ms) at least.
PAUSE_FRAMES, END_FRAMES = 10, 21


def kinds(events) -> list[str]:
    return [type(event).__name__ for event in events]


def test_start_pause_and_end_of_one_utterance():
    endpointer = Endpointer(LevelDetector())
    events = endpointer.feed(sound(("silence", 30), ("speech", 20), ("silence", 30)))
    assert kinds(events) == ["SpeechStart", "Pause", "SpeechEnd"]
    start, pause, end = events
    assert start.at == 30 * FRAME - int(0.3 * 16000)
    assert pause.at == (50 + PAUSE_FRAMES) * FRAME and end.at == (50 + END_FRAMES) * FRAME
    assert end.reason == "silence" and end.speech_seconds == pytest.approx(20 * 0.032)
    assert not endpointer.speaking and endpointer.utterance().size == 0


def test_the_same_sound_gives_the_same_events_however_it_is_cut():
    samples = sound(("silence", 12), ("speech", 15), ("silence", 12), ("speech", 9), ("silence", 40), ("speech", 3))
    whole = Endpointer(LevelDetector()).feed(samples)
    for size in (1, 320, 500, 1600, 8000):
        if size == 1:
            cut = samples[: 60 * FRAME]
            expected = Endpointer(LevelDetector()).feed(cut)
        else:
            cut, expected = samples, whole
        endpointer = Endpointer(LevelDetector())
        events = [event for at in range(0, cut.size, size) for event in endpointer.feed(cut[at : at + size])]
        assert kinds(events) == kinds(expected)
        assert [event.at for event in events] == [event.at for event in expected]


def test_pre_roll_is_kept_and_audio_begins_with_it():
    samples = sound(("silence", 30), ("speech", 20), ("silence", 30))
    start, _, end = Endpointer(LevelDetector()).feed(samples)
    assert np.array_equal(end.audio, samples[start.at : start.at + end.audio.size])


def test_committed_audio_is_that_of_the_pause_when_nothing_was_said_since():
    events = Endpointer(LevelDetector()).feed(sound(("speech", 20), ("silence", 30)))
    assert np.array_equal(events[1].audio, events[2].audio)


def test_speech_after_a_pause_resumes_the_utterance():
    events = Endpointer(LevelDetector()).feed(sound(("speech", 20), ("silence", 12), ("speech", 5), ("silence", 30)))
    assert kinds(events) == ["SpeechStart", "Pause", "Resume", "Pause", "SpeechEnd"]
    assert events[-1].audio.size > events[1].audio.size
    assert events[-1].speech_seconds == pytest.approx(25 * 0.032)


def test_a_voiced_frame_is_suspected_before_it_is_a_start():
    endpointer = Endpointer(LevelDetector())
    seen = []
    for frame in sound(("silence", 2), ("speech", 1), ("silence", 1), ("speech", 3)).reshape(-1, FRAME):
        endpointer.feed(frame)
        seen.append((endpointer.onset_suspected, endpointer.speaking))
    nothing, suspected, speaks = (False, False), (True, False), (False, True)
    assert seen == [nothing, nothing, suspected, nothing, suspected, speaks, speaks]


def test_a_single_voiced_frame_is_no_start():
    assert Endpointer(LevelDetector()).feed(sound(("silence", 5), ("speech", 1), ("silence", 40))) == []


def test_a_cough_ends_too_short():
    events = Endpointer(LevelDetector()).feed(sound(("speech", 4), ("silence", 40)))
    assert isinstance(events[-1], SpeechEnd) and events[-1].reason == "too_short"


def test_an_utterance_is_cut_at_its_greatest_length_and_waits_for_silence():
    endpointer = Endpointer(LevelDetector(), EndpointSettings(max_utterance=1.0))
    events = endpointer.feed(sound(("speech", 100)))
    assert kinds(events) == ["SpeechStart", "SpeechEnd"] and events[1].reason == "too_long"
    assert 1.0 <= events[1].audio.size / 16000 < 1.04
    assert kinds(endpointer.feed(sound(("silence", 12), ("speech", 3)))) == ["SpeechStart"]


def test_flush_ends_what_is_open():
    endpointer = Endpointer(LevelDetector())
    endpointer.feed(sound(("speech", 20)))
    (end,) = endpointer.flush()
    assert end.reason == "flushed" and endpointer.flush() == []
    endpointer.feed(sound(("speech", 3)))
    assert endpointer.flush()[0].reason == "too_short"


def test_two_utterances_in_a_row_do_not_share_sound():
    events = Endpointer(LevelDetector()).feed(sound(*[("speech", 20), ("silence", 30)] * 2))
    first, second = (event for event in events if isinstance(event, SpeechEnd))
    assert first.audio.max() < second.audio[second.audio >= 0.5].min()


def test_reset_forgets():
    detector = LevelDetector()
    endpointer = Endpointer(detector)
    endpointer.feed(sound(("speech", 20)))
    endpointer.reset()
    assert not endpointer.speaking and endpointer.heard_seconds == 0 and detector.resets == 2
    assert endpointer.flush() == []


def test_no_pre_roll():
    start, *_ = Endpointer(LevelDetector(), EndpointSettings(pre_roll=0.0)).feed(sound(("silence", 9), ("speech", 9)))
    assert start == SpeechStart(9 * FRAME)


@pytest.mark.parametrize(
    "wrong", [{"pause_silence": 0.9}, {"start_probability": 0.2}, {"start_frames": 0}, {"pre_roll": -1.0}]
)
def test_settings_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError):
        EndpointSettings(**wrong)


def test_event_types_are_what_they_say():
    events = Endpointer(LevelDetector()).feed(sound(("speech", 20), ("silence", 12), ("speech", 5)))
    assert [type(event) for event in events] == [SpeechStart, Pause, Resume]
