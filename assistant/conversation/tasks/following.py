"""Following policies by keyword: only with consent, under a number, without anything of the person."""

from __future__ import annotations

from assistant.answers.composer import Composer
from assistant.answers.model import NoticeCard
from assistant.conversation.choosing import NO, YES
from assistant.conversation.desk import Desk, DeskClosed
from assistant.conversation.memory import Moment, Step, Task
from assistant.conversation.tasks.flow import answered, choice
from assistant.conversation.tasks.rating import spelled

AGREE, DISAGREE = "同意", "不同意"
#: What is followed where no keyword was said and no policy was matched.
ALL = "惠企利民"


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
            return Step(
                answered(self._composer.phrase("follow_nothing"), [], [], intent="follow_policy"), {"task": None}
            )
        if AGREE not in said and not YES.match(said):
            return None
        try:
            number = self._desk.follow(task.data["keywords"])
        except DeskClosed:
            return Step(answered(self._composer.phrase("desk_closed"), [], [], intent="follow_policy"), {"task": None})
        card = NoticeCard("政策订阅", f"订阅号 {number}，关键词 {'、'.join(task.data['keywords'])}", "", True)
        say = self._composer.phrase("follow_kept", number=spelled(number))
        return Step(answered(say, [card], [], intent="follow_policy"), {"task": None})

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
