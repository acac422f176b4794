"""Settling a situation (情形引导): a guide's questions one by one, then the personal checklist."""

from __future__ import annotations

import dataclasses

from assistant.answers.composer import Composer
from assistant.answers.guide_aspects import guide_card
from assistant.answers.model import NoticeCard, Sentence
from assistant.answers.sentences import from_guide, spoken
from assistant.conversation.checklist import checklist_card, checklist_said
from assistant.conversation.choosing import Chooser, unsure
from assistant.conversation.memory import Moment, Step, Task
from assistant.conversation.tasks.flow import BACK, answered, choice
from knowledge_base.records import Guide
from knowledge_base.settling import UNSURE, Asked, NotAnAnswer, Settled, settle


class Guidance:
    """``path`` of its task holds the labels chosen so far."""

    kind = "guidance"

    def __init__(self, composer: Composer, chooser: Chooser):
        self._composer = composer
        self._chooser = chooser

    # -- the flow ----------------------------------------------------------------------------------------------------

    def can(self, item: str | None) -> bool:
        """Whether an item has situations to be settled."""
        guide = self._composer.library.guides.get(item)
        return guide is not None and guide.situations is not None

    def begin(self, item: str, moment: Moment) -> Step:
        """The first question of an item that ``can``."""
        guide = self._guide(item)
        first = self._composer.phrase("guidance_begin", from_guide(guide, "situations"), name=guide.name)
        return self.ask(Task(self.kind, item), moment).led_by(first)

    def ask(self, task: Task, moment: Moment) -> Step:
        return self.at(task)

    def at(self, task: Task) -> Step:
        """The present question; the checklist, where all is answered."""
        guide = self._guide(task.item)
        try:
            now = settle(guide, task.path)
        except NotAnAnswer:
            # The guide was published anew meanwhile: its questions are asked from the start.
            task = dataclasses.replace(task, path=())
            now = settle(guide, ())
        if isinstance(now, Settled):
            return self._settled(guide, task, now)
        choices = [choice(answer.label) for answer in now.question.answers] + [choice(UNSURE)]
        if task.path:
            choices.append(choice(BACK))
        cards = [guide_card(guide, self._composer.hall)]
        if now.question.why:
            cards.insert(0, NoticeCard(now.question.text, now.question.why, "", guide.provenance.approved_by_hall))
        say = self._said(guide, task.path, now)
        answer = answered(say, cards, choices, item=guide.id, intent="guidance", situation=now.question.id)
        return Step(answer, {"task": task, "paused": None})

    def said_at(self, item: str, path: tuple[str, ...]) -> list[Sentence]:
        """What ``at`` says, without its cards, which cost much more.

        Raises:
            NotAnAnswer: for a path that the item's questions do not have.
        """
        guide = self._guide(item)
        return self._said(guide, path, settle(guide, path))

    def step(self, task: Task, moment: Moment) -> Step | None:
        guide = self._guide(task.item)
        try:
            now = settle(guide, task.path)
        except NotAnAnswer:
            return self.ask(dataclasses.replace(task, path=()), moment)
        if isinstance(now, Settled):
            return None
        labels = [answer.label for answer in now.question.answers]
        if moment.text not in labels and (moment.text.strip() == UNSURE or unsure(moment.text)):
            return self.ask(dataclasses.replace(task, path=(*task.path, UNSURE)), moment)
        number = self._chooser.choose(moment.text, labels, now.question.text)
        return (
            None if number is None else self.ask(dataclasses.replace(task, path=(*task.path, labels[number])), moment)
        )

    def back(self, task: Task, moment: Moment) -> Step:
        if not task.path:
            return self.ask(task, moment).led_by(self._composer.phrase("guidance_first"))
        return self.ask(dataclasses.replace(task, path=task.path[:-1]), moment)

    def change(self, task: Task, text: str, moment: Moment) -> Step | None:
        """An earlier answer corrected: the latest question that ``text`` answers otherwise; what came after is asked anew."""
        guide = self._guide(task.item)
        for end in reversed(range(len(task.path))):
            asked = settle(guide, task.path[:end])
            if not isinstance(asked, Asked):
                continue
            labels = [answer.label for answer in asked.question.answers]
            number = self._chooser.choose(text, labels, asked.question.text)
            if number is not None and labels[number] != task.path[end]:
                return self.ask(dataclasses.replace(task, path=(*task.path[:end], labels[number])), moment)
        return None

    def name(self, task: Task) -> str:
        return self._guide(task.item).name

    def settled(self, item: str, path: tuple[str, ...]) -> Settled | None:
        """What a path comes to; None where it does not end (any more)."""
        try:
            now = settle(self._guide(item), path)
        except NotAnAnswer:
            return None
        return now if isinstance(now, Settled) else None

    # -- what is said ------------------------------------------------------------------------------------------------

    def _said(self, guide: Guide, path: tuple[str, ...], now: Asked | Settled) -> list[Sentence]:
        source = from_guide(guide, "situations")
        # Why 不清楚 led here is told once, with the answer that it was.
        why = [now.said[-1]] if now.said and path and path[-1] == UNSURE else []
        if isinstance(now, Asked):
            return spoken(source, *why, _question(now.question.text))
        if now.situation.kind == "apply":
            return spoken(source, *why) + checklist_said(guide, now, self._composer.hall)
        say = spoken(source, *why) + spoken(source, f"您的情况是，{now.situation.name}", gesture="open")
        say += spoken(source, *[statement.text for statement in now.say])
        if now.item is not None:
            say += self._composer.phrase("guidance_other", source, name=self._composer.library.item_name(now.item))
        return say

    # -- the end -----------------------------------------------------------------------------------------------------

    def _settled(self, guide: Guide, task: Task, settled: Settled) -> Step:
        say = self._said(guide, task.path, settled)
        if settled.situation.kind == "apply":
            return self._applies(guide, task, settled, say)
        rows = "".join(statement.text for statement in settled.say)
        cards = [NoticeCard(settled.situation.name, rows, "", guide.provenance.approved_by_hall)]
        choices = []
        item = guide.id
        if settled.item is not None:
            # The business is another one: it is talked of from now on.
            item = settled.item
            choices = [
                choice("一步一步问我", f"一步一步带我办{self._composer.library.item_name(item)}"),
                *self._composer.item_choices((item,), "materials"),
            ]
            if item in self._composer.library.guides:
                cards.append(guide_card(self._composer.library.guides[item], self._composer.hall))
        choices.append(choice(BACK))
        answer = answered(
            say, cards, choices, item=item, aspect="overview", intent="guidance", situation=settled.situation.id
        )
        return Step(answer, {"task": None, "paused": task})

    def _applies(self, guide: Guide, task: Task, settled: Settled, say: list[Sentence]) -> Step:
        card = checklist_card(guide, settled, self._composer.hall)
        choices = [
            choice("读一遍清单", "把清单念给我听"),
            choice("在哪里办", f"{guide.name}在哪里办", guide.id),
            choice("能网上办吗", f"{guide.name}能网上办吗", guide.id),
            choice(BACK),
        ]
        choices[1] = dataclasses.replace(choices[1], id=choices[1].id.replace("text-", "place-"))
        choices[2] = dataclasses.replace(choices[2], id=choices[2].id.replace("text-", "online-"))
        answer = answered(
            say,
            [card],
            choices,
            item=guide.id,
            aspect="materials",
            intent="checklist",
            situation=settled.situation.id,
        )
        return Step(answer, {"task": None, "paused": task, "settled": (guide.id, task.path)})

    def _guide(self, item: str) -> Guide:
        return self._composer.library.guides[item]


def _question(text: str) -> str:
    return text if text[-1] in "？?。" else f"{text}？"
