"""Which item a wish is about: the one named in its words, else the one talked of; else it is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.answers.composer import Composer
from assistant.answers.model import Answer
from assistant.conversation.memory import Moment
from assistant.conversation.tasks.flow import answered
from assistant.nlu.aspects import residue

#: With so few words of its own a wish is about what was talked of.
NO_NAME = 2
#: An item found by its meaning must be this sure.
SURE = 0.45
_TAIL = re.compile(r"[,，]?(?:你|您|我|来|吧|好了|嘛|呗|行不行|好不好)+[。？?]?$")
_EMPTY_WORDS = re.compile(
    r"帮我|给我|替我|帮忙|我想|我要|想要|麻烦|请|你|我|来|带|领|看看|看下|办理|办一下|办|弄|搞|这个|那个|这件事|这事|的事|怎么|要带啥|要带什么|要啥|材料|需要什么|情况|一下|好不好|行不行|可以吗|好吗|行吗|吧|呀|啊|呢|吗|的|了|把|给|去|从头|到尾"
)


@dataclass(frozen=True)
class Found:
    """Either an ``item`` or the ``answer`` that asks for it."""

    item: str | None = None
    answer: Answer | None = None


def item_for(composer: Composer, moment: Moment, words: str, intent: str) -> Found:
    """The item of a wish whose own words (``walk me through``) are taken away from ``words``."""
    words = _TAIL.sub("", words)
    understood = composer.understand(words) if words else None
    named = understood is not None and any(mention.kind == "item" for mention in understood.mentions)
    own = _EMPTY_WORDS.sub("", residue(words, [(cue.start, cue.end) for cue in understood.cues])) if understood else ""
    if moment.memory.item is not None and not named and len(own) <= NO_NAME:
        return Found(item=moment.memory.item)
    if understood is not None and (named or len(own) > NO_NAME):
        found = composer.resolver.resolve(understood, replace(moment.context, item=None, aspect=None))
        if found.kind in ("item", "eligibility") and (named or found.confidence >= SURE):
            return Found(item=found.item)
        if found.kind in ("ask_back", "one_thing"):
            answer = composer.respond(found, understood, moment.context)
            return Found(answer=replace(answer, state=replace(answer.state, intent=intent)))
        if found.kind == "faq" and composer.library.faq[found.faq].item and named:
            return Found(item=composer.library.faq[found.faq].item)
    if moment.memory.item is not None:
        return Found(item=moment.memory.item)
    say = composer.phrase("which")
    return Found(answer=answered(say, [], composer.suggestions(), aspect="overview", intent=intent))
