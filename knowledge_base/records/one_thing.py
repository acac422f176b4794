"""A joint module (一件事): several items done together, with one form and one list of materials."""

from __future__ import annotations

from pydantic import Field, model_validator

from knowledge_base.records.common import Basis, LibraryModel, Record, ShortText, Text
from knowledge_base.records.guide import Form


class JointStep(LibraryModel):
    """One step. ``after`` names the steps that must be done before; steps with the same ``after`` run side by side.

    ``item`` is the guide it is described in; None for a step that none of the items covers (told in ``text``).
    """

    id: str = Field(pattern=r"^t\d{1,2}$")
    name: ShortText
    item: str | None = Field(default=None, pattern=r"^G\d{3,4}$")
    who: ShortText
    after: list[str] = []
    optional: str = ""
    text: Text


class JointMaterial(LibraryModel):
    """Handed in once for all. ``covers`` names the guides' own materials that it stands for, as ``G046.m1``."""

    name: ShortText
    form: Form
    copies: int = Field(default=1, ge=0, le=20)
    when: str = ""
    e_certificate: str | None = None
    note: str = ""
    covers: list[str] = []


class JointForm(LibraryModel):
    """The one form that stands for those of the single items, and what it asks."""

    name: ShortText
    fields: list[ShortText] = Field(min_length=3)


class OneThing(Record):
    id: str = Field(pattern=r"^J\d{2}$")
    name: ShortText
    subject: ShortText
    lead: ShortText
    summary: Text
    colloquial: list[ShortText] = Field(min_length=4)
    similar_questions: list[Text] = Field(min_length=4, max_length=80)
    notice: list[Text] = []
    form: JointForm
    materials: list[JointMaterial] = Field(min_length=2)
    steps: list[JointStep] = Field(min_length=2)
    channels: list[Text] = Field(min_length=1)
    time_limit: Text
    fee: Text
    basis: list[Basis] = []

    @property
    def items(self) -> list[str]:
        """The items joined, in the order of the steps."""
        return list(dict.fromkeys(step.item for step in self.steps if step.item is not None))

    @model_validator(mode="after")
    def _steps_come_in_order(self) -> OneThing:
        seen: set[str] = set()
        for step in self.steps:
            if not set(step.after) <= seen:
                raise ValueError(f"{step.id} comes after a step that does not stand before it")
            if step.id in seen:
                raise ValueError(f"step {step.id} repeats")
            seen.add(step.id)
        covered = [cover for material in self.materials for cover in material.covers]
        if len(covered) != len(set(covered)):
            raise ValueError("one material of a guide is covered twice")
        return self
