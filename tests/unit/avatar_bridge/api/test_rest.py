"""The REST handles: what they give, and one shape for every error."""

from __future__ import annotations

import json

import httpx
import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from avatar_bridge import app
from avatar_bridge.api import limits

pytestmark = pytest.mark.unit


@pytest.fixture
async def client(services):
    transport = httpx.ASGITransport(app.build(services), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://hall.test") as client:
        yield client


def error_of(response: httpx.Response) -> dict:
    body = response.json()
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message", "detail"}
    assert body["error"]["message"].endswith("。"), "the citizen is told in plain words"
    return body["error"]


async def chat(client: httpx.AsyncClient, **body) -> dict:
    response = await client.post("/api/chat", json=body)
    assert response.status_code == 200, response.text
    return response.json()


# -- conversation --


async def test_a_question_is_answered(client, services):
    answer = await chat(client, text="风筝登记要多少钱")
    assert set(answer) == {"visit_id", "turn_id", "say", "show", "ask", "state", "manner", "sources"}
    assert answer["state"]["item"] == "G001" and answer["turn_id"] == 1
    assert services.visits.get(answer["visit_id"]).channel == "api"


async def test_a_conversation(client):
    first = await chat(client, text="风筝登记")
    second = await chat(client, text="要多久", visit_id=first["visit_id"])
    assert (second["visit_id"], second["turn_id"], second["state"]["item"]) == (first["visit_id"], 2, "G001")
    third = await chat(client, choice=second["ask"][0]["id"], visit_id=first["visit_id"])
    assert third["turn_id"] == 3 and third["state"]["confidence"] == 1.0


async def test_an_unknown_visit_begins_a_new_one_of_its_own_name(client):
    answer = await chat(client, text="你好", visit_id="guessed")
    assert answer["visit_id"] != "guessed" and answer["turn_id"] == 1


async def test_where_the_visit_is(client, services):
    for channel, here in (("kiosk", "P-kiosk"), ("widget", None), ("api", None)):
        answer = await chat(client, text="你好", channel=channel)
        assert services.visits.get(answer["visit_id"]).here == here


async def test_ending_a_visit(client, services):
    visit_id = (await chat(client, text="风筝登记"))["visit_id"]
    response = await client.delete(f"/api/visits/{visit_id}")
    assert response.status_code == 200 and response.json() == {"visit_id": visit_id, "ended": True}
    assert services.visits.get(visit_id) is None
    again = await client.delete(f"/api/visits/{visit_id}")
    assert again.status_code == 404 and error_of(again)["code"] == "unknown_visit"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "bad_field"),
        ({"text": "a", "choice": "b"}, "bad_field"),
        ({"text": 7}, "bad_field"),
        ({"text": ["风筝"]}, "bad_field"),
        ({"text": "风筝", "visit_id": "x" * 65}, "bad_field"),
        ({"text": "风筝", "visit_id": 7}, "bad_field"),
        ({"text": "风筝", "channel": "phone"}, "bad_field"),
        ({"choice": "x" * 81}, "bad_field"),
        ({"text": ""}, "empty"),
        ({"text": "？！"}, "empty"),
        ({"text": "字" * 501}, "too_long"),
        ([], "bad_field"),
        ("风筝", "bad_field"),
        (None, "bad_field"),
    ],
)
async def test_a_wrong_question_is_422(client, body, code):
    response = await client.post("/api/chat", json=body)
    assert response.status_code == 422 and error_of(response)["code"] == code


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 30_000, b'{"text": NaN}', b'{"text": "' + b"\\ud800" + b'"}']
)
async def test_a_broken_body_is_422(client, body):
    response = await client.post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    error_of(response)


async def test_half_a_character_in_a_question_is_left_out(client):
    body = b'{"text": "\\ud800' + json.dumps("风筝登记").encode()[1:-1] + b'"}'
    response = await client.post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422 or response.json()["state"]["item"] == "G001"


async def test_a_choice_that_was_not_offered_is_404(client):
    visit_id = (await chat(client, text="风筝登记"))["visit_id"]
    for body in ({"choice": "fee-0000"}, {"choice": "fee-0000", "visit_id": visit_id}):
        response = await client.post("/api/chat", json=body)
        assert response.status_code == 404 and error_of(response)["code"] == "unknown_choice"


