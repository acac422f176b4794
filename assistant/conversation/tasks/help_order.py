"""帮办代办: which help fits an item, an order placed after it was confirmed, its number and its state."""

from __future__ import annotations

import dataclasses
import re

from assistant.answers.composer import Composer
from assistant.answers.model import ListCard, NoticeCard
from assistant.answers.sentences import from_record, spoken
from assistant.conversation.choosing import NO, YES, Chooser
from assistant.conversation.desk import Desk, DeskClosed
from assistant.conversation.memory import Moment, Step, Task
from assistant.conversation.tasks.flow import answered, choice
from assistant.conversation.tasks.rating import spelled
from knowledge_base.records import HelpService

CONFIRM, CANCEL = "确认", "取消"
CALL = "打电话问"
_DROPPED = re.compile(r"^(?:算了|不约|不要了|不用了|不预约|不办了)")


class HelpOrder:
    """``path`` is the service chosen; ``data['numbers']`` of the memory's orders stand in the task that made them."""

    kind = "help_order"

    def __init__(self, composer: Composer, chooser: Chooser, desk: Desk):
        self._composer, self._chooser, self._desk = composer, chooser, desk

    def begin(self, item: str | None, moment: Moment, between: tuple[str, ...] = ()) -> Step:
        """``between``: items of which one is meant; where one service helps with all of them it need not be asked which."""
        task = Task(self.kind, item)
        services = self._services(item)
        if between:
            services = [service for service in services if set(between) <= set(service.items)]
        if len(services) == 1:
            task = dataclasses.replace(task, path=(services[0].id,))
        return self.ask(task, moment)

    def ask(self, task: Task, moment: Moment) -> Step:
        services = self._services(task.item)
        if not task.path:
            if not services:
                say = self._composer.phrase("help_none", name=self._composer.library.item_name(task.item))
                return Step(
                    answered(say, [], [choice("转人工")], item=task.item, aspect="agent", intent="help_order"),
                    {"task": None},
                )
            ask = [choice(service.name) for service in services[:6]]
            say = self._composer.phrase("help_which")
            return Step(answered(say, [], ask, item=task.item, aspect="agent", intent="help_order"), {"task": task})
        service = self._composer.library.helps[task.path[0]]
        what = f"，办{self._composer.library.item_name(task.item)}" if task.item else ""
        source = from_record("help", service, "scope")
        say = spoken(source, f"您要预约的是{service.name}{what}", *service.scope[:1], gesture="open")
        say += spoken(from_record("help", service, "fee"), service.fee)
        say += self._composer.phrase("help_confirm")
        card = ListCard(
            service.id, service.name, "agent", "帮什么、不帮什么",
            [*service.scope, *(f"不包括：{text}" for text in service.not_included)], False, service.provenance.approved_by_hall,
        )  # fmt: skip
        ask = [choice(CONFIRM), choice(CANCEL), choice(CALL)]
        return Step(answered(say, [card], ask, item=task.item, aspect="agent", intent="help_order"), {"task": task})

    def step(self, task: Task, moment: Moment) -> Step | None:
        said = moment.text.strip(" 。.!！,，")
        if CANCEL in said or _DROPPED.search(said) or (task.path and NO.match(said)):
            return Step(answered(self._composer.phrase("help_dropped"), [], [], intent="help_order"), {"task": None})
        if CALL in said:
            say = self._composer.phrase("help_call")
            return Step(answered(say, [], [choice(CONFIRM), choice(CANCEL)], intent="help_order"), {"task": task})
        if not task.path:
            services = self._services(task.item)
            number = self._chooser.choose(moment.text, [service.name for service in services])
            if number is None:
                return None
            return self.ask(dataclasses.replace(task, path=(services[number].id,)), moment)
        return self._place(task) if CONFIRM in said or YES.match(said) else None

    def back(self, task: Task, moment: Moment) -> Step:
        return self.ask(dataclasses.replace(task, path=()), moment)

    def name(self, task: Task) -> str:
        return "帮办预约"

    def status(self, numbers: tuple[str, ...]) -> Step:
        """What has become of this visit's orders."""
        if not numbers:
            return Step(
                answered(self._composer.phrase("help_no_order"), [], [], aspect="progress", intent="help_order_state")
            )
        try:
            orders = self._desk.orders(numbers)
        except DeskClosed:
            return self._closed()
        rows = [f"{order.number}：{self._service_name(order.service)}，{order.state}" for order in orders]
        if not orders:
            return self._unknown()
        latest = orders[-1]
        say = self._composer.phrase("help_state", number=spelled(latest.number), state=latest.state)
        card = ListCard("", "帮办预约", "progress", "您这次来的预约", rows, False, True)
        ask = [choice("取消帮办预约")] if any(order.state == "已登记" for order in orders) else []
        return Step(answered(say, [card], ask, aspect="progress", intent="help_order_state"))

    def cancel(self, numbers: tuple[str, ...]) -> Step:
        """Take back the latest of these orders."""
        if not numbers:
            return Step(answered(self._composer.phrase("help_no_order"), [], [], intent="help_order_state"))
        try:
            if not self._desk.orders(numbers[-1:]):
                return self._unknown()
            order = self._desk.cancel(numbers[-1])
        except DeskClosed:
            return self._closed()
        say = self._composer.phrase("help_cancelled", number=spelled(order.number))
        return Step(answered(say, [], [], intent="help_order_state"), {"cancelled": order.number})

    def _place(self, task: Task) -> Step:
        try:
            order = self._desk.order(task.path[0], task.item)
        except DeskClosed:
            return self._closed()
        service = self._composer.library.helps[task.path[0]]
        say = self._composer.phrase("help_placed", number=spelled(order.number))
        say += spoken(from_record("help", service, "steps"), service.steps[0].text)
        cards = [
            NoticeCard("帮办预约", f"预约号 {order.number}，{order.state}", "", True),
            ListCard(
                service.id, service.name, "agent", "接下来怎么做",
                [f"{step.name}：{step.text}" for step in service.steps], True, service.provenance.approved_by_hall,
            ),
        ]  # fmt: skip
        answer = answered(say, cards, [choice("我的帮办单到哪了")], item=task.item, aspect="agent", intent="help_order")
        return Step(answer, {"task": None, "placed": order.number})

    def _unknown(self) -> Step:
        say = self._composer.phrase("help_unknown")
        return Step(answered(say, [], [], aspect="progress", intent="help_order_state"))

    def _closed(self) -> Step:
        return Step(answered(self._composer.phrase("desk_closed"), [], [], intent="help_order"), {"task": None})

    def _services(self, item: str | None) -> list[HelpService]:
        helps = self._composer.library.helps.values()
        return [service for service in helps if item is None or item in service.items]

    def _service_name(self, identifier: str) -> str:
        service = self._composer.library.helps.get(identifier)
        return service.name if service else identifier
