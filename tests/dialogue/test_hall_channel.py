"""The door into the dialogue process, over real HTTP: a token, checked bodies, turns and forgetting."""

import asyncio
import json
import socket
import types

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sanic import Sanic

from assistant.dialogue.channel import HallChannel
from assistant.dialogue.tracker_store import VisitTrackerStore

pytestmark = pytest.mark.unit

TOKEN = {"x-hall-token": "a-token"}


class Process:
    """Sanic on a free loopback port with the channel alone; ``error`` is what a turn raises, if anything."""

    def __init__(self):
        self.messages = []
        self.error = None
        self._app = Sanic("hall_channel_alone")
        self._app.blueprint(HallChannel("a-token").blueprint(self._take), url_prefix="/webhooks/hall")
        self._loop = asyncio.new_event_loop()
        self._server = self.run(self._start())

    def keep_in(self, store):
        self._app.ctx.agent = types.SimpleNamespace(tracker_store=store)

    def run(self, work):
        return self._loop.run_until_complete(asyncio.wait_for(work, 10))

    async def _start(self):
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self._address = listening.getsockname()
        server = await self._app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()
        return server

    def close(self):
        self._server.close()
        self.run(self._server.wait_closed())
        self._loop.close()

    async def _take(self, message):
        self.messages.append(message)
        if self.error is not None:
            raise self.error
        await message.output_channel.send_custom_json(message.sender_id, {"say": []})

    def request(self, method, path, body=None, headers=TOKEN):
        """Status and JSON (or text) of one answer; ``body`` is sent as it is when it is bytes."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.run(self._request(method, "/webhooks/hall" + path, content, headers))

    async def _request(self, method, path, content, headers):
        fields = {"host": "hall.test", "connection": "close", "content-length": str(len(content)), **headers}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        reader, writer = await asyncio.open_connection(*self._address)
        writer.write("\r\n".join(lines).encode() + content)
        head, _, data = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        is_json = b"application/json" in head
        return int(head.split()[1]), json.loads(data) if is_json else data.decode()


@pytest.fixture(scope="module")
def serving():
    """Sanic rewrites its own methods at start-up and can do so but once in a process: one server for all tests."""
    process = Process()
    yield process
    process.close()


@pytest.fixture
def process(serving):
    serving.messages, serving.error = [], None
    serving.keep_in(VisitTrackerStore(Domain.empty()))
    return serving


TURN = {"visit_id": "visit-1", "text": "风筝登记", "metadata": {"turn": 3}}


def test_a_turn(process):
    status, answer = process.request("POST", "/turn", TURN)
    assert status == 200 and answer == [{"recipient_id": "visit-1", "custom": {"say": []}}]
    (message,) = process.messages
    assert (message.sender_id, message.text, message.input_channel) == ("visit-1", "风筝登记", "hall")
    assert message.metadata == {"turn": 3}


@pytest.mark.parametrize("headers", [{}, {"x-hall-token": ""}, {"x-hall-token": "wrong"}, {"x-hall-token": "a-toke"}])
@pytest.mark.parametrize(("method", "path"), [("POST", "/turn"), ("DELETE", "/visits/visit-1")])
def test_no_entrance_without_the_token(process, headers, method, path):
    status, answer = process.request(method, path, TURN, headers)
    assert status == 403 and answer == {"error": "token"} and process.messages == []


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"visit_id": "visit-1"},
        {"text": "风筝登记"},
        {**TURN, "text": ""},
        {**TURN, "visit_id": ""},
        {**TURN, "text": 7},
        {**TURN, "visit_id": ["visit-1"]},
        [TURN],
        "风筝登记",
    ],
)
def test_a_wrong_body_is_422(process, body):
    status, _ = process.request("POST", "/turn", body)
    assert status == 422 and process.messages == []


@pytest.mark.parametrize("body", [b"{", b"\xff", b"not json"])
def test_a_broken_body_is_refused(process, body):
    status, _ = process.request("POST", "/turn", body)
    assert status in (400, 422) and process.messages == []


def test_a_turn_that_fails_does_not_tell_what_was_said(process, caplog):
    process.error = RuntimeError("秘密")
    status, answer = process.request("POST", "/turn", {**TURN, "text": "秘密的问题"})
    assert (status, answer) == (500, {"error": "RuntimeError"})
    assert "秘密" not in caplog.text


@pytest.mark.parametrize("wrapped", [False, True])
def test_forgetting_a_visit(process, wrapped):
    """Rasa may have wrapped the store in one that falls back when it fails."""
    store = VisitTrackerStore(Domain.empty())
    process.keep_in(types.SimpleNamespace(_tracker_store=store) if wrapped else store)

    async def remember():
        tracker = await store.get_or_create_tracker("visit-1")
        tracker.update(UserUttered("风筝登记"))
        await store.save(tracker)

    process.run(remember())
    assert process.request("DELETE", "/visits/visit-1") == (200, {"deleted": True})
    assert process.run(store.retrieve("visit-1")) is None
    assert process.request("DELETE", "/visits/visit-1") == (200, {"deleted": True})


def test_it_says_that_it_lives(process):
    assert process.request("GET", "/", headers={}) == (200, {"status": "ok"})


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": None}, {"token": "${HALL_INTERNAL_TOKEN}"}])
def test_a_channel_without_a_token_does_not_open(credentials):
    with pytest.raises(ValueError, match="HALL_INTERNAL_TOKEN"):
        HallChannel.from_credentials(credentials)


def test_a_channel_with_a_token_opens():
    assert HallChannel.from_credentials({"token": "a-token"}).name() == "hall"
