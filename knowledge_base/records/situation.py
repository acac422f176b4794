"""Situations (情形) of a guide: plain questions whose answers settle which item, materials, window, fee and limit apply.

The questions form a directed graph without circles: every answer leads to another question or to a situation. 不清楚 can
be said to every question and leads somewhere sensible too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from knowledge_base.records.common import LibraryModel, ShortText, Statement, Text
from knowledge_base.records.terms import Fee, TimeLimit

#: A citizen answers at most this many questions before the situation is settled.
LONGEST_PATH = 4


class SituationAnswer(LibraryModel):
    """What can be chosen, and the question or situation it leads to."""

    label: ShortText
    to: str = Field(pattern=r"^[qs]\d{1,2}$")


class Unsure(LibraryModel):
    """Where 不清楚 leads. ``say`` tells how to find out, or what is assumed meanwhile."""

    say: Text
    to: str = Field(pattern=r"^[qs]\d{1,2}$")


class SituationQuestion(LibraryModel):
    """One question in plain words. ``why`` says what depends on it."""

    id: str = Field(pattern=r"^q\d{1,2}$")
    text: ShortText
    why: str = ""
    answers: list[SituationAnswer] = Field(min_length=2, max_length=6)
    unsure: Unsure

    @model_validator(mode="after")
    def _labels_differ(self) -> SituationQuestion:
        labels = [answer.label for answer in self.answers]
        if len(labels) != len(set(labels)):
            raise ValueError(f"{self.id}: answers repeat")
        return self


class Situation(LibraryModel):
    """Where a path ends.

    ``kind``: ``apply`` (can be done as said here), ``other`` (another item, named by ``item``, or another office, told in
    ``say``), ``not_met`` (a condition is missing; ``say`` tells which and what helps). ``materials`` are the ids of the
    conditional materials that apply; what is always needed is not repeated. ``window``, ``fee`` and ``time_limit`` are given
    only where they differ from the guide's own.
    """

    id: str = Field(pattern=r"^s\d{1,2}$")
    name: ShortText
    kind: Literal["apply", "other", "not_met"] = "apply"
    item: str | None = Field(default=None, pattern=r"^G\d{3,4}$")
    materials: list[str] = []
    window: str | None = None
    fee: Fee | None = None
    time_limit: TimeLimit | None = None
    say: list[Statement] = []

    @model_validator(mode="after")
    def _kind_agrees(self) -> Situation:
        if self.item is not None and self.kind != "other":
            raise ValueError(f"{self.id}: only kind 'other' names another item")
        if self.kind != "apply" and not self.say:
            raise ValueError(f"{self.id}: kind {self.kind!r} must say what is to be done")
        if self.kind != "apply" and (self.materials or self.fee or self.time_limit or self.window):
            raise ValueError(f"{self.id}: kind {self.kind!r} selects no materials, window, fee or time limit")
        return self


class Situations(LibraryModel):
    """The questions and situations of one guide; the first question is where it starts."""

    questions: list[SituationQuestion] = Field(min_length=1)
    situations: list[Situation] = Field(min_length=2)

    def question(self, identifier: str) -> SituationQuestion | None:
        return next((question for question in self.questions if question.id == identifier), None)

    def situation(self, identifier: str) -> Situation | None:
        return next((situation for situation in self.situations if situation.id == identifier), None)

    def leads_to(self, question: SituationQuestion) -> list[str]:
        """Where the answers of a question lead, 不清楚 last."""
        return [answer.to for answer in question.answers] + [question.unsure.to]

    def paths(self) -> Iterator[tuple[list[tuple[str, str]], str]]:
        """Every path: [(question, label)], and the situation it ends in. 不清楚 is a label."""

        def walk(question: SituationQuestion, taken: list[tuple[str, str]]):
            for label, to in [(a.label, a.to) for a in question.answers] + [("不清楚", question.unsure.to)]:
                path = [*taken, (question.id, label)]
                following = self.question(to)
                if following is None:
                    yield path, to
                else:
                    yield from walk(following, path)

        yield from walk(self.questions[0], [])

    @model_validator(mode="after")
    def _is_a_sound_graph(self) -> Situations:
        ids = [question.id for question in self.questions] + [situation.id for situation in self.situations]
        if len(ids) != len(set(ids)):
            raise ValueError("ids of questions or situations repeat")
        for question in self.questions:
            for to in self.leads_to(question):
                if to not in ids:
                    raise ValueError(f"{question.id} leads to unknown {to}")
        reached = self._reach(self.questions[0].id, 1)
        lost = sorted(set(ids) - reached)
        if lost:
            raise ValueError(f"nothing leads to {', '.join(lost)}")
        return self

    def _reach(self, identifier: str, depth: int) -> set[str]:
        question = self.question(identifier)
        if question is None:
            return {identifier}
        if depth > LONGEST_PATH:
            raise ValueError(
                f"a path through {identifier} asks more than {LONGEST_PATH} questions (or goes in a circle)"
            )
        return {identifier}.union(*(self._reach(to, depth + 1) for to in self.leads_to(question)))
