"""Sizes and headers of everything that is served."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: A JSON body larger than this is refused unread; recordings may be larger.
LARGEST_JSON = 64 * 1024
LARGEST_RECORDING = 20 * 1024 * 1024
_RECORDINGS = "/api/speech/recognise"

_CSP = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data:; connect-src 'self' blob: ws: wss:; media-src 'self' blob:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
)
#: Swagger's own page starts from an inline script.
_CSP_DOCS = _CSP.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")


class TooLarge(Exception):
    pass


class Limits:
    """ASGI middleware: bounded bodies and the security headers of each response."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        largest = LARGEST_RECORDING if path == _RECORDINGS else LARGEST_JSON
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        started = over = False

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if over and not started:
                return  # the application's own idea of what went wrong; the refusal below says it
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Content-Security-Policy"] = _CSP_DOCS if path == "/docs" else _CSP
                headers["Permissions-Policy"] = "microphone=(self), camera=(self), geolocation=()"
                if path.startswith("/api/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        received = 0

        async def bounded_receive() -> Message:
            nonlocal received, over
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest:
                over = True
                raise TooLarge
            return message

        refusal = JSONResponse(
            {
                "error": {
                    "code": "too_large",
                    "message": "内容太大了，请缩短后再试。",
                    "detail": f"at most {largest} bytes",
                }
            },
            status_code=413,
        )
        if declared.isdigit() and int(declared) > largest:
            await refusal(scope, receive, guarded_send)
            return
        try:
            await self._app(scope, bounded_receive, guarded_send)
        except TooLarge:
            pass
        if over and not started:
            over = False
            await refusal(scope, receive, guarded_send)
