"""What tells two items apart: the difference that a guide states, and the fields side by side."""

from __future__ import annotations

import re

from assistant.answers.composer import Composer
from assistant.answers.model import TableCard
from assistant.answers.request import Context
from assistant.answers.sentences import from_guide, joined, spoken
from assistant.conversation.memory import Moment, Step
from assistant.conversation.tasks.flow import answered
from knowledge_base.records import Guide
from knowledge_base.search import distinctions

_TAIL = re.compile(
    r"(?:之间|这两个|两个|到底|究竟)?(?:都)?(?:有)?(?:什么|啥|哪些)?(?:的)?(?:区别|不同|差别|两样|不一样|有啥差|哪个(?:好|合适|划算|方便)|怎么选|选哪个|该办哪).*$"
)
_HEAD = re.compile(r"^(?:请问|那|那么|我想问|想问|问一下|帮我|对比|比一比|比较一下|比较)+(?:一下)?")
_BETWEEN = re.compile(r"还是|和|跟|与|同|以及|比|、|，|,")
#: The words of an operation on a document that was named before: 补领和换领.
_OPERATION_ONLY = 5
#: A short question without two names means the item talked of and the one most easily mistaken for it.
SHORT = 16


class Comparing:
    def __init__(self, composer: Composer):
        self._composer = composer

    def compare(self, moment: Moment) -> Step | None:
        """The two items named (or offered, or siblings); None where fewer than two are meant."""
        items = self._items(moment)
        guides = [self._composer.library.guides[item] for item in items if item in self._composer.library.guides]
        if len(guides) < 2:
            return None
        first, second = guides[:2]
        say = spoken(from_guide(first, "summary"), f"{first.name}，{first.summary}", gesture="open")
        say += spoken(from_guide(second, "summary"), f"{second.name}，{second.summary}")
        for guide, other in ((first, second), (second, first)):
            stated = next((sibling.difference for sibling in guide.siblings if sibling.item == other.id), None)
            if stated:
                say += spoken(from_guide(guide, "siblings"), stated)
                break
        ask = self._composer.item_choices((first.id, second.id), "overview")
        answer = answered(say, [_table(first, second)], ask, aspect="overview", intent="compare")
        return Step(answer)

    def _items(self, moment: Moment) -> list[str]:
        named = _distinct(m.ids for m in moment.understood.mentions if m.kind == "item")
        single = [ids[0] for ids in named if len(ids) == 1]
        if len(single) >= 2:
            return single
        by_parts = self._by_parts(moment)
        if len(by_parts) >= 2 and self._akin(*by_parts[:2]):
            return by_parts
        offered = [choice.item for choice in moment.memory.offered if choice.item]
        if len(set(offered)) >= 2 and len(moment.text) <= SHORT:
            return list(dict.fromkeys(offered))
        guide = self._composer.library.guides.get(by_parts[0] if by_parts else moment.memory.item)
        if guide is not None and guide.siblings and len(moment.text) <= SHORT:
            known = [moment.memory.item] if moment.memory.item and moment.memory.item != guide.id else []
            return list(dict.fromkeys([*known, guide.id, guide.siblings[0].item]))
        return by_parts

    def _akin(self, one: str, other: str) -> bool:
        """Whether two items are such that somebody may ask what tells them apart."""
        guides, name = self._composer.library.guides, self._composer.library.item_name
        named = {sibling.item for item in (one, other) if item in guides for sibling in guides[item].siblings}
        return bool({one, other} & named) or distinctions.subject(name(one)) == distinctions.subject(name(other))

    def _by_parts(self, moment: Moment) -> list[str]:
        """Each side of 和 resolved; a side that names only what is done takes its document from the other or from before."""
        words = _TAIL.sub("", _HEAD.sub("", moment.text.strip(" 。？?")))
        parts = [part.strip() for part in _BETWEEN.split(words) if part.strip()]
        if len(parts) < 2:
            return []
        found: list[str] = []
        subject = (
            distinctions.subject(self._composer.library.item_name(moment.memory.item)) if moment.memory.item else ""
        )
        for part in parts[:3]:
            item = self._resolve(part, subject)
            if item is not None:
                found.append(item)
                subject = distinctions.subject(self._composer.library.item_name(item))
        if len(found) == 1 and self._resolve(parts[0], "") is None:
            again = self._resolve(parts[0], subject)
            found = [again, *found] if again else found
        return list(dict.fromkeys(found))

    def _resolve(self, part: str, subject: str) -> str | None:
        operation = distinctions.asks_operation(distinctions.of_words(part))
        text = f"{subject}{part}" if operation and len(part) <= _OPERATION_ONLY and subject else part
        resolution = self._composer.resolver.resolve(self._composer.understand(text), Context())
        if resolution.kind in ("item", "eligibility"):
            return resolution.item
        if resolution.kind == "ask_back" and resolution.nearest:
            asked = distinctions.of_words(part)
            fitting = [
                item
                for item in resolution.nearest
                if distinctions.agreement(asked, distinctions.of_name(self._composer.library.item_name(item))) > 0
            ]
            return (fitting or [None if operation else resolution.nearest[0]])[0]
        return None


def _distinct(groups) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(groups))


def _table(first: Guide, second: Guide) -> TableCard:
    rows = [["什么时候办", first.summary, second.summary]]
    rows.append(["要带什么", _materials(first), _materials(second)])
    rows.append(["多久", _limit(first), _limit(second)])
    rows.append(["收费", first.fee.text, second.fee.text])
    rows.append(["结果", first.result.name, second.result.name])
    approved = first.provenance.approved_by_hall and second.provenance.approved_by_hall
    return TableCard("两件事的区别", [first.name, second.name], rows, approved)


def _materials(guide: Guide) -> str:
    return joined([material.name for material in guide.materials if material.required == "always"]) or "见办事指南"


def _limit(guide: Guide) -> str:
    limit = guide.time_limit.promised or guide.time_limit.statutory
    return limit.text if limit else "请问窗口"
