"""A hall without speech models and without a dialogue process: what is missing is named, and questions are answered."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from operations.places import Places
from operations.supervisor import Hall

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def bare_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Only the hall process, and of the models only the embedding."""
    folder: Path = tmp_path_factory.mktemp("bare")
    models = folder / "models"
    models.mkdir()
    for name in ("e5-small", ".vectors"):
        (models / name).symlink_to(Places.of().models / name)
    hall = Hall(folder / "data", models, parts=("hall",), overrides={"HALL_VOICE": "kokoro"})
    hall.start()
    try:
        deadline = time.monotonic() + 120
        while not hall.readiness().reachable or "loading" in hall.readiness().line():
            assert time.monotonic() < deadline, hall.log("hall").read_text(encoding="utf-8")[-500:]
            time.sleep(0.2)
        yield hall
    finally:
        hall.stop()


def test_what_is_missing_is_named(bare_hall: Hall) -> None:
    answer = httpx.get(bare_hall.base_url + "/readyz", trust_env=False)
    parts = answer.json()["parts"]
    assert answer.status_code == 503 and not parts["dialogue"]["ready"]
    assert not parts["speech"]["ready"] and "make models" in parts["speech"]["detail"]


def test_questions_are_answered_from_the_library(bare_hall: Hall) -> None:
    with httpx.Client(base_url=bare_hall.base_url, trust_env=False, timeout=20) as http:
        first = http.post("/api/chat", json={"text": "身份证丢了要带什么材料"}).json()
        assert (first["state"]["item"], first["state"]["aspect"]) == ("G055", "materials")
        second = http.post("/api/chat", json={"text": "那要多少钱", "visit_id": first["visit_id"]}).json()
        assert (second["state"]["item"], second["state"]["aspect"]) == ("G055", "fee")


def test_speech_says_that_it_is_off(bare_hall: Hall) -> None:
    with httpx.Client(base_url=bare_hall.base_url, trust_env=False, timeout=20) as http:
        heard = http.post("/api/speech/recognise", content=b"RIFF")
        assert (heard.status_code, heard.json()["error"]["code"]) == (503, "no_recognition")
    with connect(bare_hall.base_url.replace("http", "ws", 1) + "/ws", proxy=None) as socket:
        socket.send(json.dumps({"type": "hello", "version": 1, "channel": "kiosk"}))
        assert json.loads(socket.recv())["recognition"] is None
        socket.send(json.dumps({"type": "listen", "mode": "tap", "sample_rate": 16_000}))
        error = json.loads(socket.recv())
        assert (error["type"], error["code"]) == ("error", "no_recognition") and error["message"]
        socket.send(json.dumps({"type": "text", "text": "身份证丢了怎么补"}))
        while (message := json.loads(socket.recv(timeout=20)))["type"] != "answer":
            pass
        assert message["state"]["item"] == "G055"
