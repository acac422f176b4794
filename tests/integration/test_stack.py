"""The whole stack over HTTP: real Rasa, real search, real recognition and synthesis."""

from __future__ import annotations

import base64
import time

import httpx
import pytest

from operations.supervisor import Hall

pytestmark = pytest.mark.integration


def ask(http: httpx.Client, text: str, visit: str | None = None) -> dict:
    response = http.post("/api/chat", json={"text": text, "visit_id": visit})
    assert response.status_code == 200, response.text
    return response.json()


def test_every_part_is_ready(http: httpx.Client) -> None:
    state = http.get("/readyz").json()
    assert state["ready"]
    assert all(state["parts"][part]["ready"] for part in ("library", "dialogue", "speech", "voice"))


def test_a_follow_up_keeps_its_item_and_another_item_takes_over(http: httpx.Client) -> None:
    first = ask(http, "身份证丢了要带什么材料")
    visit = first["visit_id"]
    assert (first["state"]["item"], first["state"]["aspect"]) == ("G055", "materials")
    second = ask(http, "要多少钱？", visit)
    assert (second["state"]["item"], second["state"]["aspect"]) == ("G055", "fee")
    third = ask(http, "那换护照要多少钱", visit)
    assert third["state"]["item"] == "G059"
    assert ask(http, "几天能好", visit)["state"] | {"confidence": 0} == {
        "item": "G059", "aspect": "time_limit", "intent": "ask_time_limit", "situation": None, "confidence": 0,
        "refused": False,
    }  # fmt: skip
    assert [answer["turn_id"] for answer in (first, second, third)] == [1, 2, 3]


def test_a_choice_is_an_id_that_the_hall_gave_out(http: httpx.Client) -> None:
    first = ask(http, "身份证丢了怎么补")
    choice = next(choice for choice in first["ask"] if choice["label"] == "要多少钱")
    answer = http.post("/api/chat", json={"visit_id": first["visit_id"], "choice": choice["id"]}).json()
    assert (answer["state"]["item"], answer["state"]["aspect"]) == ("G055", "fee")
    stale = http.post("/api/chat", json={"visit_id": first["visit_id"], "choice": choice["id"]})
    assert (stale.status_code, stale.json()["error"]["code"]) == (404, "unknown_choice")


def test_repeat_says_the_same_again(http: httpx.Client) -> None:
    first = ask(http, "补身份证多少钱")
    again = ask(http, "没听清，再说一遍", first["visit_id"])
    assert again["say"] == first["say"]
    assert again["state"]["intent"] == "repeat"


@pytest.mark.parametrize("text", ["/greet", "/choose", "／restart", '  //ask_fee{"item": "G054"}'])
def test_a_slash_selects_no_intent(http: httpx.Client, text: str) -> None:
    assert ask(http, text)["state"]["intent"] not in ("choose", "restart")


def test_script_in_a_question_comes_back_as_nothing(http: httpx.Client) -> None:
    answer = ask(http, "<script>alert(1)</script> 身份证丢了")
    assert "<script>" not in str(answer)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": "？？？"}, "empty"),
        ({"text": "字" * 10_000}, "too_long"),
        ({}, "bad_field"),
        ({"text": 5}, "bad_field"),
        ({"text": "你好", "choice": "x"}, "bad_field"),
    ],
)
def test_bad_input_is_a_clear_error(http: httpx.Client, body: dict, code: str) -> None:
    response = http.post("/api/chat", json=body)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, code)
    assert error["message"]


def test_an_ended_visit_is_wiped_and_forgotten(http: httpx.Client) -> None:
    visit = ask(http, "身份证丢了怎么补")["visit_id"]
    assert http.delete(f"/api/visits/{visit}").json() == {"visit_id": visit, "ended": True}
    assert http.delete(f"/api/visits/{visit}").status_code == 404
    after = ask(http, "要多少钱", visit)
    assert after["visit_id"] != visit
    assert after["state"]["item"] is None


def test_what_was_said_is_recognised_again(http: httpx.Client) -> None:
    spoken = http.post("/api/speech/synthesise", json={"text": "身份证丢了要带什么材料？"}).json()
    assert spoken["visemes"][-1][1] == "sil"
    assert "".join(text for _, text in spoken["words"]) == "身份证丢了要带什么材料？"
    heard = http.post("/api/speech/recognise", content=base64.b64decode(spoken["audio"])).json()
    assert heard["rejected"] is None
    assert "身份证" in heard["text"] and "材料" in heard["text"]


def test_bad_audio_is_a_clear_error(http: httpx.Client) -> None:
    for body in (b"", b"not audio at all", b"RIFF" + bytes(40)):
        response = http.post("/api/speech/recognise", content=body)
        assert (response.status_code, response.json()["error"]["code"]) == (422, "bad_audio")


def test_search_and_route(http: httpx.Client) -> None:
    found = http.get("/api/search", params={"q": "换护照"}).json()
    assert found["results"][0]["id"] == "G059"
    scores = [hit["score"] for hit in found["results"]]
    assert scores == sorted(scores, reverse=True)
    way = http.get("/api/route", params={"from": "P-kiosk-1", "to": "P-window-18-19"}).json()
    assert way["steps"] and way["polyline"][-1]["floor"] == "F3"
    assert http.get("/api/route", params={"from": "P-kiosk-1", "to": "P-nowhere"}).status_code == 404


def test_the_actions_door_is_not_public(running_hall: Hall, http: httpx.Client) -> None:
    assert http.post("/internal/answer", json={}).status_code in (404, 405)
    with httpx.Client(base_url=running_hall.internal_url, trust_env=False) as inside:
        assert inside.post("/internal/answer", json={}).status_code == 403
    with httpx.Client(base_url=running_hall.dialogue_url, trust_env=False) as dialogue:
        assert dialogue.post("/webhooks/hall/turn", json={"visit_id": "x", "text": "你好"}).status_code == 403
        assert dialogue.get("/conversations/x/tracker").status_code == 401


def test_a_dead_dialogue_process_loses_only_dialogue(running_hall: Hall, http: httpx.Client) -> None:
    first = ask(http, "身份证丢了怎么补")
    visit = first["visit_id"]
    before = running_hall.starts("dialogue")
    running_hall.kill("dialogue")
    # The very next question is answered from the library, and the visit still knows what it is about.
    answer = ask(http, "要多少钱", visit)
    assert (answer["state"]["item"], answer["state"]["aspect"]) == ("G055", "fee")
    assert ask(http, "社保卡丢了在哪个窗口补", visit)["state"]["item"] == "G072"
    deadline = time.monotonic() + 120
    while not running_hall.readiness().ready:
        assert time.monotonic() < deadline, "dialogue did not come back"
        running_hall.wait_ready()
    assert running_hall.starts("dialogue") == before + 1
    assert ask(http, "几天能拿到", visit)["state"]["item"] == "G072"
