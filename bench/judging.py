"""Judging answers to single questions: the right item, the right aspect, an honest no.

Questions are mappings ``{id, kind, text, item, also?, aspect, record?, ask_back?, refuse?, answered_by?}``. ``also`` are items
that are right too, ``record`` is given instead of an item where a joint module answers, ``ask_back`` the items that a truly
ambiguous question lies between, ``refuse`` marks what the library does not answer, except by the records ``answered_by``, in
which a judge found a right answer after all. ``aspect`` may be a list: what the writer meant, and what a second reader, who
saw neither that nor any answer, found equally right (怎么办: a first look or the steps).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml


def read_questions(*paths: Path) -> list[dict]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [question for path in paths for question in yaml.load(path.read_text(encoding="utf-8"), Loader=loader)]


@dataclass(frozen=True)
class Reply:
    """What was answered: ``claimed`` is true when a record was given as the answer, ``offered`` are the items of its choices."""

    item: str | None
    aspect: str
    refused: bool
    claimed: bool
    offered: tuple[str, ...]
    record: str = ""

    @classmethod
    def of(cls, answer: dict) -> Reply:
        """From the body of ``POST /api/chat`` or ``Answer.to_json``."""
        state = answer["state"]
        sources = [source for source in answer["sources"] if source["kind"] not in ("talk", "hall", "item")]
        offered = tuple(choice["item"] for choice in answer["ask"] if choice.get("item"))
        claimed = bool(sources) and not state["refused"]
        record = sources[0]["id"] if sources else ""
        return cls(state["item"], state["aspect"], state["refused"], claimed, offered, record)


@dataclass
class Tally:
    """Counts of one kind of question."""

    asked: int = 0
    item: int = 0
    asked_back: int = 0
    wrong_item: int = 0
    aspect: int = 0
    outside: int = 0
    false_answers: int = 0
    offers: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, question: dict, reply: Reply) -> None:
        if question.get("refuse"):
            self._outside(question, reply)
            return
        wanted = {question.get("item"), *question.get("also", [])} - {None}
        back = question.get("ask_back", [])
        self.asked += 1
        if back:
            # Truly ambiguous: right is to ask, with at least two of what it lies between.
            right = reply.item is None and len(set(reply.offered) & set(back)) >= 2
            self.item += right
            self.wrong_item += reply.item is not None and reply.item not in back
        elif question.get("record"):
            wanted = {question["record"]}
            right = reply.record in wanted
            self.item += right
            self.wrong_item += reply.claimed and not right
        else:
            right = reply.item in wanted
            self.item += right
            self.asked_back += not right and reply.item is None and bool(wanted & set(reply.offered))
            self.wrong_item += reply.item is not None and not right
        # Where no aspect is given (some ambiguous questions), any will do.
        given = question.get("aspect", reply.aspect)
        aspects = given if isinstance(given, list) else [given]
        self.aspect += right and reply.aspect in aspects
        if not right or reply.aspect not in aspects:
            expected = back or sorted(wanted)
            got = (
                f"{reply.item} {reply.aspect} {reply.record} {'refused' if reply.refused else ''} {list(reply.offered)}"
            )
            self.wrong.append(f"{question['id']} {question['text']} -> {got}, expected {expected} {aspects}")

    def _outside(self, question: dict, reply: Reply) -> None:
        self.outside += 1
        false = reply.claimed and reply.record not in question.get("answered_by", [])
        self.false_answers += false
        self.offers += not reply.claimed and not reply.refused
        if false:
            self.wrong.append(f"{question['id']} {question['text']} -> answered {reply.item} {reply.record}")

    def row(self) -> dict:
        """Shares; those that have nothing to count are left out."""
        shares: dict = {}
        if self.asked:
            shares = {
                "questions": self.asked,
                "item": self.item / self.asked,
                "item or asked back": (self.item + self.asked_back) / self.asked,
                "wrong item": self.wrong_item / self.asked,
                "aspect": self.aspect / self.item if self.item else 0.0,
            }
        if self.outside:
            shares |= {
                "outside": self.outside,
                "false answers": self.false_answers / self.outside,
                "asked back": self.offers / self.outside,
            }
        return shares


def judge(questions: Iterable[dict], ask: Callable[[str], Reply]) -> dict[str, Tally]:
    """Ask every question by itself; a tally a kind, in the order of the questions."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for question in questions:
        tallies[question["kind"]].add(question, ask(question["text"]))
    return dict(tallies)


def table(tallies: dict[str, Tally]) -> str:
    """A table in Markdown, a row a kind."""
    columns = [
        "questions",
        "item",
        "item or asked back",
        "wrong item",
        "aspect",
        "outside",
        "false answers",
        "asked back",
    ]
    lines = ["| kind | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 1) + "|"]
    for kind, tally in tallies.items():
        row = tally.row()
        cells = [f"{row[c]:.3f}" if isinstance(row.get(c), float) else str(row.get(c, "-")) for c in columns]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
