"""The development questions: written by a hand that had not seen the training texts, never trained on.

They were used to tune thresholds and cues; the questions in ``tests/conversations/smoke.yaml`` were not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

PATH = Path(__file__).with_name("data") / "questions_dev.yaml"


def conversations(path: Path = PATH) -> list[list[dict]]:
    """Each conversation as its turns ``{text, item, aspect, refused?}``; most have one."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [entry["turns"] if "turns" in entry else [entry] for entry in entries]


@dataclass
class Score:
    """Counts of right answers; ``wrong`` lists what was not."""

    asked: int = 0
    item: int = 0
    aspect: int = 0
    both: int = 0
    asked_outside: int = 0
    refused: int = 0
    offered: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, turn: dict, state: dict) -> None:
        """Count one answered turn by its ``state`` (item, aspect, refused, intent)."""
        got = f"{state['item']} {state['aspect']} {state['intent']}"
        if turn.get("refused"):
            self.asked_outside += 1
            self.refused += state["refused"]
            # Asked back with choices: no answer was claimed, but it was not refused either.
            self.offered += not state["refused"] and state["item"] is None and state["intent"] != "faq"
            if not state["refused"]:
                self.wrong.append(f"not refused: {turn['text']} -> {got}")
            return
        self.asked += 1
        item, aspect = state["item"] == turn["item"], state["aspect"] == turn["aspect"]
        self.item += item
        self.aspect += aspect
        self.both += item and aspect
        if not (item and aspect):
            self.wrong.append(f"{turn['text']} -> {got}, expected {turn['item']} {turn['aspect']}")

    def rows(self) -> list[tuple[str, int, int]]:
        """Name, right, of."""
        return [
            ("item", self.item, self.asked),
            ("aspect", self.aspect, self.asked),
            ("item and aspect", self.both, self.asked),
            ("refused, out of scope", self.refused, self.asked_outside),
            ("asked back, out of scope", self.offered, self.asked_outside),
        ]


def run(answer: Callable[[list[dict]], Iterable[dict]], path: Path = PATH) -> Score:
    """Score ``answer``, which takes a conversation's turns and gives one state a turn."""
    score = Score()
    for turns in conversations(path):
        for turn, state in zip(turns, answer(turns)):
            score.add(turn, state)
    return score


def report(title: str, score: Score) -> str:
    """A table in Markdown."""
    lines = [f"| {title} | right | of | share |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {right} | {of} | {right / of:.3f} |" for name, right, of in score.rows()]
    return "\n".join(lines)
