"""Helpers on request (帮办代办): which items, how far the help goes, who may ask, and how."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from knowledge_base.records.common import Basis, Record, ShortText, Text
from knowledge_base.records.guide import Step


class HelpService(Record):
    """``duty`` is what the helper answers for; ``not_included`` what they may not do in the citizen's place."""

    id: str = Field(pattern=r"^B\d{2}$")
    name: ShortText
    kind: Literal["帮办", "代办", "上门", "陪办"]
    for_whom: Text
    items: list[str] = Field(min_length=1)
    scope: list[Text] = Field(min_length=2)
    duty: list[Text] = Field(min_length=1)
    not_included: list[Text] = Field(min_length=1)
    steps: list[Step] = Field(min_length=2)
    fee: Text
    place: str | None = None
    colloquial: list[ShortText] = Field(min_length=3)
    similar_questions: list[Text] = Field(min_length=3, max_length=60)
    basis: list[Basis] = []
