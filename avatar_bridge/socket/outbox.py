"""What goes to the client, in order, and never from a turn that is over."""

from __future__ import annotations

import asyncio
import json

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from avatar_bridge import metrics
from avatar_bridge.socket.messages import ProtocolError


class Outbox:
    """Sends messages of one socket; ``gone`` once the client has left."""

    def __init__(self, socket: WebSocket):
        self._socket = socket
        self._lock = asyncio.Lock()
        self.gone = False
        #: The newest turn; whatever carries an older one is dropped.
        self.turn_id = 0

    async def send(self, type: str, **fields) -> None:
        """Send a message that belongs to no turn, or to the present one."""
        if self.gone or fields.get("turn_id", self.turn_id) < self.turn_id:
            return
        async with self._lock:
            # Looked at again: an interruption may have come while another message was on its way.
            if self.gone or fields.get("turn_id", self.turn_id) < self.turn_id:
                return
            try:
                await self._socket.send_text(json.dumps({"type": type, **fields}, ensure_ascii=False))
            except (WebSocketDisconnect, RuntimeError):
                self.gone = True

    async def error(self, error: ProtocolError) -> None:
        metrics.PROTOCOL_ERRORS.labels(error.code).inc()
        await self.send("error", code=error.code, message=error.message, detail=error.detail)

    async def close(self, code: int = 1000) -> None:
        if not self.gone and self._socket.application_state is not WebSocketState.DISCONNECTED:
            self.gone = True
            try:
                await self._socket.close(code)
            except (WebSocketDisconnect, RuntimeError):
                pass
