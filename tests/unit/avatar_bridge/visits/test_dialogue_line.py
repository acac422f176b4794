"""The line to the dialogue process, over a transport that answers as a test says."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from avatar_bridge.visits import Dialogue, DialogueDown

pytestmark = pytest.mark.unit


class Process:
    """Answers each request with ``reply`` (a response, or an error to raise); remembers the requests."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.reply: httpx.Response | Exception = httpx.Response(200, json=[{"custom": {"say": []}}])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    @property
    def seen(self) -> list[tuple[str, str]]:
        return [(request.method, request.url.path) for request in self.requests]


@pytest.fixture
def process(monkeypatch) -> Process:
    process, client = Process(), httpx.AsyncClient

    def over_transport(**options):
        return client(transport=httpx.MockTransport(process), **options)

    monkeypatch.setattr("avatar_bridge.visits.dialogue.httpx.AsyncClient", over_transport)
    return process


@pytest.fixture
async def dialogue(process):
    line = Dialogue("http://dialogue.test", "a-token")
    line.up = True
    yield line
    await line.close()


async def test_a_turn_carries_visit_text_number_and_token(dialogue, process):
    assert await dialogue.turn("visit-1", "风筝登记", 3) == [{"custom": {"say": []}}]
    (request,) = process.requests
    assert (request.method, request.url.path) == ("POST", "/webhooks/hall/turn")
    assert json.loads(request.content) == {"visit_id": "visit-1", "text": "风筝登记", "metadata": {"turn": 3}}
    assert request.headers["x-hall-token"] == "a-token"


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(500),
        httpx.Response(403),
        httpx.Response(200, text="not json"),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
        httpx.RemoteProtocolError("broken"),
    ],
    ids=["500", "403", "not json", "timeout", "refused", "protocol"],
)
async def test_a_process_that_fails_is_down_until_found_again(dialogue, process, reply):
    process.reply = reply
    with pytest.raises(DialogueDown) as caught:
        await dialogue.turn("visit-1", "秘密的问题", 1)
    assert dialogue.up is False and dialogue.detail and "秘密" not in str(caught.value) + dialogue.detail
    asked = len(process.requests)
    with pytest.raises(DialogueDown):
        await dialogue.turn("visit-1", "再问", 2)
    assert len(process.requests) == asked, "nobody waits for a process that is known to be down"


async def test_forgetting_deletes_the_tracker(dialogue, process):
    await dialogue.forget("visit-1")
    assert process.seen == [("DELETE", "/webhooks/hall/visits/visit-1")]


async def test_forgetting_never_fails(dialogue, process):
    process.reply = httpx.ConnectError("refused")
    await dialogue.forget("visit-1")
    dialogue.up = False
    process.requests.clear()
    await dialogue.forget("visit-1")
    assert process.requests == []


async def test_probing_brings_it_up_and_leaves_no_trace(process):
    line = Dialogue("http://dialogue.test", "a-token")
    assert line.up is False and line.detail == "not started"
    line.start()

    async def up() -> None:
        while not line.up:
            await asyncio.sleep(0.001)

    await asyncio.wait_for(up(), 5)
    await line.close()
    assert process.seen == [("POST", "/webhooks/hall/turn"), ("DELETE", "/webhooks/hall/visits/warm-up")]


async def test_a_hall_without_a_dialogue():
    line = Dialogue(None, "")
    line.start()
    assert line.up is False and line.detail == "not configured"
    with pytest.raises(DialogueDown, match="not configured"):
        await line.turn("visit-1", "风筝登记", 1)
    await line.forget("visit-1")
    await line.close()
