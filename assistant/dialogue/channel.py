"""The only door into the dialogue process: the hall's turns, checked by a token."""

from __future__ import annotations

import hmac
import logging
from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.dialogue.action_results import check_schema_once

TOKEN_HEADER = "x-hall-token"
_log = logging.getLogger(__name__)


class HallChannel(InputChannel):
    """``POST /webhooks/hall/turn`` runs one turn, ``DELETE /webhooks/hall/visits/<id>`` forgets a visit."""

    @classmethod
    def name(cls) -> str:
        return "hall"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> HallChannel:
        token = (credentials or {}).get("token") or ""
        if not token or token.startswith("${"):
            raise ValueError("HALL_INTERNAL_TOKEN is not set: the dialogue process is started by 'make run'")
        check_schema_once()
        return cls(token)

    def __init__(self, token: str):
        self._token = token

    def _admits(self, request: Request) -> bool:
        given = request.headers.get(TOKEN_HEADER, "")
        return hmac.compare_digest(given.encode(), self._token.encode())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("hall_channel", __name__)

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            if not self._admits(request):
                return response.json({"error": "token"}, status=403)
            body = request.json if isinstance(request.json, dict) else {}
            text, visit = body.get("text"), body.get("visit_id")
            if not isinstance(text, str) or not isinstance(visit, str) or not text or not visit:
                return response.json({"error": "text and visit_id are required"}, status=422)
            collector = CollectingOutputChannel()
            try:
                await on_new_message(
                    UserMessage(text, collector, visit, input_channel=self.name(), metadata=body.get("metadata"))
                )
            except Exception as error:  # the hall answers by itself then; the words of a citizen stay out of the log
                _log.error("turn failed: %s", type(error).__name__)
                return response.json({"error": type(error).__name__}, status=500)
            return response.json(collector.messages)

        @routes.route("/visits/<visit>", methods=["DELETE"])
        async def forget(request: Request, visit: str) -> HTTPResponse:
            if not self._admits(request):
                return response.json({"error": "token"}, status=403)
            store = request.app.ctx.agent.tracker_store
            # The agent may have wrapped the store in one that falls back when it fails.
            store = getattr(store, "_tracker_store", store)
            await store.delete(visit)
            return response.json({"deleted": True})

        return routes
