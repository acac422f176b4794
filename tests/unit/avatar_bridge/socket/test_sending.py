"""What goes to the client: in order, never of a turn that is over; and what the client says it has played."""

from __future__ import annotations

import asyncio
import base64
import io
import wave

import numpy as np
import pytest
from scripted_dialogue import ScriptedSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

from assistant.answers.model import Answer, Sentence, State
from assistant.answers.sentences import TALK
from assistant.speech.synthesis import Speech, VoiceError
from avatar_bridge.socket import speaking
from avatar_bridge.socket.messages import ProtocolError
from avatar_bridge.socket.outbox import Outbox
from avatar_bridge.socket.speaking import AHEAD, Playback, speak

pytestmark = pytest.mark.unit


class ScriptedMouth:
    """Speaks a tenth of a second for each text; fails for those in ``mute``."""

    ready = True

    def __init__(self, mute: tuple[str, ...] = (), prepared: tuple[str, ...] = ()) -> None:
        self.mute, self.prepared = mute, prepared
        self.spoken: list[tuple[str, float]] = []

    def has(self, text: str) -> bool:
        return text in self.prepared

    async def speak(self, text: str, rate: float = 1.0) -> Speech:
        self.spoken.append((text, rate))
        if text in self.mute:
            raise VoiceError("cannot say it")
        return Speech(
            np.zeros(1600, dtype=np.int16), 16_000, [(0, "a"), (100, "sil")], [(0, text)], "scripted", "exact"
        )


def answer(*texts: str) -> Answer:
    return Answer(
        [Sentence(text, TALK, "open") for text in texts], [], [], State(None, "none", "greet", None, 1.0, False)
    )


@pytest.fixture
def socket() -> ScriptedSocket:
    return ScriptedSocket()


@pytest.fixture
def outbox(socket) -> Outbox:
    return Outbox(socket)


# -- the outbox --


async def test_messages_go_out_as_they_are(outbox, socket):
    await outbox.send("pong")
    await outbox.send("partial", turn_id=0, text="开公司")
    assert socket.sent == [{"type": "pong"}, {"type": "partial", "turn_id": 0, "text": "开公司"}]


async def test_what_belongs_to_an_older_turn_is_dropped(outbox, socket):
    outbox.turn_id = 5
    for turn_id in (3, 4, 5, 6):
        await outbox.send("state", turn_id=turn_id, value="idle")
    await outbox.send("pong")
    assert [message.get("turn_id") for message in socket.sent] == [5, 6, None]


async def test_a_message_that_waited_is_looked_at_again(outbox, socket):
    """An interruption while another message is on its way voids those behind it."""
    gate, send = asyncio.Event(), socket.send_text

    async def slow(text: str) -> None:
        await gate.wait()
        await send(text)

    socket.send_text = slow
    first = asyncio.create_task(outbox.send("sentence", turn_id=1, index=0))
    second = asyncio.create_task(outbox.send("sentence", turn_id=1, index=1))
    await asyncio.sleep(0)
    outbox.turn_id = 2
    gate.set()
    await asyncio.wait_for(asyncio.gather(first, second), 5)
    assert [message["index"] for message in socket.sent] == [0]


@pytest.mark.parametrize("error", [WebSocketDisconnect(1006), RuntimeError("websocket.close was sent")])
async def test_a_client_that_left_is_no_error(outbox, socket, error):
    socket.broken = error
    await outbox.send("pong")
    assert outbox.gone
    socket.broken = None
    await outbox.send("pong")
    await outbox.close()
    assert socket.sent == [] and socket.closed is None


async def test_errors_have_code_message_and_detail(outbox, socket):
    await outbox.error(ProtocolError("empty", "没有收到内容。", "no text"))
    assert socket.sent == [{"type": "error", "code": "empty", "message": "没有收到内容。", "detail": "no text"}]


async def test_closing_once(outbox, socket):
    await outbox.close(1000)
    await outbox.close(1002)
    assert socket.closed == 1000 and outbox.gone
    gone = ScriptedSocket()
    gone.application_state = WebSocketState.DISCONNECTED
    await Outbox(gone).close()
    assert gone.closed is None


# -- what was played --


def test_sentences_are_heard_in_order():
    playback = Playback(1)
    assert playback.audible, "an answer is on its way"
    playback.sent = 3
    playback.played(0, False)
    assert playback.heard == 0, "begun is not heard"
    playback.played(0, True)
    playback.played(1, True)
    assert playback.heard == 2 and playback.audible
    playback.complete = True
    assert playback.audible
    playback.played(2, True)
    assert playback.heard == 3 and not playback.audible


@pytest.mark.parametrize("index", [-1, -(10**9), 99, 10**9])
def test_reports_of_what_was_never_sent(index):
    playback = Playback(1, sent=2)
    playback.played(index, True)
    assert 0 <= playback.heard <= 2


def test_a_report_that_comes_late_does_not_go_back():
    playback = Playback(1, sent=4)
    playback.played(2, True)
    playback.played(0, True)
    assert playback.heard == 3


