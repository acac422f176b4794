"""Stand-ins for what a visit talks to: a dialogue process that does what a test says, a socket, a mouth, ears."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from starlette.websockets import WebSocketState

from avatar_bridge.visits import DialogueDown


class ScriptedDialogue:
    """Runs ``script(visit_id, text, turn)`` for each turn; remembers what was asked and what was forgotten."""

    def __init__(self, script: Callable[[str, str, int], Awaitable[list[dict]]] | None = None):
        self.script = script
        self.up = script is not None
        self.detail = "scripted"
        self.asked: list[tuple[str, str, int]] = []
        self.forgotten: list[str] = []

    async def turn(self, visit_id: str, text: str, turn: int) -> list[dict]:
        self.asked.append((visit_id, text, turn))
        if self.script is None:
            raise DialogueDown("scripted")
        return await self.script(visit_id, text, turn)

    async def forget(self, visit_id: str) -> None:
        self.forgotten.append(visit_id)


class ScriptedSocket:
    """A websocket as the hall sees it: ``say`` puts a frame in, ``sent`` is what came out."""

    def __init__(self) -> None:
        self.sent: list[dict] = []
        self.closed: int | None = None
        self.broken: Exception | None = None
        self.application_state = WebSocketState.CONNECTED
        self._frames: asyncio.Queue[dict] = asyncio.Queue()
        self._changed = asyncio.Condition()

    def say(self, message: dict | str | bytes) -> None:
        if isinstance(message, bytes):
            self._frames.put_nowait({"type": "websocket.receive", "bytes": message})
        else:
            text = message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
            self._frames.put_nowait({"type": "websocket.receive", "text": text})

    def leave(self) -> None:
        self._frames.put_nowait({"type": "websocket.disconnect", "code": 1001})

    async def accept(self) -> None:
        pass

    async def receive(self) -> dict:
        return await self._frames.get()

    async def send_text(self, text: str) -> None:
        if self.broken is not None:
            raise self.broken
        text.encode("utf-8")  # as a real socket does: half a character is an error
        async with self._changed:
            self.sent.append(json.loads(text))
            self._changed.notify_all()

    async def close(self, code: int = 1000) -> None:
        self.closed = code
        self.leave()

    def of(self, type: str) -> list[dict]:
        return [message for message in self.sent if message["type"] == type]

    async def wait_for(self, type: str, count: int = 1, where: Callable[[dict], bool] = lambda message: True) -> dict:
        """The ``count``-th message of a type; fails when it does not come in five seconds."""

        def arrived() -> list[dict]:
            return [message for message in self.of(type) if where(message)]

        async def wait() -> None:
            async with self._changed:
                await self._changed.wait_for(lambda: len(arrived()) >= count)

        await asyncio.wait_for(wait(), 5)
        return arrived()[count - 1]
