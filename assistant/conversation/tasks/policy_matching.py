"""惠企利民政策: a profile in at most five questions, the policies that fit with the reason for each, and reading them aloud."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.answers.composer import Composer
from assistant.answers.model import ListCard, Sentence
from assistant.answers.sentences import TALK, from_record, spoken
from assistant.conversation.choosing import Chooser, asks, unsure
from assistant.conversation.memory import Moment, Step, Task
from assistant.conversation.tasks.flow import BACK, answered, choice
from knowledge_base.records import Policy
from knowledge_base.settling import UNSURE

#: Policies said and shown of those that fit; the rest is counted.
SAID, SHOWN = 3, 8
READ, NEXT, FOLLOW = "念给我听", "下一条", "以后有新政策告诉我"
_RESPECTS = {"sizes": "规模", "stages": "阶段", "industries": "行业", "people": "人群"}


class PolicyMatching:
    """``path`` holds an answer's label for each question asked; ``data`` ``reading``: the policies found and the one being read."""

    kind = "policies"

    def __init__(self, composer: Composer, chooser: Chooser):
        self._composer, self._chooser = composer, chooser

    def begin(self, moment: Moment) -> Step:
        """The first question that the words have not answered already (我们小公司… answers two)."""
        task = Task(self.kind)
        while (question := _next(task.path)) is not None:
            label = _said_already(question, moment.text)
            if label is None:
                break
            task = dataclasses.replace(task, path=(*task.path, label))
        return self.ask(task, moment)

    def ask(self, task: Task, moment: Moment) -> Step:
        question = _next(task.path)
        if question is None:
            return self._found(task)
        ask = [choice(answer["label"]) for answer in question["answers"]] + [choice(UNSURE)]
        if task.path:
            ask.append(choice(BACK))
        say = self._composer.phrase("policy_begin") if not task.path else []
        say += spoken(TALK, question["text"])
        return Step(answered(say, [], ask, intent="find_policy"), {"task": task})

    def step(self, task: Task, moment: Moment) -> Step | None:
        question = _next(task.path)
        if question is None:
            return None
        labels = [answer["label"] for answer in question["answers"]]
        number = self._chooser.choose(moment.text, labels, question["text"])
        label = labels[number] if number is not None else None
        if label is None and not asks(moment.text):
            label = _said_already(question, moment.text)
        if label is None and (moment.text.strip() == UNSURE or unsure(moment.text)):
            label = UNSURE
        return None if label is None else self.ask(dataclasses.replace(task, path=(*task.path, label)), moment)

    def back(self, task: Task, moment: Moment) -> Step:
        return self.ask(dataclasses.replace(task, path=task.path[:-1]), moment)

    def name(self, task: Task) -> str:
        return "找政策"

    # -- what fits ---------------------------------------------------------------------------------------------------

    def matching(self, path: tuple[str, ...]) -> list[tuple[Policy, str]]:
        """The policies in force that fit a profile, best first, each with the reason; samples are left out."""
        profile = _profile(path)
        found = []
        for policy in self._composer.library.policies.values():
            reasons = None if policy.sample else _reasons(policy, profile)
            if reasons:
                found.append((len(reasons), policy, "、".join(reasons)))
        found.sort(key=lambda each: (-each[0], each[1].id))
        return [(policy, reason) for _, policy, reason in found]

    def _found(self, task: Task) -> Step:
        found = self.matching(task.path)
        if not found:
            say = self._composer.phrase("policy_none")
            return Step(
                answered(say, [], [choice(FOLLOW), choice("转人工")], intent="find_policy"),
                {"task": None, "paused": task},
            )
        say: list[Sentence] = self._composer.phrase("policy_found")
        for policy, reason in found[:SAID]:
            say += spoken(from_record("policy", policy, "for_whom"), f"{policy.title}，适合您，因为{reason}")
        say += self._composer.phrase("policy_more")
        rows = [
            f"{policy.title}（{policy.issued_by}，{policy.year}年）：符合{reason}。{policy.gives}"
            for policy, reason in found[:SHOWN]
        ]
        card = ListCard(
            "",
            "政策匹配",
            "none",
            "符合您情况的政策",
            rows,
            True,
            all(p.provenance.approved_by_hall for p, _ in found[:SHOWN]),
        )
        ask = [choice(READ), choice(FOLLOW), choice("重新选条件", "重新找政策")]
        changes = {"task": None, "paused": None, "reading": (tuple(policy.id for policy, _ in found[:SHOWN]), 0)}
        return Step(answered(say, [card], ask, intent="find_policy"), changes)

    # -- reading aloud -----------------------------------------------------------------------------------------------

    def read(self, policies: tuple[str, ...], number: int) -> Step:
        """One policy's three sentences; after the last, that it was the last."""
        held = [identifier for identifier in policies if identifier in self._composer.library.policies]
        if number >= len(held):
            say = self._composer.phrase("reading_done")
            return Step(
                answered(say, [], [choice(FOLLOW)], intent="read_policy"),
                {"reading": (tuple(held), max(0, len(held) - 1))},
            )
        policy = self._composer.library.policies[held[max(0, number)]]
        say = spoken(from_record("policy", policy, "title"), policy.title, gesture="open")
        say += spoken(from_record("policy", policy, "reading"), *policy.reading)
        rows = [policy.gives, *(condition.text for condition in policy.conditions), policy.how_to_apply]
        card = ListCard(policy.id, policy.title, "none", policy.title, rows, False, policy.provenance.approved_by_hall)
        more = [choice(NEXT)] if number + 1 < len(held) else []
        ask = [*more, choice("再念一遍"), choice("慢一点"), choice(FOLLOW)]
        answer = answered(say, [card], ask, item=None, intent="read_policy")
        return Step(answer, {"reading": (tuple(held), max(0, number))})


