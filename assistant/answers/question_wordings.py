"""The wordings in which a question is searched: as asked, its core, and of a long story its end."""

from __future__ import annotations

import re

from assistant.answers.request import Understood
from assistant.nlu.plain_talk import pattern
from knowledge_base.search.dialect import plain

#: A core shorter than this (公积金) is too general to search by alone.
CORE_LENGTH = 4
#: A longer text tells a story and asks at its end.
STORY_LENGTH = 40
#: A learned intent counts from this confidence on.
LEARNED = 0.6

_POLITE = re.compile(
    r"^(?:(?:算了|好吧|行吧|那好|好的?|哎|唉|哦|噢)[,，、\s]+)?(?:帮我看看|帮我看一?下|帮我查一?下|你好|您好|请问一下|请问|我想问一下|我想问|想问一下|问一下|咨询一下|麻烦问下|那个|那|小新)?[,，、\s]*"
)
_CLAUSES = re.compile(r"[,，。;；!！?？]")
#: What is not meant: a clause of its own that another follows or precedes.
_DENIED = re.compile(
    r"(?:^|(?<=[,，。;；、]))(?:我|我们)?(?:这个|这)?(?:并)?(?:不是|不想|不打算)(?!不)[^,，。;；?？!！]{1,14}(?=[,，。;；])(?!.{0,3}(?:怎么|咋))"
    r"|(?<=[,，。;；])(?:并)?不是[^,，。;；?？!！]{1,12}$"
)


def wordings(understood: Understood) -> list[str]:
    """The question as asked; its core without courtesies and the words that ask for the aspect; of a long story its end.

    The core of a story is its end. Core and end are the question again where there is nothing to take away.
    """
    blanked = _blank(understood.text, denied(understood.text))
    said = blanked.strip(" ,，")
    text = plain(_POLITE.sub("", said) or said)
    core = _blank(blanked, [(cue.start, cue.end) for cue in understood.cues])
    if len(text) <= STORY_LENGTH:
        return [text, _core(core) or text, text]
    end = _end(text) or text
    return [text, end, end]


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        for i in range(start, min(end, len(characters))):
            characters[i] = " "
    return "".join(characters)


def _end(text: str) -> str:
    """The last two clauses, without what stands between them."""
    return "".join([clause for clause in _CLAUSES.split(text) if clause.strip()][-2:])


def _core(text: str) -> str:
    """Without courtesies, spaces and punctuation; nothing where too little is left to search by."""
    core = plain(_POLITE.sub("", re.sub(r"[\s，。？！,?!]+", "", text)))
    return core if len(core) >= CORE_LENGTH else ""


def denied(text: str) -> list[tuple[int, int]]:
    """Spans that say what is not meant (不是津贴,是…; …,不是个体户), where something else is said besides."""
    spans = [match.span() for match in _DENIED.finditer(text)]
    left = len(text) - sum(end - start for start, end in spans)
    return spans if left >= CORE_LENGTH else []


def of_elsewhere(understood: Understood) -> bool:
    """Whether the words are no business of any hall, so that they do not belong to what was talked of either."""
    learned = understood.intent == "out_of_scope" and understood.confidence >= LEARNED
    return learned or pattern("out_of_scope").search(understood.text) is not None


def without_cues(understood: Understood) -> str:
    """The words that do not ask for the aspect: 条件 in 啥条件才能办 is no matter of its own."""
    characters = list(understood.text)
    for cue in understood.cues:
        characters[cue.start : cue.end] = "，" * (cue.end - cue.start)
    return "".join(characters)
