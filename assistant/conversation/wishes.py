"""What a turn wants besides an answer from a record: how to talk, what to begin, what to take away.

The words decide where they are plain; elsewhere what Rasa learned, when it is sure.
"""

from __future__ import annotations

import re

from assistant.answers.request import Understood
from assistant.nlu.plain_talk import CONTROLS, MIDDLE, TASKS, pattern
from assistant.nlu.plain_talk import wish as plain_wish

#: Rasa's intent must be this sure to count as a wish.
SURE = 0.8
#: A check of papers, a comparison and a correction are known by what is named in them, not by their sound.
_LEARNED = {*CONTROLS, *TASKS} - {"precheck", "compare"}
#: With an item or an aspect named, something is asked; only this control may name an item.
_ALONE = set(CONTROLS) - {"return_to"}
_CORRECTION = re.compile(
    r"^(?:哦|啊|呃|噢|哎)?[,，]?(?:等等|等一下)?[,，]?(?:(?:刚才|刚刚|前面)?我?(?:说|讲|搞|弄|选|点|答)的?(?:错|不对)了?(?:话)?|不对|错了|不好意思|改一下|改口|纠正一下|口误|你?听错了?)+[,，。]?"
)


def wish(understood: Understood) -> str | None:
    """The wish in an utterance; None for what is to be answered from a record."""
    named = any(mention.kind == "item" for mention in understood.mentions)
    return plain_wish(understood.text, named) or _learned(understood, named)


def _learned(understood: Understood, named: bool) -> str | None:
    if understood.intent not in _LEARNED or understood.confidence < SURE or len(understood.text) > MIDDLE:
        return None
    if understood.intent in _ALONE and (named or understood.cues):
        return None
    return understood.intent


def without(text: str, name: str) -> str:
    """What is left of ``text`` without the words of the wish: 补身份证 of 一步一步带我办补身份证."""
    words = _CORRECTION if name == "correct" else pattern(name)
    return words.sub("", text).strip(" ,，。.")