async def test_a_wrong_question_begins_no_visit(client):
    """Somebody who sends rubbish all day does not push citizens' visits out."""
    await chat(client, text="你好")
    before = REGISTRY.get_sample_value("hall_visits")
    await client.post("/api/chat", json={"text": "？！"})
    await client.post("/api/chat", json={"choice": "fee-0000"})
    assert REGISTRY.get_sample_value("hall_visits") == before == 1


async def test_an_error_does_not_echo_what_was_sent(client):
    for body in ({"text": "秘密" * 400}, {"text": 7, "visit_id": "秘密" * 50}, {"choice": "秘密" * 50}):
        response = await client.post("/api/chat", json=body)
        assert response.status_code == 422 and "秘密" not in response.text


# -- look-up --


async def test_search(client):
    response = await client.get("/api/search", params={"q": "风筝登记贵不贵", "limit": 3})
    found = response.json()
    assert response.status_code == 200 and len(found["results"]) <= 3
    assert found["results"][0]["id"] == "G001" and found["results"][0]["title"] == "风筝登记"
    scores = [result["score"] for result in found["results"]]
    assert scores == sorted(scores, reverse=True)


async def test_search_titles_of_every_kind(client):
    results = (await client.get("/api/search", params={"q": "风筝", "limit": 50})).json()["results"]
    assert {result["kind"] for result in results} == {"guide", "item", "faq", "place"}
    assert all(result["title"] for result in results)


@pytest.mark.parametrize(
    "params",
    [{}, {"q": ""}, {"q": "字" * 501}, {"q": "风筝", "limit": 0}, {"q": "风筝", "limit": 51}, {"q": "a", "limit": "x"}],
)
async def test_a_wrong_search_is_422(client, params):
    response = await client.get("/api/search", params=params)
    assert response.status_code == 422 and error_of(response)["code"] == "bad_field"


async def test_a_search_for_nothing_finds_nothing(client):
    response = await client.get("/api/search", params={"q": "   "})
    assert response.status_code == 200 and response.json()["results"] == []


async def test_a_route(client):
    response = await client.get("/api/route", params={"from": "P-kiosk", "to": "P-zone-1"})
    found = response.json()
    assert response.status_code == 200 and found["metres"] == 12.0 and found["schematic"] is True
    assert found["polyline"][0]["place"] == "P-kiosk" and found["polyline"][-1]["floor"] == "F2"
    wheels = await client.get("/api/route", params={"from": "P-kiosk", "to": "P-zone-1", "accessible": "true"})
    assert "P-stairs" not in [point["place"] for point in wheels.json()["polyline"]]


@pytest.mark.parametrize(("start", "end"), [("P-moon", "P-desk"), ("P-desk", "P-roof"), ("", "P-desk")])
async def test_no_route_is_404(client, start, end):
    response = await client.get("/api/route", params={"from": start, "to": end})
    assert response.status_code == 404 and error_of(response)["code"] == "no_route"


async def test_the_hall(client):
    record = (await client.get("/api/hall")).json()
    assert record["name"] == "玩具政务服务中心" and record["schematic"] is True
    assert "P-corridor" not in {place["id"] for place in record["places"]}


# -- speech that is not there --


async def test_without_ears_and_voice_it_is_503(client):
    heard = await client.post("/api/speech/recognise", content=b"RIFF")
    assert heard.status_code == 503 and error_of(heard)["code"] == "no_recognition"
    spoken = await client.post("/api/speech/synthesise", json={"text": "您好"})
    assert spoken.status_code == 503 and error_of(spoken)["code"] == "no_voice"
    wrong = await client.post("/api/speech/synthesise", json={"text": "您好", "rate": 3})
    assert wrong.status_code == 422 and error_of(wrong)["code"] == "bad_field"


# -- health --


async def test_health(client):
    assert (await client.get("/healthz")).json() == {"alive": True}
    response = await client.get("/readyz")
    assert response.status_code == 503 and response.json()["ready"] is False
    assert {"library", "dialogue", "speech", "voice"} <= set(response.json()["parts"])


