"""One visit over the websocket: voice in, captions and sentences out, interruption, bad frames, wiping."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from assistant.speech.audio import decode
from avatar_bridge.socket.server_messages import ADAPTER
from operations.supervisor import Hall

pytestmark = pytest.mark.integration

HELLO = {"type": "hello", "version": 1, "channel": "kiosk", "voice": True, "draft": True}


class Visit:
    """A client of the protocol that keeps everything it was sent."""

    def __init__(self, socket: ClientConnection):
        self._socket = socket
        self.got: list[dict] = []

    async def send(self, type: str, **fields) -> None:
        await self._socket.send(json.dumps({"type": type, **fields}))

    async def send_raw(self, data: str | bytes) -> None:
        await self._socket.send(data)

    async def next(self, type: str, seconds: float = 20, **fields) -> dict:
        """The next message of a type whose fields are as given; everything before it is kept in ``got``."""
        async with asyncio.timeout(seconds):
            while True:
                message = json.loads(await self._socket.recv())
                ADAPTER.validate_python(message)  # nothing is sent that the protocol does not describe
                self.got.append(message)
                if message["type"] == type and all(message.get(key) == value for key, value in fields.items()):
                    return message

    async def speak(self, pcm: np.ndarray, rate: int = 16_000) -> None:
        """Send audio as a microphone would: 100 ms frames, somewhat faster than real time."""
        step = rate // 10
        for start in range(0, len(pcm), step):
            await self._socket.send(pcm[start : start + step].astype("<i2").tobytes())
            await asyncio.sleep(0.04)

    def types(self) -> list[str]:
        return [message["type"] for message in self.got]


@asynccontextmanager
async def visiting(hall: Hall, **changes) -> AsyncIterator[Visit]:
    url = hall.base_url.replace("http", "ws", 1) + "/ws"
    async with connect(url, max_size=None, proxy=None) as socket:
        visit = Visit(socket)
        await visit.send(**{**HELLO, **changes})
        await visit.next("welcome")
        yield visit


def question(http: httpx.Client, text: str) -> np.ndarray:
    """``text`` spoken by the hall's own voice, with silence around, as int16 at 16 kHz."""
    spoken = http.post("/api/speech/synthesise", json={"text": text}).json()
    samples = decode(base64.b64decode(spoken["audio"]))
    silence = np.zeros(8_000, dtype=np.float32)
    return (np.concatenate([silence, samples, silence, silence, silence]) * 32767).astype(np.int16)


async def test_a_spoken_question_is_heard_answered_and_spoken(running_hall: Hall, http: httpx.Client) -> None:
    # Long enough for a draft even on a slow machine.
    audio = question(http, "您好，麻烦您，我想问一下，我的身份证丢了，要带什么材料？")
    async with visiting(running_hall) as visit:
        await visit.send("listen", mode="tap", sample_rate=16_000)
        await visit.speak(audio)
        final = await visit.next("final")
        assert final["by"] == "voice" and "身份证" in final["text"]
        answer = await visit.next("answer")
        assert (answer["state"]["item"], answer["state"]["aspect"]) == ("G055", "materials")
        assert any(card["kind"] == "materials" for card in answer["show"])
        sentence = await visit.next("sentence", index=0)
        assert sentence["turn_id"] == answer["turn_id"]
        assert base64.b64decode(sentence["audio"])[:4] == b"RIFF"
        assert sentence["visemes"][-1][1] == "sil" and sentence["duration_ms"] > 500
        for index in range(sentence["count"]):
            await visit.send("played", turn_id=answer["turn_id"], index=index, done=True)
        await visit.next("turn_end")
        await visit.send("played", turn_id=answer["turn_id"], index=sentence["count"] - 1, done=True)
        await visit.next("state", value="idle")
        assert "partial" in visit.types()
        indexes = [message["index"] for message in visit.got if message["type"] == "sentence"]
        assert indexes == list(range(sentence["count"]))


async def test_an_interruption_silences_the_turn(running_hall: Hall) -> None:
    async with visiting(running_hall) as visit:
        await visit.send("text", text="二手房过户怎么办理")
        first = await visit.next("sentence", index=0)
        await visit.send("interrupt")
        cancelled = await visit.next("cancelled")
        assert (cancelled["turn_id"], cancelled["reason"]) == (first["turn_id"], "interrupt")
        await visit.send("ping")
        seen = len(visit.got)
        await visit.next("pong")
        assert not [m for m in visit.got[seen:] if m.get("turn_id") == first["turn_id"]]
        await visit.send("text", text="要多少钱")
        assert (await visit.next("answer"))["state"]["item"] == "G090"


