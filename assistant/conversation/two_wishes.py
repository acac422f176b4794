"""先迁户口，再办身份证: two businesses in one sentence; the first is answered, the other offered."""

from __future__ import annotations

import dataclasses
import re

from assistant.answers.composer import Composer
from assistant.answers.model import Answer, Choice
from assistant.answers.request import Context
from assistant.conversation.memory import Moment
from assistant.conversation.tasks.flow import choice

_SECOND = re.compile(
    r"[,，。;；]?\s*(?:再|然后|还要|还想|还得|另外|顺便|顺带|同时|以及|并且|也想|也要|接着|以后再|之后再|完了再|回头再)\s*"
)
#: A second business found by its meaning must be this sure.
SURE = 0.6
SHORTEST = 3
_TOGETHER = re.compile(r"和|跟|还有|都|一起|、")
_EMPTY = re.compile(r"^(?:我|我们|我家|先|想|要|得)+|(?:怎么办|怎么弄|行不行|可以吗)$")


def with_the_other(composer: Composer, answer: Answer, moment: Moment) -> Answer:
    """``answer`` with a choice, and a word, for the business that it does not speak of."""
    first = answer.state.item
    if first is None or answer.state.refused:
        return answer
    other = _other(composer, first, moment)
    if other is None:
        return answer
    choices = [other, *(choice for choice in answer.ask if other.item is None or choice.item != other.item)]
    say = [*answer.say, *composer.phrase("also_asked", name=other.label)]
    return dataclasses.replace(answer, say=say, ask=choices[:5])


def _other(composer: Composer, first: str, moment: Moment) -> Choice | None:
    """The other business as a choice: its item, or the words themselves where they leave open which."""
    named = {m.ids: moment.text[m.start : m.end] for m in moment.understood.mentions if m.kind == "item"}
    if len(named) == 2 and _TOGETHER.search(moment.text):
        # 身份证和护照一起丢了: the one that was not answered, its item where that is clear.
        ids, words = next(((ids, words) for ids, words in named.items() if first not in ids), ((), ""))
        if len(ids) == 1:
            return composer.item_choices(ids, "overview")[0]
        return choice(words, f"{words}怎么办") if ids else None
    parts = [part for part in _SECOND.split(moment.text) if len(part.strip()) >= SHORTEST]
    if len(parts) < 2 or len(moment.text) > 60:
        return None
    for part in (_EMPTY.sub("", part).strip(" ,，。") for part in parts):
        if len(part) < SHORTEST:
            continue
        found = composer.resolver.resolve(composer.understand(part), Context())
        if found.kind in ("item", "eligibility") and found.item != first and found.confidence >= SURE:
            return composer.item_choices((found.item,), "overview")[0]
        if found.kind == "ask_back" and first not in found.nearest and found.confidence >= SURE:
            return choice(part)
    return None
