"""Five hundred interruptions at any moment of a turn: nothing of a turn that is over comes after its end."""

from __future__ import annotations

import asyncio
import random

import numpy as np
import pytest
from scripted_dialogue import ScriptedSocket

from assistant.answers.model import Answer, Sentence, State
from assistant.answers.sentences import TALK
from assistant.speech.synthesis import Speech
from avatar_bridge.socket.session import Session

pytestmark = pytest.mark.unit

HELLO = {"type": "hello", "version": 1, "channel": "kiosk", "voice": True}
SAID = ["从这里到服务台，请直走二十米再左转，无障碍通道在右边。", "请带身份证。", "到一楼办。"]
TIMES = 500


class DawdlingSocket(ScriptedSocket):
    """A connection that lets others run before and after each message."""

    def __init__(self, draw: random.Random) -> None:
        super().__init__()
        self._draw = draw

    async def send_text(self, text: str) -> None:
        await ticks(self._draw.randrange(3))
        await super().send_text(text)
        await ticks(self._draw.randrange(3))


class DawdlingMouth:
    """Takes a few turns of the loop for a sentence."""

    ready, engine, notice = True, "scripted", ""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw

    def has(self, text: str) -> bool:
        return False

    async def speak(self, text: str, rate: float = 1.0) -> Speech:
        await ticks(self._draw.randrange(6))
        return Speech(np.zeros(160, np.int16), 16_000, [(0, "a")], [(0, text)], "scripted", "exact")

    def close(self) -> None:
        pass


async def ticks(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_nothing_stale_after_five_hundred_interruptions(services, monkeypatch):
    draw = random.Random(500)
    socket = DawdlingSocket(draw)
    services.mouth.close()
    services.mouth = DawdlingMouth(draw)

    async def turn(visit, words):
        await ticks(draw.randrange(8))
        sentences = [Sentence(text, TALK, "none") for text in SAID]
        return Answer(sentences, [], [], State(None, "none", "greet", None, 1.0, False))

    monkeypatch.setattr(services.turns, "text", turn)
    running = asyncio.create_task(Session(socket, services).run())
    socket.say(HELLO)
    await socket.wait_for("welcome")
    for number in range(TIMES):
        socket.say({"type": "text", "text": f"第{number}个问题"})
        await ticks(draw.randrange(4, 60))
        if draw.random() < 0.5:
            socket.say({"type": "interrupt"})
            await socket.wait_for("cancelled", number + 1)
        # Else the next question is the interruption.
    socket.say({"type": "interrupt"})
    await socket.wait_for("cancelled", TIMES)
    socket.say({"type": "bye"})
    await asyncio.wait_for(running, 5)

    over, stale = -1, []
    for message in socket.sent:
        if message["type"] == "cancelled":
            over = message["turn_id"]
        elif message.get("turn_id", over + 1) <= over:
            stale.append(message)
    assert stale == []
    assert len(socket.of("cancelled")) == TIMES
    # They came at every moment: some turns had spoken their last sentence, of others not even the question was out.
    ends = [len([m for m in socket.of("sentence") if m["turn_id"] == one["turn_id"]]) for one in socket.of("cancelled")]
    assert set(ends) == {0, 1, 2, 3, 4}
