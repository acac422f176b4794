"""Following policies by keyword: only with consent, under a number, without anything of the person."""

from __future__ import annotations

from assistant.answers.composer import Composer
from assistant.answers.model import ListCard, NoticeCard
from assistant.answers.sentences import from_record, spoken
from assistant.conversation.choosing import NO, YES
from assistant.conversation.desk import Desk, DeskClosed
from assistant.conversation.memory import Moment, Step, Task
from assistant.conversation.tasks.flow import answered, choice
from assistant.conversation.tasks.policy_matching import READ, SHOWN
from assistant.conversation.tasks.rating import spelled
from knowledge_base.records import Policy

AGREE, DISAGREE = "同意", "不同意"
#: What is followed where no keyword was said and no policy was matched.
ALL = "惠企利民"
#: Fresh policies said by name.
SAID = 3


def _fits(policy: Policy, keywords: tuple[str, ...]) -> bool:
    return ALL in keywords or any(word in (policy.theme, *policy.keywords) or word in policy.title for word in keywords)


class Following:
    kind = "following"

    def __init__(self, composer: Composer, desk: Desk):
        self._composer, self._desk = composer, desk

    def begin(self, moment: Moment) -> Step:
        keywords = self._keywords(moment)
        return self.ask(Task(self.kind, None, (), {"keywords": keywords}), moment)

    def ask(self, task: Task, moment: Moment) -> Step:
        say = self._composer.phrase("follow_consent", keywords="、".join(task.data["keywords"]))
        answer = answered(say, [], [choice(AGREE), choice(DISAGREE)], intent="follow_policy")
        return Step(answer, {"task": task})

    def step(self, task: Task, moment: Moment) -> Step | None:
        said = moment.text.strip(" 。.!！,，")
        if DISAGREE in said or NO.match(said):
            return self._done("follow_nothing")
        if AGREE not in said and not YES.match(said):
            return None
        try:
            number = self._desk.follow(task.data["keywords"])
        except DeskClosed:
            return self._done("desk_closed")
        card = NoticeCard("政策订阅", f"订阅号 {number}，关键词 {'、'.join(task.data['keywords'])}", "", True)
        say = self._composer.phrase("follow_kept", number=spelled(number))
        return Step(answered(say, [card], [], intent="follow_policy"), {"task": None})

    def look(self, number: str) -> Step:
        """The policies under a number's keywords, those that are newer than it first."""
        try:
            kept = self._desk.following(number)
        except DeskClosed:
            return self._done("desk_closed")
        if kept is None:
            return self._done("follow_unknown")
        keywords, since = kept
        fitting = [
            policy
            for policy in self._composer.library.policies.values()
            if not policy.sample and _fits(policy, keywords)
        ]
        fresh = [
            policy
            for policy in fitting
            if policy.provenance.effective_from and policy.provenance.effective_from > since
        ]
        say = self._composer.phrase("follow_fresh" if fresh else "follow_no_fresh", keywords="、".join(keywords))
        for policy in fresh[:SAID]:
            say += spoken(from_record("policy", policy, "title"), policy.title)
        shown = [*fresh, *(policy for policy in fitting if policy not in fresh)][:SHOWN]
        rows = [f"{'新：' if policy in fresh else ''}{policy.title}。{policy.gives}" for policy in shown]
        cards = [ListCard("", "政策订阅", "none", "您关注的政策", rows, False, False)] if rows else []
        reading = (tuple(policy.id for policy in shown), 0) if shown else None
        ask = [choice(READ)] if shown else []
        return Step(answered(say, cards, ask, intent="find_policy"), {"task": None, "reading": reading})

    def end(self, number: str | None) -> Step:
        """Delete what is kept under a number."""
        if number is None:
            return self._done("follow_which")
        try:
            return self._done("follow_ended" if self._desk.unfollow(number) else "follow_unknown")
        except DeskClosed:
            return self._done("desk_closed")

    def _done(self, phrase: str) -> Step:
        return Step(answered(self._composer.phrase(phrase), [], [], intent="follow_policy"), {"task": None})

    def back(self, task: Task, moment: Moment) -> Step:
        return self.ask(task, moment)

    def name(self, task: Task) -> str:
        return "政策订阅"

    def _keywords(self, moment: Moment) -> tuple[str, ...]:
        known = {
            word for policy in self._composer.library.policies.values() for word in (*policy.keywords, policy.theme)
        }
        said = tuple(sorted(word for word in known if len(word) > 1 and word in moment.text))
        matched = [
            policy
            for policy in (moment.memory.last_answer.sources if moment.memory.last_answer else [])
            if policy.kind == "policy"
        ]
        themes = tuple(dict.fromkeys(self._composer.library.policies[source.id].theme for source in matched))
        return (said or themes or (ALL,))[:5]
