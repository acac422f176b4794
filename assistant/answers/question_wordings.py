"""The wordings in which a question is searched: as asked, its core, and of a long story its end."""

from __future__ import annotations

import re

from assistant.answers.request import Understood
from knowledge_base.search.dialect import plain

#: A core shorter than this (公积金) is too general to search by alone.
CORE_LENGTH = 4
#: A longer text tells a story and asks at its end.
STORY_LENGTH = 40

_POLITE = re.compile(
    r"^(?:你好|您好|请问一下|请问|我想问一下|我想问|想问一下|问一下|咨询一下|麻烦问下|那个|那|小新)[,，、\s]*"
)
_CLAUSES = re.compile(r"[,，。;；!！?？]")
#: What is not meant: a clause of its own that another follows or precedes.
_DENIED = re.compile(
    r"(?:^|(?<=[,，。;；、]))(?:我|我们)?(?:这个|这)?(?:并)?(?:不是|不想|不打算)(?!不)[^,，。;；?？!！]{1,14}(?=[,，。;；])(?!.{0,3}(?:怎么|咋))"
    r"|(?<=[,，。;；])(?:并)?不是[^,，。;；?？!！]{1,12}$"
)


def wordings(understood: Understood) -> list[str]:
    """The question as asked; its core without courtesies and the words that ask for the aspect; of a long story its end.

    Core and end are the question again where there is nothing to take away.
    """
    characters = list(understood.text)
    for start, end in denied(understood.text):
        characters[start:end] = " " * (end - start)
    said = "".join(characters).strip(" ,，")
    text = plain(_POLITE.sub("", said) or said)
    for cue in understood.cues:
        for i in range(cue.start, min(cue.end, len(characters))):
            characters[i] = " "
    core = plain(_POLITE.sub("", re.sub(r"[\s，。？！,?!]+", "", "".join(characters))))
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    end = "".join(clauses[-2:]) if len(text) > STORY_LENGTH else text
    return [text, core if len(core) >= CORE_LENGTH else text, end or text]


def denied(text: str) -> list[tuple[int, int]]:
    """Spans that say what is not meant (不是津贴,是…; …,不是个体户), where something else is said besides."""
    spans = [match.span() for match in _DENIED.finditer(text)]
    left = len(text) - sum(end - start for start, end in spans)
    return spans if left >= CORE_LENGTH else []
