"""What begins with a wish: settling a situation, a check of papers, a comparison, a correction, policies, help, a rating, a way."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from assistant.answers.composer import Composer
from assistant.answers.places import place_answer
from assistant.answers.request import Context
from assistant.conversation.choosing import asks
from assistant.conversation.comparing import Comparing
from assistant.conversation.correcting import Correcting
from assistant.conversation.item_for import item_for
from assistant.conversation.likeness import longest_common
from assistant.conversation.memory import Memory, Moment, Step, Task
from assistant.conversation.precheck import Precheck, names_papers, papers_named
from assistant.conversation.tasks import Flow
from assistant.conversation.tasks.flow import answered
from assistant.conversation.wishes import without

#: What is asked after the words that go back.
REST = re.compile(r"[,，]\s*(.{4,})$")
_ENTERS = re.compile(r"哪个门|门进|从哪(?:里|儿)?进|入口|进(?:来|大门|门)")
#: Longer ones tell of a case of their own and are questions to a record.
LONGEST_CHECK, LONGEST_WISH = 36, 24
_ENOUGH = re.compile(r"够|齐|缺|差|(?<!多)少|漏|核对|预审|还要|还需要")
_CANCELS = re.compile(r"取消|撤|不要了|退订")
#: As it is read out or typed: BB261127-003, bb 261127 003.
_NUMBER = re.compile(r"([A-Z]{2})\s?(\d{6})[-－，,\s]?(\d{3,6})", re.IGNORECASE)


class Beginning:
    """One method a wish; None where the words are no such wish after all and a record answers."""

    def __init__(self, composer: Composer, flows: dict[str, Flow]):
        self._composer, self._flows = composer, flows
        self._guidance, self._orders = flows["guidance"], flows["help_order"]
        self._policies, self._rating, self._following = flows["policies"], flows["rating"], flows["following"]
        self._comparing = Comparing(composer)
        self._correcting = Correcting(composer, self._guidance)
        self._precheck = Precheck(composer, self._guidance)
        self._begins: dict[str, Callable[[Moment], Step | None]] = {
            "walk_me": self._walk_me,
            "take_checklist": self._take_checklist,
            "precheck": self._check,
            "compare": self._comparing.compare,
            "correct": self._correcting.correct,
            "wheelchair_route": self._wheelchair,
            "find_policy": self._find_policy,
            "follow_policy": self._follow,
            "help_order": self._help,
            "help_order_state": self._help_state,
            "rate": lambda moment: self._rating.begin(moment),
        }

    def begin(self, wanted: str | None, moment: Moment) -> Step | None:
        begins = self._begins.get(wanted)
        return begins(moment) if begins else None

    def wanted(self, item: str, moment: Moment) -> Step | None:
        """What was to begin as soon as the item was known."""
        match moment.memory.wanted:
            case "walk_me" | "take_checklist":
                return self._walk(item, moment)
            case "help_order":
                return self._orders.begin(item, moment)
        return None

    def goes_back(self, moment: Moment) -> bool:
        """Whether the words name something that was talked of before."""
        return self._named_before(moment) is not None

    def returned(self, moment: Moment) -> Step | None:
        """Back to what was talked of before: the item named, the task that waits, else the last other item."""
        memory = moment.memory
        named = self._named_before(moment)
        asked = REST.search(moment.text)
        if named is not None and asked is not None and asks(asked.group(1)):
            # 回到公积金贷款，第三套还能不能贷: the question is answered, of the item gone back to.
            context = dataclasses.replace(moment.context, item=named[0], aspect=named[1])
            answer = self._composer.answer(self._composer.understand(asked.group(1)), context)
            if answer.state.item in (named[0], None) and not answer.state.refused:
                return Step(answer, {"task": None, "item": named[0]})
        if named is not None:
            item, aspect = named
            waiting = memory.paused or memory.task
            if waiting is not None and waiting.item == item:
                return self.resumed(waiting, moment)
            asked = moment.understood.cues[0].aspect if moment.understood.cues else aspect
            return Step(self._composer.about(item, (asked or "overview",), moment.context), {"task": None})
        waiting = memory.task or memory.paused
        if waiting is not None and not self._finished(waiting, memory):
            return self.resumed(waiting, moment)
        if memory.earlier:
            item, aspect = memory.earlier[-1]
            return Step(self._composer.about(item, (aspect or "overview",), moment.context))
        return None

    def resumed(self, task: Task, moment: Moment) -> Step:
        """The present question of a task that waited, with its name said first."""
        flow = self._flows[task.kind]
        return flow.ask(task, moment).led_by(self._composer.phrase("resumed", name=flow.name(task)))

    def _finished(self, task: Task, memory: Memory) -> bool:
        """A settled situation is kept so that its answers can be corrected; nothing of it waits."""
        return task.kind == self._guidance.kind and memory.settled.get(task.item) == task.path

    # -- one wish each -----------------------------------------------------------------------------------------------

    def _walk_me(self, moment: Moment) -> Step | None:
        found = item_for(self._composer, moment, without(moment.text, "walk_me"), "walk_me")
        if found.item is None:
            return Step(found.answer, {"wanted": "walk_me"})
        return self._walk(found.item, moment)

    def _walk(self, item: str, moment: Moment) -> Step:
        if self._guidance.can(item):
            return self._guidance.begin(item, moment)
        return Step(self._composer.about(item, ("process", "materials"), moment.context))

    def _take_checklist(self, moment: Moment) -> Step | None:
        under_way = moment.memory.task
        if under_way is not None and under_way.kind == self._guidance.kind:
            return self._guidance.ask(under_way, moment).led_by(self._composer.phrase("checklist_not_yet"))
        if any(cue.aspect != "materials" for cue in moment.understood.cues):
            return None
        found = item_for(self._composer, moment, without(moment.text, "take_checklist"), "take_checklist")
        if found.item is None:
            return Step(found.answer, {"wanted": "take_checklist"})
        path = moment.memory.settled.get(found.item)
        if path is not None and self._guidance.settled(found.item, path) is not None:
            return self._guidance.ask(Task(self._guidance.kind, found.item, path), moment).led_by(
                self._composer.phrase("checklist_take")
            )
        return self._walk(found.item, moment)

    def _check(self, moment: Moment) -> Step | None:
        """None where no papers are named, or where it is asked whether something can be done rather than what is missing."""
        text, memory = moment.text, moment.memory
        if len(text) > LONGEST_CHECK or not names_papers(text + memory.papers):
            return None
        if not _ENOUGH.search(text) and papers_named(text) < 2:
            return None
        business = _business(text)
        if memory.item is not None and not business and not any(m.kind == "item" for m in moment.understood.mentions):
            return self._precheck.check(memory.item, moment)
        found = item_for(self._composer, moment, business or text, "precheck")
        return Step(found.answer) if found.item is None else self._precheck.check(found.item, moment)

    def _wheelchair(self, moment: Moment) -> Step | None:
        """The way without stairs to the place named, else to the one asked for last, else to where the item is done."""
        place = self._place(moment) or self._lift(moment)
        if place is None:
            return None
        say, cards = place_answer(self._composer.hall, self._composer.ways, place, moment.here, accessible=True)
        return Step(answered(say, cards, [], aspect="place", intent="wheelchair_route"))

    def _place(self, moment: Moment):
        if _ENTERS.search(moment.text):
            entrances = [
                place for place in self._composer.hall.map.places if place.kind == "entrance" and "无障碍" in place.name
            ]
            if entrances:
                return entrances[0]
        places = [m for m in moment.understood.mentions if m.kind == "place" and not self._how(m)]
        if places:
            longest = max(places, key=lambda mention: mention.end - mention.start)
            identifier = self._composer.resolver.nearest(longest.ids, moment.here, accessible=True)
            return self._composer.ways.place(identifier)
        last = moment.memory.last_answer
        shown = [card.place for card in (last.show if last else []) if card.kind == "place" and card.place]
        if shown:
            identifier = self._composer.resolver.nearest((shown[0].place,), moment.here, accessible=True)
            return self._composer.ways.place(identifier)
        guide = self._composer.library.guides.get(moment.memory.item)
        if guide is None:
            return None
        zone = next(zone for zone in self._composer.hall.zones if zone.id == guide.zone)
        return self._composer.ways.place(zone.place)

    def _lift(self, moment: Moment):
        """Nothing says where to: the lift, by which every floor is reached."""
        lifts = tuple(place.id for place in self._composer.hall.map.places if place.kind == "lift")
        return self._composer.ways.place(self._composer.resolver.nearest(lifts, moment.here, True)) if lifts else None

    def _how(self, mention) -> bool:
        """轮椅, 楼梯, 电梯 say here how somebody goes, not where to."""
        kinds = {self._composer.ways.place(identifier).kind for identifier in mention.ids}
        return bool(kinds & {"lift", "stairs"}) or "P-aid" in mention.ids

    def _find_policy(self, moment: Moment) -> Step | None:
        """Only where no policy or item in particular is asked for: that is answered from its record."""
        if any(m.kind == "item" for m in moment.understood.mentions) or len(moment.text) > LONGEST_WISH:
            return None
        found = self._composer.resolver.resolve(moment.understood, Context())
        if (
            found.kind in ("policy", "faq", "item", "eligibility")
            and found.confidence >= 0.8
            and (_OF_ONE.search(moment.text) or not _GENERAL.search(moment.text))
        ):
            return None
        return self._policies.begin(moment)

    def _follow(self, moment: Moment) -> Step:
        """Begin to follow; with a number, what is new under it, or its end."""
        number = _number(moment.text)
        if _CANCELS.search(moment.text):
            return self._following.end(number)
        return self._following.begin(moment) if number is None else self._following.look(number)

    def _help(self, moment: Moment) -> Step | None:
        found = item_for(self._composer, moment, without(moment.text, "help_order"), "help_order")
        between = tuple(choice.item for choice in found.answer.ask if choice.item) if found.answer else ()
        return self._orders.begin(found.item, moment, between)

    def _help_state(self, moment: Moment) -> Step:
        number = _number(moment.text)
        numbers = (number,) if number else moment.memory.orders
        return self._orders.cancel(numbers) if _CANCELS.search(moment.text) else self._orders.status(numbers)

    # -- before ------------------------------------------------------------------------------------------------------

    def _named_before(self, moment: Moment) -> tuple[str, str | None] | None:
        """The item talked of before that the words name, by its name or by a part of it."""
        memory = moment.memory
        known = dict(memory.earlier)
        waiting = memory.task or memory.paused
        if waiting is not None and waiting.item:
            known.setdefault(waiting.item, None)
        mentioned = {identifier for m in moment.understood.mentions if m.kind == "item" for identifier in m.ids}
        named = [item for item in known if item in mentioned]
        if not named:
            scores = {item: self._in_common(moment.text, item) for item in known if item != memory.item}
            best = max(scores, key=scores.get, default=None)
            named = [best] if best is not None and scores[best] >= 2 else []
        return (named[-1], known[named[-1]]) if named else None

    def _in_common(self, text: str, item: str) -> int:
        """Characters in a row that the words share with any name of the item."""
        record = self._composer.library.items.get(item)
        guide = self._composer.library.guides.get(item)
        names = [
            self._composer.library.item_name(item),
            *(record.colloquial if record else []),
            *(guide.colloquial if guide else []),
        ]
        words = re.sub(r"回到|刚才|刚刚|前面|之前|继续|接着|那个|那件|的事|事情|还是|说回|办", " ", text)
        return max((longest_common(words, name) for name in names), default=0)


_GENERAL = re.compile(
    r"(?:什么|啥|哪些|点啥)(?:政策|补贴|补助|优惠|扶持|奖励)|匹配|重新找政策|惠企政策|政策.{0,4}(?:适合|符合)|(?:适合|符合).{0,6}政策"
)


#: People of whom a record may well speak outright: 我妈八十了有什么补贴.
_OF_ONE = re.compile(r"岁|[六七八九]十了?|残疾|失业|下岗|退役|退伍|低保|怀孕|二胎|三胎|独生")


_CLAUSES = re.compile(r"[,，。;；!！?？]")
_DONE = re.compile(r"办|补|换|领|过户|登记|申请|开|注销|变更|迁|落户|上户口|报户口|提取")
_BROUGHT = re.compile(r"(?:带|准备|拿|备)(?:了|好了|好|齐了|着|来了).*?(?=办|补|换|领|过户|登记|申请|开|$)")


def _business(text: str) -> str:
    """The clauses that say what is to be done, without those that only name papers; empty where none does."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    if len(clauses) == 1:
        clauses = [_BROUGHT.sub("", text, count=1)]
    return "，".join(clause for clause in clauses if _DONE.search(clause))


def _number(text: str) -> str | None:
    """The number of an order or a subscription in the words."""
    match = _NUMBER.search(text)
    return f"{match.group(1).upper()}{match.group(2)}-{match.group(3)}" if match else None
