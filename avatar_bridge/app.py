"""The hall's public application."""

from __future__ import annotations

from fastapi import FastAPI, WebSocket

from avatar_bridge.api import conversation, errors, health, lookup, pages, speech
from avatar_bridge.api.limits import Limits
from avatar_bridge.services import Services
from avatar_bridge.socket.session import Session


def build(services: Services) -> FastAPI:
    """Everything on the one public port. ``services`` is started and closed by the caller."""
    app = FastAPI(title="小新", version="0.1.0", docs_url=None, redoc_url=None)
    # The bundled Swagger UI reads OpenAPI 3.0.
    app.openapi_version = "3.0.3"
    app.state.services = services
    errors.install(app)
    for router in (conversation.router, lookup.router, speech.router, health.router):
        app.include_router(router)

    @app.websocket("/ws")
    async def visit(socket: WebSocket) -> None:
        await Session(socket, services).run()

    pages.install(app, services.settings)
    app.add_middleware(Limits)
    return app
