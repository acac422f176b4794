"""Situations as Rasa's form, what a restart leaves of them, and two citizens at once."""

from __future__ import annotations

import time

import httpx
import pytest

from operations.supervisor import Hall

pytestmark = pytest.mark.integration


def ask(http: httpx.Client, text: str, visit: str | None = None) -> dict:
    response = http.post("/api/chat", json={"text": text, "visit_id": visit})
    assert response.status_code == 200, response.text
    return response.json()


def tracker(hall: Hall, visit: str) -> dict:
    with httpx.Client(base_url=hall.dialogue_url, trust_env=False, timeout=30) as dialogue:
        return dialogue.get(f"/conversations/{visit}/tracker", params={"token": hall.token}).json()


def test_a_situation_is_a_form_of_two_slots(running_hall: Hall, http: httpx.Client) -> None:
    visit = ask(http, "一步一步带我办居民身份证丢失补领")["visit_id"]
    begun = tracker(running_hall, visit)
    assert begun["active_loop"]["name"] == "situation_form"
    assert (begun["slots"]["path"], begun["slots"]["answer"]) == (["G055"], None)
    ask(http, "丢了、被偷了", visit)
    assert tracker(running_hall, visit)["slots"]["path"] == ["G055", "丢了、被偷了"]
    ask(http, "满了", visit)
    assert ask(http, "带得来", visit)["show"][0]["kind"] == "checklist"
    ended = tracker(running_hall, visit)
    assert not ended["active_loop"] and ended["slots"]["requested_slot"] is None
    assert ask(http, "那要多少钱", visit)["state"]["aspect"] == "fee"


def test_a_restart_in_mid_form_keeps_the_answers(running_hall: Hall, http: httpx.Client) -> None:
    visit = ask(http, "一步一步带我办居住证申领")["visit_id"]
    ask(http, "户口在别的城市，还没有居住证", visit)
    running_hall.kill("dialogue")
    assert ask(http, "住满半年了", visit)["state"]["situation"] == "q3"
    deadline = time.monotonic() + 120
    while not running_hall.readiness().ready:
        assert time.monotonic() < deadline, "dialogue did not come back"
        running_hall.wait_ready()
    # Rasa's tracker is new; the hall still knows the task and switches the form on again.
    answer = ask(http, "有工作", visit)
    assert answer["state"]["item"] == "G056" and answer["show"][0]["kind"] == "checklist"


def test_two_citizens_interleaved(http: httpx.Client) -> None:
    """Twenty turns each, one after the other; neither ever sees what the other talks of."""
    names = {"one": "居民身份证丢失补领", "other": "内地居民离婚登记"}
    items = {"one": "G055", "other": "G032"}
    visits = {who: ask(http, name)["visit_id"] for who, name in names.items()}
    questions = ["要带什么材料", "要多少钱", "要多久", "在哪里办", "有什么条件"] * 4
    for question in questions:
        for who, visit in visits.items():
            answer = ask(http, question, visit)
            assert answer["state"]["item"] == items[who], (who, question)
            other = names["other" if who == "one" else "one"]
            assert other not in str(answer["say"])
