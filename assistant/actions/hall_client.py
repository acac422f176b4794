"""The actions' one connection to the hall, where every answer is composed."""

from __future__ import annotations

import os
from typing import Any, Dict, Optional

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=5)


class HallClient:
    """Asks ``POST /internal/answer``. One keep-alive session, opened inside the running event loop."""

    def __init__(self, url: Optional[str] = None, token: Optional[str] = None):
        self._url = (url or os.environ["HALL_INTERNAL_URL"]).rstrip("/") + "/internal/answer"
        self._token = token or os.environ["HALL_INTERNAL_TOKEN"]
        self._session: Optional[aiohttp.ClientSession] = None

    async def answer(self, request: Dict[str, Any]) -> Dict[str, Any]:
        """Return ``{"answer": ..., "slots": {...}}``.

        Raises:
            aiohttp.ClientError, asyncio.TimeoutError: when the hall does not answer.
        """
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, headers={"x-hall-token": self._token})
        async with self._session.post(self._url, json=request) as response:
            response.raise_for_status()
            return await response.json()
