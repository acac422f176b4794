"""``python -m bench dialogue``: item, aspect and refusals through the whole stack (Rasa, actions, search); written dialogues."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.judging import Reply, judge, read_questions, table
from bench.questions import PATH, report, run
from bench.written_dialogues import RestVisit, SocketVisit, dialogues, play
from operations.supervisor import Hall


def _ask(http: httpx.Client, text: str) -> Reply:
    """One question in a visit of its own; one that is not taken (too long, say) counts as refused."""
    response = http.post("/api/chat", json={"text": text})
    if response.status_code != httpx.codes.OK:
        print(f"{response.status_code} {response.json()['error']['code']}: a question of {len(text)} characters")
        return Reply(None, "none", True, False, ())
    answer = response.json()
    http.delete(f"/api/visits/{answer['visit_id']}")
    return Reply.of(answer)


def _evaluate(http: httpx.Client, options: argparse.Namespace) -> int:
    """Every question, judged as ``bench retrieval`` judges the hall's own answering."""
    tallies = judge(read_questions(*options.evaluation), lambda text: _ask(http, text))
    print("the whole stack\n" + table(tallies))
    if options.wrong:
        print("\n".join(line for tally in tallies.values() for line in tally.wrong))
    if options.json:
        options.json.write_text(json.dumps({kind: tally.row() for kind, tally in tallies.items()}, indent=1))
    return 0


def _written(base_url: str) -> tuple[str, dict]:
    """The written dialogues by way of talking: how many hold in every turn; a table, and the shares."""
    held: dict[str, list[bool]] = {}
    wrong = []
    for number, dialogue in enumerate(dialogues()):
        visit = (RestVisit if number % 2 else SocketVisit)(base_url)
        try:
            play(dialogue, visit)
        except AssertionError as fault:
            wrong.append(f"{dialogue['name']}: {fault}")
        finally:
            visit.close()
        held.setdefault(dialogue["way"], []).append(not wrong or not wrong[-1].startswith(f"{dialogue['name']}: "))
    rows = [f"| {way} | {sum(results)} | {len(results)} |" for way, results in sorted(held.items())]
    text = "\n".join(["| way | hold | dialogues |", "| --- | --- | --- |", *rows, *wrong])
    return text, {way: sum(results) / len(results) for way, results in held.items()}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench dialogue", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--data", type=Path, default=PATH, help="questions of the same format")
    parser.add_argument(
        "--evaluation", type=Path, nargs="*", help="files of questions like bench/data/evaluation, asked singly"
    )
    parser.add_argument("--written", action="store_true", help="play the written dialogues of tests/conversations")
    parser.add_argument("--wrong", action="store_true", help="list what was answered wrong")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as data, Hall(data=Path(data)) as hall:
        with httpx.Client(base_url=hall.base_url, timeout=30, trust_env=False) as http:

            def answer(turns: list[dict]) -> Iterator[dict]:
                visit = None
                for turn in turns:
                    reply = http.post("/api/chat", json={"text": turn["text"], "visit_id": visit}).json()
                    visit = reply["visit_id"]
                    yield reply["state"]

            if options.evaluation:
                return _evaluate(http, options)
            if options.written:
                text, shares = _written(hall.base_url)
                print(text)
                if options.json:
                    options.json.write_text(json.dumps(shares, ensure_ascii=False, indent=1), encoding="utf-8")
                return 0
            score = run(answer, options.data)
    print(report("whole stack", score))
    if options.wrong:
        print("\n".join(score.wrong))
    if options.json:
        options.json.write_text(
            json.dumps({name: [right, of] for name, right, of in score.rows()}, indent=1), encoding="utf-8"
        )
    return 0