async def test_only_a_few_sentences_are_made_ahead():
    playback = Playback(1, sent=AHEAD - 1)
    await asyncio.wait_for(playback.room(), 5)
    playback.sent = AHEAD
    waiting = asyncio.create_task(playback.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    playback.played(0, True)
    await asyncio.wait_for(waiting, 5)


async def test_a_client_that_reports_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(speaking, "PATIENCE_SECONDS", 0.001)
    await asyncio.wait_for(Playback(1, sent=AHEAD).room(), 5)


# -- speaking --


async def test_sentences_with_sound(outbox, socket, monkeypatch):
    monkeypatch.setattr(speaking, "PATIENCE_SECONDS", 0.001)
    mouth, playback = ScriptedMouth(), Playback(0)
    await speak(outbox, mouth, playback, answer("第一句。", "第二句。"), voice=True, rate=0.85)
    assert [message["type"] for message in socket.sent] == ["sentence", "sentence", "turn_end"]
    for index, message in enumerate(socket.of("sentence")):
        assert (message["turn_id"], message["index"], message["count"]) == (0, index, 2)
        assert (message["sample_rate"], message["duration_ms"], message["timing"]) == (16_000, 100, "exact")
        assert message["visemes"][-1] == [100, "sil"] and message["words"] == [[0, message["text"]]]
        with wave.open(io.BytesIO(base64.b64decode(message["audio"]))) as sound:
            assert (sound.getframerate(), sound.getnframes()) == (16_000, 1600)
    assert mouth.spoken == [("第一句。", 0.85), ("第二句。", 0.85)]
    assert not playback.audible


LONG = "从这里到服务台，请直走二十米再左转，无障碍通道在右边。"


async def test_a_long_fresh_answer_begins_with_its_first_words(outbox, socket, monkeypatch):
    monkeypatch.setattr(speaking, "PATIENCE_SECONDS", 0.001)
    await speak(outbox, ScriptedMouth(), Playback(0), answer(LONG, LONG), voice=True, rate=1.0)
    sent = [(message["text"], message["gesture"], message["count"]) for message in socket.of("sentence")]
    assert sent == [
        ("从这里到服务台，", "open", 3),
        ("请直走二十米再左转，无障碍通道在右边。", "none", 3),
        (LONG, "open", 3),
    ]


async def test_a_sentence_is_heard_when_both_its_parts_are(outbox, socket, monkeypatch):
    monkeypatch.setattr(speaking, "PATIENCE_SECONDS", 0.001)
    playback = Playback(0)
    speaking_on = asyncio.create_task(speak(outbox, ScriptedMouth(), playback, answer(LONG, "第二句。"), True, 1.0))
    await socket.wait_for("sentence", 3)
    told = []
    for index in range(3):
        playback.played(index, True)
        told.append(playback.heard_sentences)
    assert told == [0, 1, 2]
    await asyncio.wait_for(speaking_on, 5)


@pytest.mark.parametrize("voice", [True, False])
async def test_what_is_prepared_or_only_read_stays_whole(outbox, socket, monkeypatch, voice):
    monkeypatch.setattr(speaking, "PATIENCE_SECONDS", 0.001)
    mouth = ScriptedMouth(prepared=(LONG,) if voice else ())
    await speak(outbox, mouth, Playback(0), answer(LONG), voice=voice, rate=1.0)
    assert [message["text"] for message in socket.of("sentence")] == [LONG]


async def test_captions_alone(outbox, socket):
    mouth = ScriptedMouth()
    await speak(outbox, mouth, Playback(0), answer("第一句。"), voice=False, rate=1.0)
    (message,) = socket.of("sentence")
    assert (message["audio"], message["duration_ms"], message["visemes"]) == (None, 0, [])
    assert (message["gesture"], message["timing"]) == ("open", "estimated")
    assert mouth.spoken == [] and socket.of("turn_end")


async def test_a_sentence_that_cannot_be_spoken_is_still_read(outbox, socket, monkeypatch):
    monkeypatch.setattr(speaking, "PATIENCE_SECONDS", 0.001)
    await speak(outbox, ScriptedMouth(mute=("第一句。",)), Playback(0), answer("第一句。", "第二句。"), True, 1.0)
    assert [message["audio"] is None for message in socket.of("sentence")] == [True, False]


async def test_an_answer_without_a_word_ends_at_once(outbox, socket):
    await asyncio.wait_for(speak(outbox, ScriptedMouth(), Playback(0), answer(), True, 1.0), 5)
    assert [message["type"] for message in socket.sent] == ["turn_end"]


async def test_the_turn_is_over_when_all_is_heard(outbox, socket):
    playback = Playback(0)
    task = asyncio.create_task(speak(outbox, ScriptedMouth(), playback, answer("第一句。", "第二句。"), True, 1.0))
    await socket.wait_for("turn_end")
    await asyncio.sleep(0)
    assert not task.done() and playback.audible
    playback.played(0, True)
    playback.played(1, True)
    await asyncio.wait_for(task, 5)


async def test_no_more_than_a_few_sentences_ahead_of_the_ear(outbox, socket):
    playback, texts = Playback(0), [f"第{i}句。" for i in range(AHEAD + 2)]
    task = asyncio.create_task(speak(outbox, ScriptedMouth(), playback, answer(*texts), True, 1.0))
    await socket.wait_for("sentence", AHEAD)
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(socket.of("sentence")) == AHEAD
    for index in range(len(texts)):
        await socket.wait_for("sentence", index + 1)
        playback.played(index, True)
    await asyncio.wait_for(task, 5)
    assert len(socket.of("sentence")) == len(texts)
