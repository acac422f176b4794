"""Questions of a hand that had not seen the training texts, through the whole stack."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import yaml

pytestmark = pytest.mark.integration

QUESTIONS = yaml.safe_load(Path(__file__).with_name("smoke.yaml").read_text(encoding="utf-8"))
IN_SCOPE = [question for question in QUESTIONS if not question.get("refused")]
OUT_OF_SCOPE = [question for question in QUESTIONS if question.get("refused")]


def ask(http: httpx.Client, text: str) -> dict:
    response = http.post("/api/chat", json={"text": text})
    assert response.status_code == 200, response.text
    return response.json()


def test_there_are_thirty_in_scope_and_ten_out() -> None:
    assert (len(IN_SCOPE), len(OUT_OF_SCOPE)) == (30, 10)


@pytest.mark.parametrize("question", IN_SCOPE, ids=lambda question: question["text"])
def test_item_and_aspect_are_right(http: httpx.Client, question: dict) -> None:
    answer = ask(http, question["text"])
    assert (answer["state"]["item"], answer["state"]["aspect"]) == (question["item"], question["aspect"])
    assert not answer["state"]["refused"]
    assert all(sentence["source"]["kind"] != "talk" for sentence in answer["say"][:1])


@pytest.mark.parametrize("question", OUT_OF_SCOPE, ids=lambda question: question["text"])
def test_refused_kindly(http: httpx.Client, question: dict) -> None:
    answer = ask(http, question["text"])
    assert answer["state"]["refused"], answer["say"]
    assert answer["state"]["item"] is None
    said = "".join(sentence["text"] for sentence in answer["say"])
    assert "对不起" in said and "12345" in said
