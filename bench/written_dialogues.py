"""Playing a written dialogue through the whole stack, by REST or by websocket, and what does not hold in it.

A turn says (``say``) or taps (``choose``: the first choice offered whose label holds it), and states what must hold: ``item``
and ``aspect`` of the state, ``has`` (every one must be in the words, the cards or the choices; a|b: either), ``lacks`` (none may
be in the words), ``refused``, ``source`` (kind:id of a record that was spoken from).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import yaml
from websockets.sync.client import connect

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "conversations" / "dialogues"


def dialogues(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Every written dialogue, in the order of the files."""
    paths = sorted(folder.glob("*.yaml"))
    return [dialogue for path in paths for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))]


class RestVisit:
    """Turns over ``POST /api/chat``."""

    def __init__(self, base_url: str):
        self._http = httpx.Client(base_url=base_url, timeout=60)
        self._visit: str | None = None

    def turn(self, **words: str) -> dict[str, Any]:
        answer = self._http.post("/api/chat", json={"visit_id": self._visit, "channel": "kiosk", **words}).json()
        self._visit = answer["visit_id"]
        return answer

    def close(self) -> None:
        if self._visit is not None:
            self._http.delete(f"/api/visits/{self._visit}")
        self._http.close()


class SocketVisit:
    """Turns over the websocket, without sound."""

    def __init__(self, base_url: str):
        self._socket = connect(base_url.replace("http", "ws", 1) + "/ws", max_size=None)
        self._send(type="hello", version=1, channel="kiosk", voice=False)
        self._until("welcome")

    def turn(self, **words: str) -> dict[str, Any]:
        if "text" in words:
            self._send(type="text", text=words["text"])
        else:
            self._send(type="choice", id=words["choice"])
        answer = self._until("answer")
        self._until("turn_end")
        return answer

    def _send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message))

    def _until(self, kind: str) -> dict[str, Any]:
        while True:
            message = json.loads(self._socket.recv(timeout=60))
            assert message["type"] != "error", message
            if message["type"] == kind:
                return message

    def close(self) -> None:
        self._send(type="bye")
        self._socket.close()


def said(answer: dict[str, Any]) -> str:
    return "".join(sentence["text"] for sentence in answer["say"])


def shown(answer: dict[str, Any]) -> str:
    """Every text of an answer: words, cards and choices."""
    return json.dumps([answer["say"], answer["show"], answer["ask"]], ensure_ascii=False)


def faults(turn: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """What does not hold."""
    state, found = answer["state"], []
    for key in ("item", "aspect", "refused"):
        if key in turn and state[key] != turn[key]:
            found.append(f"{key} is {state[key]}, not {turn[key]}")
    texts = shown(answer)
    found += [f"{part} is missing" for part in turn.get("has", []) if not any(one in texts for one in part.split("|"))]
    found += [f"{part} is said" for part in turn.get("lacks", []) if part in said(answer)]
    sources = {f"{source['kind']}:{source['id']}" for source in answer["sources"]}
    if "source" in turn and turn["source"] not in sources:
        found.append(f"{turn['source']} is not among {sorted(sources)}")
    if not answer["say"]:
        found.append("silence")
    return found


def play(dialogue: dict[str, Any], visit: RestVisit | SocketVisit) -> None:
    offered: list[dict[str, Any]] = []
    for number, turn in enumerate(dialogue["turns"], 1):
        if "choose" in turn:
            fitting = [choice for choice in offered if turn["choose"] in choice["label"]]
            assert fitting, f"turn {number}: no choice {turn['choose']} among {[c['label'] for c in offered]}"
            answer = visit.turn(choice=fitting[0]["id"])
        else:
            answer = visit.turn(text=turn["say"])
        wrong = faults(turn, answer)
        assert not wrong, f"turn {number} {turn.get('say') or turn['choose']}: {wrong}; said: {said(answer)[:200]}"
        offered = answer["ask"]
