"""What to ask back where a question leaves open which of some items is meant (护照多少钱一本: the first one, or a new one?)."""

from __future__ import annotations

from pydantic import Field, field_validator

from knowledge_base.records.common import LibraryModel, Record, ShortText, Text


class Meaning(LibraryModel):
    """One of the items that may be meant; ``label`` tells it from the others in a citizen's words."""

    item: str = Field(pattern=r"^G\d{3,4}$")
    label: ShortText


class Clarification(Record):
    """``ask`` is spoken; the choices are its answers. ``similar_questions`` leave open which of them is meant."""

    id: str = Field(pattern=r"^C\d{2,4}$")
    ask: Text
    choices: list[Meaning] = Field(min_length=2, max_length=4)
    similar_questions: list[Text] = Field(min_length=3, max_length=80)

    @field_validator("choices")
    @classmethod
    def _different(cls, choices: list[Meaning]) -> list[Meaning]:
        if len({choice.item for choice in choices}) < len(choices):
            raise ValueError("two choices lead to the same item")
        return choices

    @property
    def items(self) -> list[str]:
        return [choice.item for choice in self.choices]