async def test_speech_interrupts_but_a_listeners_sound_does_not(running_hall: Hall, http: httpx.Client) -> None:
    async with visiting(running_hall) as visit:
        await visit.send("listen", mode="hands_free", sample_rate=16_000)
        await visit.send("text", text="二手房过户怎么办理")
        turn = (await visit.next("sentence", index=0))["turn_id"]
        # In the hall's own voice, which blurs short words, this is heard right on every machine.
        await visit.speak(question(http, "对，没错。"))
        await visit.send("ping")
        await visit.next("pong")
        assert "cancelled" not in visit.types()
        await visit.speak(question(http, "等一下，护照到期了怎么换？"))
        cancelled = await visit.next("cancelled")
        assert (cancelled["turn_id"], cancelled["reason"]) == (turn, "barge_in")
        assert (await visit.next("answer"))["state"]["item"] == "G059"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("no json", "not_json"),
        ("[1, 2]", "not_json"),
        ('{"type": "dance"}', "unknown_type"),
        ('{"type": "text"}', "bad_field"),
        ('{"type": "text", "text": 7}', "bad_field"),
        ('{"type": "text", "text": "  "}', "empty"),
        (json.dumps({"type": "text", "text": "字" * 10_000}), "too_long"),
        (json.dumps({"type": "text", "text": "x" * 70_000}), "too_large"),
        ('{"type": "choice", "id": "fee-0123456789abcdef"}', "unknown_choice"),
        ('{"type": "listen", "mode": "tap", "sample_rate": 1000}', "sample_rate"),
        ('{"type": "settings", "rate": 9}', "bad_field"),
        ('{"type": "hello", "version": 1, "channel": "kiosk"}', "bad_field"),
        (b"\x00\x01" * 100, "not_listening"),
    ],
)
async def test_a_bad_frame_is_told_and_the_visit_goes_on(running_hall: Hall, frame: str | bytes, code: str) -> None:
    async with visiting(running_hall, voice=False) as visit:
        await visit.send_raw(frame)
        error = await visit.next("error")
        assert error["code"] == code and error["message"]
        await visit.send("text", text="补身份证多少钱")
        assert (await visit.next("answer"))["state"]["item"] == "G055"


async def test_odd_and_huge_audio_frames(running_hall: Hall) -> None:
    async with visiting(running_hall, voice=False) as visit:
        await visit.send("listen", mode="tap", sample_rate=16_000)
        await visit.next("state", value="listening")
        for frame in (b"\x00" * 321, b"\x00" * 60_000):
            await visit.send_raw(frame)
            assert (await visit.next("error"))["code"] == "bad_audio"
        await visit.send("ping")
        await visit.next("pong")


async def test_silence_gives_no_text(running_hall: Hall) -> None:
    async with visiting(running_hall, voice=False) as visit:
        await visit.send("listen", mode="tap", sample_rate=16_000)
        await visit.speak(np.zeros(16_000, dtype=np.int16))
        await visit.send("listen_stop")
        unheard = await visit.next("unheard")
        assert unheard["reason"] == "silence" and unheard["message"]
        assert not any(message.get("text") for message in visit.got if message["type"] in ("partial", "final"))


async def test_hello_comes_first_and_in_this_version(running_hall: Hall) -> None:
    url = running_hall.base_url.replace("http", "ws", 1) + "/ws"
    for first, code in (('{"type": "ping"}', "hello_first"), (json.dumps({**HELLO, "version": 99}), "version")):
        async with connect(url, proxy=None) as socket:
            await socket.send(first)
            assert json.loads(await socket.recv())["code"] == code
            with pytest.raises(ConnectionClosed):
                await socket.recv()


def visits(http: httpx.Client) -> float:
    return float(re.search(r"^hall_visits (\S+)", http.get("/metrics").text, re.MULTILINE).group(1))


async def test_a_socket_closed_in_mid_turn_ends_the_visit(running_hall: Hall, http: httpx.Client) -> None:
    async with visiting(running_hall) as visit:
        welcome = visit.got[0]
        await visit.send("text", text="二手房过户怎么办理")
        await visit.next("answer")
        present = visits(http)
    async with asyncio.timeout(10):
        while visits(http) >= present:
            await asyncio.sleep(0.05)
    assert http.delete(f"/api/visits/{welcome['visit_id']}").status_code == 404


async def test_a_deleted_visit_is_told_and_closed(running_hall: Hall, http: httpx.Client) -> None:
    async with visiting(running_hall, voice=False) as visit:
        assert http.delete(f"/api/visits/{visit.got[0]['visit_id']}").status_code == 200
        assert (await visit.next("visit_end"))["reason"] == "deleted"
