"""The door into the dialogue process, driven over ASGI: a token, checked bodies, turns and forgetting."""

import asyncio
import json
import types
import uuid

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sanic import Sanic

from assistant.dialogue.channel import HallChannel
from assistant.dialogue.tracker_store import VisitTrackerStore

pytestmark = pytest.mark.unit

TOKEN = {"x-hall-token": "a-token"}


class Process:
    """A Sanic application with the channel alone; ``answer`` is what the agent does with a message."""

    def __init__(self, wrapped=False):
        self.messages = []
        self.error = None
        self.store = VisitTrackerStore(Domain.empty())
        self.app = Sanic("channel_" + uuid.uuid4().hex)
        self.app.config.ACCESS_LOG = False
        store = types.SimpleNamespace(_tracker_store=self.store) if wrapped else self.store
        self.app.ctx.agent = types.SimpleNamespace(tracker_store=store)
        blueprint = HallChannel("a-token").blueprint(self._agent)
        blueprint.url_prefix = "/webhooks/hall"
        self.app.blueprint(blueprint)
        self.loop = asyncio.new_event_loop()
        self.run(self._start())

    def run(self, work):
        return self.loop.run_until_complete(asyncio.wait_for(work, 10))

    async def _start(self):
        """The ASGI lifespan's start-up, which Sanic needs before its first request."""
        self._life, started = asyncio.Queue(), asyncio.Queue()
        self._life.put_nowait({"type": "lifespan.startup"})
        self._living = asyncio.create_task(self.app({"type": "lifespan"}, self._life.get, started.put))
        assert await started.get() == {"type": "lifespan.startup.complete"}

    async def _end(self):
        self._life.put_nowait({"type": "lifespan.shutdown"})
        await self._living

    def close(self):
        self.run(self._end())
        self.loop.close()

    async def _agent(self, message):
        self.messages.append(message)
        if self.error is not None:
            raise self.error
        await message.output_channel.send_custom_json(message.sender_id, {"say": []})

    def request(self, method, path, body=None, headers=TOKEN):
        """Status and JSON of one request; ``body`` is sent as it is when it is bytes."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.run(self._request(method, "/webhooks/hall" + path, content, headers))

    async def _request(self, method, path, content, headers):
        sent = []
        incoming = asyncio.Queue()
        incoming.put_nowait({"type": "http.request", "body": content, "more_body": False})

        async def send(message):
            sent.append(message)

        fields = {"host": "hall.test", "content-type": "application/json", "content-length": str(len(content)), **headers}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 80),
        }
        await self.app(scope, incoming.get, send)
        status = next(message["status"] for message in sent if message["type"] == "http.response.start")
        data = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
        return status, json.loads(data or b"null")


@pytest.fixture
def started():
    """``started(wrapped)`` gives a running process; all are closed at the end."""
    processes = []

    def start(wrapped=False):
        processes.append(Process(wrapped))
        return processes[-1]

    yield start
    for process in processes:
        process.close()


@pytest.fixture
def process(started):
    return started()


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
def test_forgetting_a_visit(started, wrapped):
    process = started(wrapped)

    async def remember():
        tracker = await process.store.get_or_create_tracker("visit-1")
        tracker.update(UserUttered("风筝登记"))
        await process.store.save(tracker)

    process.run(remember())
    assert process.request("DELETE", "/visits/visit-1") == (200, {"deleted": True})
    assert process.run(process.store.retrieve("visit-1")) is None
    assert process.request("DELETE", "/visits/visit-1") == (200, {"deleted": True})


def test_it_says_that_it_lives(process):
    assert process.request("GET", "/", headers={}) == (200, {"status": "ok"})


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": None}, {"token": "${HALL_INTERNAL_TOKEN}"}])
def test_a_channel_without_a_token_does_not_open(credentials):
    with pytest.raises(ValueError, match="HALL_INTERNAL_TOKEN"):
        HallChannel.from_credentials(credentials)


def test_a_channel_with_a_token_opens():
    assert HallChannel.from_credentials({"token": "a-token"}).name() == "hall"
