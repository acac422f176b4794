"""Settling a situation: from the answers to a guide's questions to what this person must bring, pay and wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.records import Guide, Material, Situation, SituationQuestion, Statement
from knowledge_base.records.terms import Fee, TimeLimit

#: What can be said to every question.
UNSURE = "不清楚"


class NotAnAnswer(Exception):
    """The question has no such answer, or there is no question left to answer."""


@dataclass(frozen=True)
class Asked:
    """The next question, and what was said on the way (how to find out what somebody was not sure of)."""

    question: SituationQuestion
    said: tuple[str, ...]


@dataclass(frozen=True)
class Settled:
    """What a path comes to. ``item`` is the guide's own id, another item's, or None where no item of the hall fits.

    ``materials`` are those that everybody brings and those that this situation adds, in the guide's order.
    """

    item: str | None
    situation: Situation
    materials: tuple[Material, ...]
    window: str | None
    fee: Fee
    time_limit: TimeLimit | None
    say: tuple[Statement, ...]
    said: tuple[str, ...]


def settle(guide: Guide, answers: Sequence[str]) -> Asked | Settled:
    """Follow answers (labels, or 不清楚) from the guide's first question on.

    Raises:
        NotAnAnswer: for a label that the question does not have, answers beyond the end, a guide without situations.
    """
    graph = guide.situations
    if graph is None:
        raise NotAnAnswer(f"{guide.id} has no situations")
    question, said = graph.questions[0], []
    for number, label in enumerate(answers):
        if label == UNSURE:
            said.append(question.unsure.say)
            to = question.unsure.to
        else:
            to = next((answer.to for answer in question.answers if answer.label == label), None)
            if to is None:
                raise NotAnAnswer(f"{guide.id} {question.id} has no answer {label!r}")
        following = graph.question(to)
        if following is None:
            if number + 1 < len(answers):
                raise NotAnAnswer(f"{guide.id}: nothing is asked after {label!r}")
            return _settled(guide, graph.situation(to), tuple(said))
        question = following
    return Asked(question, tuple(said))


def _settled(guide: Guide, situation: Situation, said: tuple[str, ...]) -> Settled:
    applies = situation.kind == "apply"
    chosen = tuple(m for m in guide.materials if m.required == "always" or m.id in situation.materials)
    limits = guide.time_limit
    return Settled(
        item=guide.id if applies else situation.item,
        situation=situation,
        materials=chosen if applies else (),
        window=situation.window or guide.window,
        fee=situation.fee or guide.fee,
        time_limit=situation.time_limit or limits.promised or limits.statutory,
        say=tuple(situation.say),
        said=said,
    )