@cache
def _questions() -> list[dict[str, Any]]:
    return yaml.safe_load(Path(__file__).with_name("policy_profile.yaml").read_text(encoding="utf-8"))["questions"]


def _asked(path: tuple[str, ...]) -> list[tuple[dict[str, Any], str]]:
    """The questions that a path has answered, each with the answer's label."""
    answered_so_far: list[tuple[dict[str, Any], str]] = []
    for label in path:
        question = _following(answered_so_far)
        if question is None:
            break
        answered_so_far.append((question, label))
    return answered_so_far


def _following(answered_so_far: list[tuple[dict[str, Any], str]]) -> dict[str, Any] | None:
    profile = _merged(answered_so_far)
    done = {question["id"] for question, _ in answered_so_far}
    for question in _questions():
        wanted = question.get("when", {})
        if question["id"] not in done and all(profile.get(key, value) == value for key, value in wanted.items()):
            return question if len(done) < 5 else None
    return None


def _next(path: tuple[str, ...]) -> dict[str, Any] | None:
    return _following(_asked(path))


def _merged(answers: list[tuple[dict[str, Any], str]]) -> dict[str, Any]:
    profile: dict[str, Any] = {}
    for question, label in answers:
        given = next((answer["is"] for answer in question["answers"] if answer["label"] == label), {})
        for key, value in given.items():
            profile[key] = [*profile.get(key, []), *value] if isinstance(value, list) else value
    return profile


def _profile(path: tuple[str, ...]) -> dict[str, Any]:
    return _merged(_asked(path))


def _reasons(policy: Policy, profile: dict[str, Any]) -> list[str] | None:
    """Why a policy fits; None where it is for others, empty where nothing speaks for it."""
    whom, subject = policy.for_whom, profile.get("subject")
    if subject and whom.subject not in ("both", subject):
        return None
    reasons = []
    for respect in _RESPECTS:
        wanted, held = getattr(whom, respect), profile.get(respect, [])
        if wanted and held:
            common = [value for value in wanted if value in held]
            if not common:
                return None
            reasons.append(
                f"您是{common[0]}" if respect in ("people", "sizes") else f"{_RESPECTS[respect]}是{common[0]}"
            )
        elif wanted and respect == "people" and subject == "个人":
            return None
    if not reasons and subject and whom.subject == subject and not any(getattr(whom, respect) for respect in _RESPECTS):
        reasons.append("对所有企业" if subject == "法人" else "对所有人")
    return reasons


def _said_already(question: dict[str, Any], text: str) -> str | None:
    """The one answer whose own words stand in ``text``."""
    fitting = [
        answer["label"]
        for answer in question["answers"]
        if answer["label"] in text or any(word in text for word in answer.get("words", []))
    ]
    return fitting[0] if len(fitting) == 1 else None
