"""A hall that follows a script: serves the built web client and speaks the visit protocol as a test tells it to.

The real hall answers when it is ready; here a test decides what is sent when, so that late messages, lost connections
and interruptions can be placed to the millisecond. It runs in a thread of its own; every public method may be called
from the test's thread.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import math
import socket
import threading
import time
import wave
from array import array
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Optional

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

Message = dict[str, Any]

SAMPLE_RATE = 24_000
#: As strict as the hall's own: a page that breaks it breaks here.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data:; connect-src 'self' blob: ws: wss:; media-src 'self' blob:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
)
LABEL = "本形象与声音由人工智能合成"

WELCOME: Message = {
    "type": "welcome",
    "version": 1,
    "visit_id": "scripted",
    "hall": {
        "name": "常州高新区（新北区）政务服务中心",
        "short_name": "新北区政务服务中心",
        "digital_human": "小新",
        "address": "新北区云河路69号",
        "hotline": "12345",
    },
    "label": LABEL,
    "greeting": "您好，我是数字人小新。您想办什么事？可以直接说给我听，也可以打字或点按钮。",
    "suggestions": [
        {"id": "s1", "label": "社保卡丢了怎么补办", "say": "社保卡丢了怎么补办", "item": None},
        {"id": "s2", "label": "开餐饮店要办什么", "say": "开餐饮店要办什么", "item": None},
        {"id": "s3", "label": "身份证到期换领", "say": "身份证到期换领", "item": None},
        {"id": "s4", "label": "退休手续在哪里办", "say": "退休手续在哪里办", "item": None},
    ],
    "recognition": "scripted",
    "voice": {"engine": "scripted", "notice": ""},
}


def tone_wav(duration_ms: int, frequency: float = 220.0) -> str:
    """Base64 of a mono 16-bit WAV of a steady tone, ``duration_ms`` long, ``frequency`` in hertz."""
    count = SAMPLE_RATE * duration_ms // 1000
    step = 2 * math.pi * frequency / SAMPLE_RATE
    samples = array("h", (int(9000 * math.sin(step * n)) for n in range(count)))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes(samples.tobytes())
    return base64.b64encode(file.getvalue()).decode()


def sentence(
    turn: int,
    index: int,
    text: str,
    visemes: list[tuple[int, str]],
    duration_ms: int,
    *,
    count: int = 1,
    gesture: str = "none",
    words: Optional[list[tuple[int, str]]] = None,
    audio: bool = True,
) -> Message:
    """A ``sentence`` message; without ``words`` every character is a word, evenly spread."""
    if words is None:
        words = [(duration_ms * n // len(text), character) for n, character in enumerate(text)]
    return {
        "type": "sentence",
        "turn_id": turn,
        "index": index,
        "count": count,
        "text": text,
        "gesture": gesture,
        "audio": tone_wav(duration_ms) if audio else None,
        "sample_rate": SAMPLE_RATE,
        "duration_ms": duration_ms,
        "visemes": visemes,
        "words": words,
        "timing": "exact",
    }


def answer(turn: int, texts: list[str], cards: list[Message], choices: list[Message]) -> Message:
    """An ``answer`` message whose sentences rest on one guide that the hall has not checked."""
    source = {"kind": "guide", "id": "G001", "revision": 1, "field": "", "approved": False}
    return {
        "type": "answer",
        "turn_id": turn,
        "say": [{"text": text, "source": source, "gesture": "none"} for text in texts],
        "show": cards,
        "ask": choices,
        "state": {
            "item": "G001",
            "aspect": "materials",
            "intent": "ask",
            "situation": None,
            "confidence": 0.9,
            "refused": False,
        },
        "sources": [source],
    }


class ScriptedHall:
    """Serves ``dist`` and the avatar folder on a free port and holds the newest visit's socket."""

    def __init__(self, dist: Path, avatar: Optional[Path], welcome: Optional[Message] = None) -> None:
        self.received: list[Message] = []
        self.audio_frames: list[bytes] = []
        self.visits = 0
        self.refuse = False
        self.welcome = welcome if welcome is not None else WELCOME
        self.on_message: Optional[Callable[[ScriptedHall, Message], None]] = None
        self._socket: Optional[WebSocket] = None
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._arrival = threading.Condition()
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        self._listener = listener
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(self._app(dist, avatar), log_level="error", lifespan="off", ws="websockets-sansio")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Returns once the server listens. Raises RuntimeError when it does not within ten seconds."""
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started:
            if time.monotonic() > deadline:
                raise RuntimeError("the scripted hall did not start")
            time.sleep(0.02)

    def stop(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(timeout=10)
        self._listener.close()

    def send(self, *messages: Message) -> None:
        """Sends messages to the newest visit, in order."""
        for message in messages:
            self._call(self._require().send_text(json.dumps(message, ensure_ascii=False)))

    def send_raw(self, frame: str) -> None:
        """Sends a text frame as it is, well formed or not."""
        self._call(self._require().send_text(frame))

    def drop(self) -> None:
        """Closes the newest visit's socket, as a failing network or a restarting hall would."""
        self._call(self._require().close(code=1012))

    def wait_for(self, kind: str, timeout: float = 10.0, **fields: Any) -> Message:
        """The first message of ``kind`` received with these field values. Raises AssertionError after ``timeout`` s."""
        deadline = time.monotonic() + timeout
        with self._arrival:
            while True:
                for message in self.received:
                    if message["type"] == kind and all(message.get(k) == v for k, v in fields.items()):
                        return message
                left = deadline - time.monotonic()
                if left <= 0 or not self._arrival.wait(left):
                    kinds = [message["type"] for message in self.received]
                    raise AssertionError(f"no {kind} {fields} within {timeout} s; received {kinds}")

    def of(self, kind: str) -> list[Message]:
        """All messages of ``kind`` received so far."""
        return [message for message in self.received if message["type"] == kind]

    def _require(self) -> WebSocket:
        if self._socket is None:
            raise AssertionError("no visit is connected")
        return self._socket

    def _call(self, work: Any) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])

    def _arrived(self, message: Message) -> None:
        with self._arrival:
            self.received.append(message)
            self._arrival.notify_all()
        if self.on_message is not None:
            # A script sends through this same loop: it must not run on it.
            threading.Thread(target=self.on_message, args=(self, message), daemon=True).start()

    def _app(self, dist: Path, avatar: Optional[Path]) -> FastAPI:
        app = FastAPI()

        @app.middleware("http")
        async def policy(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
            response = await call_next(request)
            response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
            return response

        @app.get("/favicon.ico")
        async def icon() -> FileResponse:
            return FileResponse(dist / "favicon.svg")

        @app.get("/kiosk")
        async def kiosk() -> FileResponse:
            return FileResponse(dist / "kiosk.html")

        @app.get("/widget.js")
        async def widget() -> FileResponse:
            return FileResponse(dist / "widget.js", media_type="text/javascript")

        @app.get("/widget/demo")
        async def demo() -> FileResponse:
            return FileResponse(dist / "widget-demo.html")

        @app.websocket("/ws")
        async def visit(connection: WebSocket) -> None:
            if self.refuse:
                await connection.close(code=1013)
                return
            self._loop = asyncio.get_running_loop()
            await connection.accept()
            try:
                await self._serve(connection)
            except WebSocketDisconnect:
                pass

        if avatar is not None:
            app.mount("/assets/avatar", StaticFiles(directory=avatar))
        app.mount("/assets", StaticFiles(directory=dist / "assets"))
        return app

    async def _serve(self, connection: WebSocket) -> None:
        while True:
            event = await connection.receive()
            if event["type"] == "websocket.disconnect":
                return
            if event.get("bytes") is not None:
                self.audio_frames.append(event["bytes"])
                continue
            message = json.loads(event["text"])
            if message["type"] == "hello":
                self._socket = connection
                self.visits += 1
                await connection.send_text(json.dumps(self.welcome, ensure_ascii=False))
            elif message["type"] == "ping":
                await connection.send_text('{"type": "pong"}')
            self._arrived(message)
