"""``python -m avatar_bridge``: the hall server, with its public port and the loopback port for the actions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys

import uvicorn
from pydantic import ValidationError

from avatar_bridge import app, knowledge
from avatar_bridge.api import internal
from avatar_bridge.desk import HallDesk
from avatar_bridge.services import Services
from avatar_bridge.settings import Settings
from knowledge_base.loading import LibraryError
from knowledge_base.search.embedding import ModelMissing
from knowledge_base.store.database import database_url

_log = logging.getLogger("avatar_bridge")
#: A websocket frame over this closes the socket with 1009.
LARGEST_FRAME = 1024 * 1024


class _Server(uvicorn.Server):
    """A server among several of one process: signals are handled once, for all."""

    def capture_signals(self) -> contextlib.AbstractContextManager:
        return contextlib.nullcontext()


def _servers(settings: Settings, services: Services) -> list[uvicorn.Server]:
    common = dict(
        log_level="warning", access_log=False, lifespan="off", ws="websockets-sansio", ws_max_size=LARGEST_FRAME
    )
    public = uvicorn.Config(
        app.build(services),
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        timeout_graceful_shutdown=3,
        **common,
    )
    private = uvicorn.Config(
        internal.build(services),
        host="127.0.0.1",
        port=settings.internal_listen_port,
        timeout_graceful_shutdown=3,
        **common,
    )
    return [_Server(public), _Server(private)]


async def serve(settings: Settings) -> None:
    desk = HallDesk(database_url(settings.data, settings.database))
    services = Services(settings, await asyncio.to_thread(knowledge.Knowledge, settings, desk=desk))
    servers = _servers(settings, services)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    services.start()
    _log.info("the hall listens on %s:%s", settings.host, settings.port)
    try:
        await asyncio.gather(*(server.serve() for server in servers))
    finally:
        await services.close()


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # httpx writes every address it calls, and visit ids are in some of them.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        asyncio.run(serve(Settings()))
    except (LibraryError, ModelMissing, ValidationError) as error:
        _log.error("the hall cannot start: %s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
