"""``python -m bench turn``: a text turn through the whole stack, and where its time goes.

The whole turn is ``POST /api/chat`` from outside. Its parts are measured in the same run: Rasa's understanding alone
(``/model/parse``), the dialogue process with its action (its channel, which calls the action server and the hall), and
composing in the hall alone (``/internal/answer``). Parts are asked the same questions; each number is of its own calls.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from bench.questions import conversations
from knowledge_base.loading import load_library
from operations.supervisor import Hall

WARM_UP = 15


def _times(calls: list[Callable[[], httpx.Response]]) -> list[float]:
    """Milliseconds of each call; the first ones are not counted."""
    times = []
    for i, call in enumerate(calls):
        started = time.perf_counter()
        call().raise_for_status()
        if i >= WARM_UP:
            times.append(1000 * (time.perf_counter() - started))
    return times


def _known() -> list[str]:
    """Questions that the library holds: their answers are prepared."""
    return [guide.similar_questions[0] for guide in load_library().guides.values() if guide.similar_questions]


def _row(name: str, times: list[float]) -> dict:
    ordered = sorted(times)
    return {
        "part": name,
        "p50_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "max_ms": round(ordered[-1], 1),
        "calls": len(ordered),
    }


def measure(hall: Hall) -> list[dict]:
    texts = [turn["text"] for turns in conversations() for turn in turns]
    token = {"x-hall-token": hall.token}
    understood = {"intent": {"name": "nlu_fallback", "confidence": 0.3}, "entities": [], "slots": {}}
    with (
        httpx.Client(base_url=hall.base_url, timeout=30, trust_env=False) as public,
        httpx.Client(base_url=hall.dialogue_url, timeout=30, trust_env=False, headers=token) as dialogue,
        httpx.Client(base_url=hall.internal_url, timeout=30, trust_env=False, headers=token) as internal,
    ):
        return [
            _row("whole turn", _times([lambda t=t: public.post("/api/chat", json={"text": t}) for t in texts])),
            _row(
                "whole turn, a question of the library word for word",
                _times([lambda t=t: public.post("/api/chat", json={"text": t}) for t in _known()]),
            ),
            _row(
                "understanding (Rasa NLU)",
                _times(
                    [lambda t=t: dialogue.post(f"/model/parse?token={hall.token}", json={"text": t}) for t in texts]
                ),
            ),
            _row(
                "dialogue with action and answer",
                _times(
                    [
                        lambda t=t, i=i: dialogue.post(
                            "/webhooks/hall/turn", json={"visit_id": f"bench-{i}", "text": t, "metadata": {"turn": 1}}
                        )
                        for i, t in enumerate(texts)
                    ]
                ),
            ),
            _row(
                "search and composing (hall)",
                _times(
                    [
                        lambda t=t: internal.post("/internal/answer", json={"visit_id": "b", "text": t, **understood})
                        for t in texts
                    ]
                ),
            ),
        ]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench turn", description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as data, Hall(data=Path(data)) as hall:
        rows = measure(hall)
    print("| part | p50 ms | p95 ms | max ms | calls |\n| --- | --- | --- | --- | --- |")
    for row in rows:
        print(f"| {row['part']} | {row['p50_ms']} | {row['p95_ms']} | {row['max_ms']} | {row['calls']} |")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0
