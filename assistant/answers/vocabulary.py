"""Which words belong to which matter: tells a follow-up in its own words from a new matter that is not named in full."""

from __future__ import annotations

import logging

import jieba

from knowledge_base.loading import Library

jieba.setLogLevel(logging.WARNING)
#: Single characters are too easily part of anything.
SHORTEST = 2
#: Of no matter, though a keyword of some entry.
_ANYBODYS = set(
    "什么 有没有 依据 到底 哪些 怎么 多少 能不能 可以 需要 要求 讲究 东西 证件 手续 老娘 老妈 老爸 老公 老婆".split()
)


class Vocabulary:
    """Words of the items' names and of the entries' keywords, and what each guide says."""

    def __init__(self, library: Library):
        names = [name for item in library.items.values() for name in (item.name, *item.colloquial)]
        names += [keyword for entry in library.faq.values() for keyword in entry.keywords]
        self._words = {word for name in names for word in jieba.cut(name) if len(word) >= SHORTEST} - _ANYBODYS
        self._said = {item.id: "".join((item.name, *item.colloquial)) for item in library.items.values()}
        for guide in library.guides.values():
            parts = [guide.summary, guide.result.name, guide.agent.text, guide.fee.text]
            parts += [*guide.colloquial, *guide.similar_questions, *(c.text for c in guide.conditions)]
            parts += [f"{m.name}{m.when}{m.note}" for m in guide.materials] + [s.text for s in guide.steps]
            parts += [f"{e.question}{e.answer}" for e in guide.eligibility]
            self._said[guide.id] += "".join(parts)

    def strange_to(self, item: str, text: str) -> bool:
        """Whether ``text`` holds a word of some matter of the hall that ``item`` never speaks of."""
        said = self._said.get(item, "")
        return any(word in self._words and word not in said for word in jieba.cut(text) if len(word) >= SHORTEST)
