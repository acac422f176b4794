"""What comes of what is heard: captions, questions, and who may interrupt whom."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from assistant.speech.audio import AudioError
from assistant.speech.hearing import Committed, Dismissed, DraftDue, NothingHeard, SpeculateDue, SpeechStarted, TooLong
from assistant.speech.recognition import Partial, Recognition, RecognitionError
from avatar_bridge.socket.listening import BARGE_IN_SECONDS, UNHEARD, Listening
from avatar_bridge.socket.messages import ProtocolError

pytestmark = pytest.mark.unit

SOUND = np.zeros(160, dtype=np.float32)
OWN = ("补领要带户口簿。", "工本费四十元。")


class ScriptedHearing:
    """Gives, for each frame, the next list of events."""

    def __init__(self) -> None:
        self.events: list = []
        self.wiped, self.by_silence = False, False
        self.onset_suspected, self.speaking = False, False

    def end_by_silence(self) -> None:
        self.by_silence = True

    def feed(self, data: bytes) -> list:
        if isinstance(self.events, Exception):
            raise self.events
        return self.events

    def stop(self) -> list:
        return self.events

    def wipe(self) -> None:
        self.wiped = True


class ScriptedEars:
    def __init__(self) -> None:
        self.text, self.rejected, self.error = "我要开公司", None, None
        self.busy = False

    async def draft(self, hearing, audio):
        if self.error:
            raise self.error
        return Partial(self.text) if self.text is not None else None

    async def final(self, hearing, audio):
        if self.error:
            raise self.error
        text = "" if self.rejected else self.text
        return Recognition(text, text, "scripted", rejected=self.rejected)


class Heard:
    """A listening with everything it told, in order."""

    def __init__(self, mode: str = "hands_free", spoken: tuple[str, ...] = (), drafts: bool = True):
        self.told: list[tuple] = []
        self.spoken = spoken
        self.hearing, self.ears = ScriptedHearing(), ScriptedEars()

        def tells(name: str):
            async def tell(*values) -> None:
                if name == "barge_in":
                    self.spoken = ()
                self.told.append((name, *values))

            return tell

        self.listening = Listening(
            self.ears,
            self.hearing,
            mode=mode,
            drafts=drafts,
            spoken=lambda: self.spoken,
            on_start=tells("start"),
            on_partial=tells("partial"),
            on_floor=tells("floor"),
            on_barge_in=tells("barge_in"),
            on_words=tells("words"),
            on_unheard=tells("unheard"),
            on_busy=tells("busy"),
        )

    async def hear(self, *events) -> list[tuple]:
        self.hearing.events = list(events)
        await self.listening.feed(b"\x00\x00")
        for _ in range(10):
            await asyncio.sleep(0)
        return self.told


def draft(seconds: float = 1.0) -> DraftDue:
    return DraftDue(SOUND, seconds)


async def test_the_first_frame_that_may_be_voice_makes_her_softer():
    heard = Heard(spoken=OWN)
    heard.hearing.onset_suspected = True
    assert await heard.hear() == [("floor", "duck")]
    assert await heard.hear() == [("floor", "duck")]
    heard.hearing.onset_suspected = False
    assert await heard.hear() == [("floor", "duck"), ("floor", "play")]


async def test_a_suspicion_that_comes_true_stays_soft():
    heard = Heard(spoken=OWN)
    heard.hearing.onset_suspected = True
    await heard.hear()
    heard.hearing.onset_suspected, heard.hearing.speaking = False, True
    assert ("floor", "play") not in await heard.hear(SpeechStarted())


async def test_a_suspicion_does_not_forestall_a_verdict():
    heard = Heard(spoken=OWN)
    verdict = asyncio.Event()

    async def final(hearing, audio):
        await verdict.wait()
        return Recognition("嗯", "嗯", "scripted")

    heard.ears.final = final
    await heard.hear(SpeechStarted(), Committed(SOUND, 1.0))
    for heard.hearing.onset_suspected in (True, False):
        assert await heard.hear() == [("floor", "duck")]
    verdict.set()
    assert (await heard.hear())[-1] == ("floor", "play")


async def test_nothing_is_suspected_while_she_is_silent():
    heard = Heard()
    heard.hearing.onset_suspected = True
    assert await heard.hear() == []


async def test_an_utterance_from_start_to_words():
    heard = Heard()
    told = await heard.hear(SpeechStarted(), draft(), Committed(SOUND, 1.0))
    assert told[0] == ("start",) and told[-1] == ("words", "我要开公司", "我要开公司")
    assert heard.listening.open, "hands-free goes on"


async def test_a_tap_listens_once():
    heard = Heard(mode="tap")
    await heard.hear(SpeechStarted(), Committed(SOUND, 1.0))
    assert not heard.listening.open


async def test_no_drafts_for_who_wants_none():
    heard = Heard(drafts=False)
    assert ("partial", "我要开公司") not in await heard.hear(SpeechStarted(), draft())


async def test_speculation_tells_nobody():
    assert await Heard().hear(SpeculateDue(SOUND, 1.0)) == []


@pytest.mark.parametrize("reason", ["silence", "noise", "unclear", "too_long"])
async def test_what_was_not_understood_says_what_to_do(reason):
    heard = Heard()
    heard.ears.rejected = reason
    assert (await heard.hear(Committed(SOUND, 1.0)))[-1] == ("unheard", reason, UNHEARD[reason])
    assert UNHEARD[reason].endswith("。")


async def test_nobody_spoke():
    heard = Heard(mode="tap")
    assert await heard.hear(NothingHeard("silence")) == [("unheard", "silence", UNHEARD["silence"])]
    assert not heard.listening.open


async def test_where_many_wait_it_says_so_and_the_words_still_come():
    heard = Heard()
    heard.ears.busy = True
    assert (await heard.hear(Committed(SOUND, 1.0))) == [("busy",), ("words", "我要开公司", "我要开公司")]


async def test_empty_words_are_unclear():
    heard = Heard()
    heard.ears.text = ""
    assert (await heard.hear(Committed(SOUND, 1.0)))[-1][:2] == ("unheard", "unclear")


async def test_an_engine_that_fails_is_unclear_too():
    heard = Heard()
    heard.ears.error = RecognitionError("broken")
    assert await heard.hear(SpeechStarted(), draft(), SpeculateDue(SOUND, 1.0)) == [("start",)]
    assert (await heard.hear(Committed(SOUND, 1.0)))[-1][:2] == ("unheard", "unclear")


async def test_an_utterance_cut_at_its_length_is_still_recognised():
    assert (await Heard().hear(TooLong(SOUND, 30.0)))[-1][0] == "words"


async def test_a_cough_takes_its_caption_back():
    assert await Heard().hear(SpeechStarted(), Dismissed(0.1)) == [("start",), ("partial", "")]


async def test_what_is_not_audio_is_a_protocol_error():
    heard = Heard()
    heard.hearing.events = AudioError("bad_audio", "声音数据不对。", "odd number of bytes")
    with pytest.raises(ProtocolError) as caught:
        await heard.listening.feed(b"\x00")
    assert caught.value.code == "bad_audio"


# -- while the digital human speaks --


async def test_speech_interrupts():
    heard = Heard(spoken=OWN)
    told = await heard.hear(SpeechStarted(), draft(BARGE_IN_SECONDS))
    assert told == [("floor", "duck"), ("floor", "pause"), ("partial", "我要开公司")], (
        "silence comes before the caption"
    )


async def test_too_short_a_sound_does_not():
    assert await Heard(spoken=OWN).hear(SpeechStarted(), draft(BARGE_IN_SECONDS - 0.01)) == [("floor", "duck")]


@pytest.mark.parametrize("text", ["嗯", "对对对", "好的", "", "。"])
async def test_a_listeners_sound_does_not(text):
    heard = Heard(spoken=OWN)
    heard.ears.text = text
    told = await heard.hear(SpeechStarted(), draft(), Committed(SOUND, 1.0))
    assert not [event for event in told if event[0] in ("barge_in", "words")]


@pytest.mark.parametrize("text", ["补领要带户口簿", "户口簿，工本费", "工本费四十元。", "工本费40元。"])
async def test_its_own_voice_does_not(text):
    heard = Heard(spoken=OWN)
    heard.ears.text = text
    told = await heard.hear(SpeechStarted(), draft(), Committed(SOUND, 1.0))
    assert not [event for event in told if event[0] in ("barge_in", "words")]


@pytest.mark.parametrize("text", ["停", "等一下", "不是这个", "工本费能不能免"])
async def test_who_wants_the_floor_gets_it(text):
    heard = Heard(spoken=OWN)
    heard.ears.text = text
    told = await heard.hear(SpeechStarted(), Committed(SOUND, 1.0))
    assert told == [("floor", "duck"), ("barge_in",), ("words", text, text)]


async def test_a_rejected_sound_leaves_the_speaker_alone():
    heard = Heard(spoken=OWN)
    heard.ears.rejected = "noise"
    told = await heard.hear(SpeechStarted(), Committed(SOUND, 1.0))
    assert told == [("floor", "duck"), ("partial", ""), ("floor", "play")]


async def test_words_that_come_to_nothing_let_her_go_on():
    heard = Heard(spoken=OWN)
    await heard.hear(SpeechStarted(), draft())
    assert ("floor", "pause") in heard.told
    heard.ears.rejected = "unclear"
    assert (await heard.hear(Committed(SOUND, 1.0)))[-1] == ("floor", "play")
    assert not [event for event in heard.told if event[0] in ("barge_in", "unheard")]


async def test_a_cough_makes_her_softer_for_its_time():
    heard = Heard(spoken=OWN)
    assert await heard.hear(SpeechStarted(), Dismissed(0.1)) == [("floor", "duck"), ("partial", ""), ("floor", "play")]


async def test_an_engine_that_fails_lets_her_go_on():
    heard = Heard(spoken=OWN)
    heard.ears.error = RecognitionError("broken")
    assert (await heard.hear(SpeechStarted(), Committed(SOUND, 1.0)))[-1] == ("floor", "play")


async def test_where_her_own_voice_comes_back_a_sound_alone_changes_nothing():
    heard = Heard(spoken=OWN)
    heard.ears.text = "补领要带户口簿"
    await heard.hear(SpeechStarted(), Committed(SOUND, 1.0))
    heard.told.clear()
    assert await heard.hear(SpeechStarted()) == []


async def test_who_stands_farther_off_than_the_visitor_does_not_interrupt():
    heard = Heard()
    await heard.hear(SpeechStarted(), Committed(np.full(1600, 0.3, np.float32), 1.0))
    heard.spoken = OWN
    heard.told.clear()
    behind = np.full(1600, 0.03, np.float32)
    told = await heard.hear(SpeechStarted(), DraftDue(behind, 1.0), Committed(behind, 1.0))
    assert told == [("floor", "duck"), ("partial", ""), ("floor", "play")]
    told.clear()
    near = np.full(1600, 0.2, np.float32)
    assert ("barge_in",) in await heard.hear(SpeechStarted(), Committed(near, 1.0))


# -- the end --


async def test_a_late_draft_of_an_utterance_that_is_over_is_dropped():
    heard, gate = Heard(), asyncio.Event()
    told_draft = heard.ears.draft

    async def slow(hearing, audio):
        await gate.wait()
        return await told_draft(hearing, audio)

    heard.ears.draft = slow
    await heard.hear(SpeechStarted(), draft())
    await heard.hear(Dismissed(0.2))
    gate.set()
    await heard.hear()
    assert ("partial", "我要开公司") not in heard.told


async def test_a_short_touch_turns_push_to_talk_into_a_tap():
    heard = Heard(mode="push")
    heard.listening.end_by_silence()
    assert heard.listening.mode == "tap" and heard.hearing.by_silence


async def test_stopping_takes_what_was_said():
    heard = Heard(mode="tap")
    heard.hearing.events = [Committed(SOUND, 1.0)]
    await heard.listening.stop()
    assert not heard.listening.open
    await heard.hear()
    assert ("words", "我要开公司", "我要开公司") in heard.told


async def test_closing_wipes_and_stops_all_work():
    heard = Heard()

    async def hangs(hearing, audio):
        await asyncio.Event().wait()

    heard.ears.final = hangs
    await heard.hear(Committed(SOUND, 1.0))
    await asyncio.wait_for(heard.listening.close(), 5)
    assert heard.hearing.wiped and not heard.listening.open and heard.told == []
