"""The actions' door: a token, a body that is checked, and an answer composed for the present turn."""

from __future__ import annotations

import httpx
import pytest

from avatar_bridge.api import internal
from avatar_bridge.services import Services

pytestmark = pytest.mark.unit

BODY = {
    "text": "风筝登记要多少钱",
    "intent": {"name": "ask_fee", "confidence": 0.9},
    "entities": [
        {"entity": "item", "value": "G001", "start": 0, "end": 4},
        {"entity": "aspect", "value": "fee", "start": 5, "end": 8},
    ],
    "slots": {"item": None, "aspect": None},
}


@pytest.fixture
def door(services):
    def open_door(hall: Services = services, token: str | None = "a-token") -> httpx.AsyncClient:
        headers = {} if token is None else {"x-hall-token": token}
        transport = httpx.ASGITransport(internal.build(hall), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://hall.test", headers=headers)

    return open_door


async def test_an_answer_for_the_present_turn(door, services):
    visit = await services.visits.begin("api")
    visit.turn = 4
    async with door() as client:
        response = await client.post("/internal/answer", json={**BODY, "visit_id": visit.id, "turn": 4})
    assert response.status_code == 200
    assert response.json()["slots"] == {"item": "G001", "aspect": "fee"}
    assert response.json()["answer"]["state"]["item"] == "G001"
    assert visit.pending[0] == 4 and visit.pending[1].to_json() == response.json()["answer"]


async def test_talk_sets_no_slots(door, services):
    visit = await services.visits.begin("api")
    body = {"text": "谢谢", "intent": {"name": "thanks", "confidence": 1.0}, "visit_id": visit.id, "turn": 1}
    async with door() as client:
        assert (await client.post("/internal/answer", json=body)).json()["slots"] == {}


@pytest.mark.parametrize("visit_id", ["warm-up", "unknown", ""])
async def test_a_visit_that_is_not_there_is_answered_and_kept_nowhere(door, services, visit_id):
    async with door() as client:
        response = await client.post("/internal/answer", json={**BODY, "visit_id": visit_id, "turn": 0})
    assert response.status_code == 200 and services.visits.get(visit_id) is None


@pytest.mark.parametrize("token", [None, "", "wrong", "a-token ", "A-TOKEN"])
async def test_no_entrance_without_the_token(door, token):
    async with door(token=token) as client:
        response = await client.post("/internal/answer", json={**BODY, "visit_id": "x", "turn": 1})
    assert response.status_code == 403 and response.json()["error"]["code"] == "token"


@pytest.mark.parametrize("token", [None, ""])
async def test_a_hall_without_a_token_lets_nobody_in(door, hall_settings, knowledge, token):
    hall = Services(hall_settings.model_copy(update={"internal_token": ""}), knowledge)
    async with door(hall, token) as client:
        response = await client.post("/internal/answer", json={**BODY, "visit_id": "x", "turn": 1})
    await hall.close()
    assert response.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {**BODY},
        {**BODY, "visit_id": "x", "intent": None},
        {**BODY, "visit_id": "x", "intent": {"name": "a"}},
        {**BODY, "visit_id": "x", "intent": "a"},
        {**BODY, "visit_id": "x", "entities": [{"entity": "item"}]},
        {**BODY, "visit_id": "x", "entities": "item"},
        {**BODY, "visit_id": "x", "slots": "item"},
        {**BODY, "visit_id": "x", "slots": [1]},
        [],
        None,
        "text",
        7,
    ],
)
async def test_a_wrong_body_is_422(door, body):
    async with door() as client:
        response = await client.post("/internal/answer", json=body)
    assert response.status_code == 422 and response.json()["error"]["code"] == "bad_field"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 30_000])
async def test_a_broken_body_is_422(door, content):
    async with door() as client:
        response = await client.post("/internal/answer", content=content)
    assert response.status_code == 422 and response.json()["error"]["code"] == "bad_field"


async def test_nothing_else_is_behind_the_door(door):
    async with door() as client:
        for path in ("/api/chat", "/openapi.json", "/docs", "/metrics", "/"):
            assert (await client.get(path)).status_code == 404
