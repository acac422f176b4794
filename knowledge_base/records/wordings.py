"""How citizens really ask about an item, each wording with the aspect it asks for: what search learns from."""

from __future__ import annotations

from pydantic import Field, field_validator

from knowledge_base.records.common import LibraryModel, Record, Text
from knowledge_base.records.guide import ASPECTS


class Wording(LibraryModel):
    text: Text
    aspect: str

    @field_validator("aspect")
    @classmethod
    def _known_aspect(cls, value: str) -> str:
        if value not in ASPECTS:
            raise ValueError(f"unknown aspect {value!r}")
        return value


class Wordings(Record):
    """The ``id`` is the item's. Curators add here what was asked and not found."""

    id: str = Field(pattern=r"^G\d{3,4}$")
    wordings: list[Wording] = Field(min_length=1, max_length=200)
