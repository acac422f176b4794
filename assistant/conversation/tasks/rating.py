"""好差评: five levels, reasons for a bad one, once a visit."""

from __future__ import annotations

import dataclasses
import re

from assistant.answers.composer import Composer
from assistant.answers.model import NoticeCard
from assistant.conversation.choosing import Chooser
from assistant.conversation.desk import Desk, DeskClosed
from assistant.conversation.memory import Moment, Step, Task
from assistant.conversation.tasks.flow import answered, choice

#: As the national standard for 好差评 names them, best first.
LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
BAD = LEVELS[3:]
REASONS = ("听不懂我的话", "答得不对", "说得不清楚", "没办成事", "等得太久", "态度不好", "其他原因")
SKIP = "不想说"
#: 服务不错，我要评价 is no rating yet.
_SAYS_LEVEL = re.compile(r"[一二两三四五1-5]星|[一二三四五1-5]分|好评|差评|点赞|(?:非常|基本|不)?满意(?!度)")
_WORDS = {
    "非常满意": ("五星", "5星", "满分", "特别好", "很好", "非常好", "好得很", "好评", "太好了", "点赞", "五分", "5分"),
    "满意": ("四星", "4星", "不错", "挺好", "蛮好", "还不错", "四分", "4分"),
    "基本满意": ("三星", "3星", "还行", "一般", "凑合", "马马虎虎", "过得去", "三分", "3分"),
    "不满意": ("两星", "二星", "2星", "不好", "差评", "差劲", "不太行", "两分", "2分"),
    "非常不满意": ("一星", "1星", "太差", "很差", "差得很", "非常差", "糟透", "一分", "1分"),
}


class Rating:
    kind = "rating"

    def __init__(self, composer: Composer, chooser: Chooser, desk: Desk):
        self._composer, self._chooser, self._desk = composer, chooser, desk

    def begin(self, moment: Moment) -> Step:
        """The five levels; a level that the words hold already is taken."""
        if moment.memory.rated:
            return Step(answered(self._composer.phrase("rated_before"), [], [], intent="rate"))
        task = Task(self.kind, moment.memory.item)
        level = _level(moment.text.replace("满意度", "")) if _SAYS_LEVEL.search(moment.text) else None
        if level is not None:
            return self._take(dataclasses.replace(task, path=(level,)), moment)
        return self.ask(task, moment)

    def ask(self, task: Task, moment: Moment) -> Step:
        if not task.path:
            ask = [choice(level) for level in LEVELS]
            return Step(answered(self._composer.phrase("rate_ask"), [], ask, intent="rate"), {"task": task})
        ask = [choice(reason) for reason in REASONS] + [choice(SKIP)]
        return Step(answered(self._composer.phrase("rate_why"), [], ask, intent="rate"), {"task": task})

    def step(self, task: Task, moment: Moment) -> Step | None:
        if not task.path:
            level = _level(moment.text)
            return self._take(dataclasses.replace(task, path=(level,)), moment) if level else None
        options = [*REASONS, SKIP]
        number = self._chooser.choose(moment.text, options)
        if number is None:
            return None
        reasons = () if options[number] == SKIP else (options[number],)
        return self._keep(task, reasons)

    def back(self, task: Task, moment: Moment) -> Step:
        return self.ask(dataclasses.replace(task, path=task.path[:-1]), moment)

    def name(self, task: Task) -> str:
        return "评价"

    def _take(self, task: Task, moment: Moment) -> Step:
        return self.ask(task, moment) if task.path[0] in BAD else self._keep(task, ())

    def _keep(self, task: Task, reasons: tuple[str, ...]) -> Step:
        level = task.path[0]
        try:
            ticket = self._desk.rate(5 - LEVELS.index(level), reasons, task.item)
        except DeskClosed:
            return Step(answered(self._composer.phrase("desk_closed"), [], [], intent="rate"), {"task": None})
        changes = {"task": None, "rated": True}
        if ticket is None:
            return Step(answered(self._composer.phrase("rate_thanks", level=level), [], [], intent="rate"), changes)
        say = self._composer.phrase("rate_ticket", number=spelled(ticket))
        card = NoticeCard("差评登记", f"登记号 {ticket}", "", True)
        return Step(answered(say, [card], [choice("转人工")], intent="rate"), changes)


def spelled(number: str) -> str:
    """A number as it is read out: letters and figures one by one, in groups."""
    return "，".join(number.split("-"))


def _level(text: str) -> str | None:
    said = text.strip(" 。.!！,，")
    for level in ("非常不满意", "不满意", "非常满意", "基本满意", "满意"):
        if level in said:
            return level
    ordered = ("非常不满意", "不满意", "基本满意", "满意", "非常满意")
    return (
        next((level for level in ordered if any(word in said for word in _WORDS[level])), None)
        if len(said) <= 16
        else None
    )
