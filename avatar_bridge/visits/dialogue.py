"""The hall's line to the dialogue process."""

from __future__ import annotations

import asyncio
import logging

import httpx

_log = logging.getLogger(__name__)
#: A turn that takes longer is answered by the hall itself.
TURN_SECONDS = 3.0
PROBE_SECONDS = 1.0


class DialogueDown(Exception):
    """The dialogue process does not answer; the message says how (never what was asked)."""


class Dialogue:
    """Client of ``assistant.dialogue.channel``. ``up`` is what the last turn or probe found."""

    def __init__(self, url: str | None, token: str):
        self._http = (
            httpx.AsyncClient(base_url=url, headers={"x-hall-token": token}, timeout=TURN_SECONDS, trust_env=False)
            if url
            else None
        )
        self.up = False
        self.detail = "not started" if url else "not configured"
        self._probe: asyncio.Task | None = None

    def start(self) -> None:
        """Begin probing, so that dialogue is used again as soon as it is back."""
        if self._http is not None:
            self._probe = asyncio.create_task(self._keep_probing(), name="dialogue probe")

    async def close(self) -> None:
        if self._probe is not None:
            self._probe.cancel()
            await asyncio.gather(self._probe, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    async def _keep_probing(self) -> None:
        while True:
            if not self.up:
                await self._warm_up()
            await asyncio.sleep(PROBE_SECONDS)

    async def _warm_up(self) -> None:
        """The first parse loads jieba's dictionary (a second): let no citizen wait for it."""
        try:
            answer = await self._http.post(
                "/webhooks/hall/turn", json={"visit_id": "warm-up", "text": "你好", "metadata": {"turn": 0}}, timeout=30
            )
            answer.raise_for_status()
            await self._http.delete("/webhooks/hall/visits/warm-up")
        except httpx.HTTPError as error:
            self.detail = type(error).__name__
        else:
            if not self.up:
                _log.info("dialogue is up")
            self.up, self.detail = True, "ready"

    async def turn(self, visit_id: str, text: str, turn: int) -> list[dict]:
        """Run one turn; the actions' messages.

        Raises:
            DialogueDown: when the process does not answer properly in time.
        """
        if self._http is None or not self.up:
            raise DialogueDown(self.detail)
        try:
            response = await self._http.post(
                "/webhooks/hall/turn", json={"visit_id": visit_id, "text": text, "metadata": {"turn": turn}}
            )
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError) as error:
            self.up, self.detail = False, type(error).__name__
            _log.warning("dialogue is down (%s): the hall answers from the library by itself", self.detail)
            raise DialogueDown(self.detail) from error

    async def forget(self, visit_id: str) -> None:
        """Delete a visit's tracker; when the process is down there is none, since trackers live in its memory."""
        if self._http is None or not self.up:
            return
        try:
            await self._http.delete(f"/webhooks/hall/visits/{visit_id}")
        except httpx.HTTPError as error:
            _log.warning("a tracker could not be deleted (%s); it expires by itself", type(error).__name__)