async def test_metrics_hold_nothing_that_was_said(client):
    visit_id = (await chat(client, text="风筝登记要多少钱"))["visit_id"]
    response = await client.get("/metrics")
    assert response.status_code == 200 and "风筝" not in response.text and visit_id not in response.text
    names = {family.name for family in text_string_to_metric_families(response.text)}
    assert {"hall_turns", "hall_turn_seconds", "hall_visits"} <= names


# -- the one shape of errors --


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/nothing", 404),
        ("GET", "/assets/../settings.py", 404),
        ("GET", "/assets/%2e%2e/%2e%2e/hall.yml", 404),
        ("GET", "/api/chat", 405),
        ("PUT", "/api/chat", 405),
        ("DELETE", "/api/visits/unknown", 404),
        ("POST", "/internal/answer", 404),
    ],
)
async def test_every_error_has_one_shape(client, method, path, status):
    response = await client.request(method, path)
    assert response.status_code == status
    error_of(response)


async def test_a_breakdown_has_it_too(client, services, monkeypatch):
    async def breaks(visit, text):
        raise ZeroDivisionError("秘密")

    monkeypatch.setattr(services.turns, "text", breaks)
    response = await client.post("/api/chat", json={"text": "风筝"})
    assert response.status_code == 500 and error_of(response)["code"] == "internal"
    assert "秘密" not in response.text and "Traceback" not in response.text


# -- headers and sizes --

SECURITY = ("X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy", "Permissions-Policy")


@pytest.mark.parametrize("path", ["/healthz", "/api/hall", "/api/nothing", "/docs", "/openapi.json", "/kiosk", "/"])
async def test_security_headers_of_every_answer(client, path):
    response = await client.get(path)
    assert all(name in response.headers for name in SECURITY)
    policy = response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "object-src 'none'" in policy and "default-src 'self'" in policy
    assert "http:" not in policy and "https:" not in policy and "*" not in policy, "nothing comes from elsewhere"
    assert ("'unsafe-inline'" in policy.split("script-src")[1].split(";")[0]) is (path == "/docs")


async def test_answers_about_a_citizen_are_not_stored(client):
    response = await client.post("/api/chat", json={"text": "你好"})
    assert response.headers["Cache-Control"] == "no-store"


async def test_the_documentation_loads_nothing_from_elsewhere(client):
    page = (await client.get("/docs")).text
    assert "https://" not in page.replace("http://www.w3.org", "") and "cdn" not in page
    for path in ("/docs/assets/swagger-ui-bundle.js", "/docs/assets/swagger-ui.css", "/openapi.json"):
        assert (await client.get(path)).status_code == 200


async def in_pieces(size: int, piece: int = 4096):
    """A body whose length nobody declares."""
    for at in range(0, size, piece):
        yield b"x" * min(piece, size - at)


async def test_too_large_a_body_is_413(client):
    body = json.dumps({"text": "x" * limits.LARGEST_JSON}).encode()
    response = await client.post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 413 and error_of(response)["code"] == "too_large"
    assert all(name in response.headers for name in SECURITY)


@pytest.mark.parametrize("path", ["/api/chat", "/api/speech/synthesise"])
async def test_a_body_in_pieces_is_counted(client, path):
    response = await client.post(
        path, content=in_pieces(limits.LARGEST_JSON + 1), headers={"content-type": "application/json"}
    )
    assert response.status_code == 413 and error_of(response)["code"] == "too_large"
    assert all(name in response.headers for name in SECURITY)


async def test_a_recording_in_pieces_is_counted(client, services, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_RECORDING", 10_000)
    monkeypatch.setattr(type(services.ears), "ready", True)
    response = await client.post("/api/speech/recognise", content=in_pieces(10_001))
    assert response.status_code == 413 and error_of(response)["code"] == "too_large"


async def test_a_body_that_lies_about_its_length_is_counted(client):
    headers = {"content-type": "application/json", "content-length": "10"}
    response = await client.post("/api/chat", content=in_pieces(limits.LARGEST_JSON + 1), headers=headers)
    assert response.status_code == 413


async def test_as_large_as_may_be_is_read(client):
    body = json.dumps({"text": "x" * (limits.LARGEST_JSON - 12)}).encode()
    assert len(body) == limits.LARGEST_JSON
    response = await client.post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422 and error_of(response)["code"] == "too_long"
