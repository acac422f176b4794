"""A question that citizens often ask, and the answer that is given verbatim."""

from __future__ import annotations

from pydantic import Field, field_validator

from knowledge_base.records.common import Basis, Record, ShortText, Text
from knowledge_base.records.guide import ASPECTS


class FaqEntry(Record):
    """``answer`` is spoken sentence by sentence, word for word. ``item``/``aspect`` tie it to a guide where one exists."""

    id: str = Field(pattern=r"^F\d{3,4}$")
    question: Text
    similar_questions: list[Text] = Field(min_length=2, max_length=10)
    answer: Text
    keywords: list[ShortText] = Field(min_length=1)
    area: str = "常州市新北区"
    link: str | None = None
    department: ShortText
    theme: ShortText
    item: str | None = Field(default=None, pattern=r"^G\d{3,4}$")
    aspect: str | None = None
    basis: list[Basis] = []

    @field_validator("aspect")
    @classmethod
    def _known_aspect(cls, value: str | None) -> str | None:
        if value is not None and value not in ASPECTS:
            raise ValueError(f"unknown aspect {value!r}")
        return value
