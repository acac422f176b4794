"""A process diagram (情景化极简审批流程图): the stages, parallel and merged steps of one type of investment project."""

from __future__ import annotations

from pydantic import Field, model_validator

from knowledge_base.records.common import Basis, LibraryModel, Record, ShortText, Text


class Stage(LibraryModel):
    """A phase of the project; steps of one stage are drawn side by side in a column."""

    id: str = Field(pattern=r"^a\d$")
    name: ShortText


class DiagramStep(LibraryModel):
    """``merged`` names what is handed in and decided together with this step; ``waived`` says when it is not needed."""

    id: str = Field(pattern=r"^n\d{1,2}$")
    stage: str
    name: ShortText
    item: str | None = Field(default=None, pattern=r"^G\d{3,4}$")
    who: ShortText
    after: list[str] = []
    merged: list[ShortText] = []
    waived: str = ""
    note: str = ""


class ProcessDiagram(Record):
    id: str = Field(pattern=r"^D\d{2}$")
    name: ShortText
    project_type: ShortText
    applies_to: Text
    summary: Text
    colloquial: list[ShortText] = Field(min_length=3)
    similar_questions: list[Text] = Field(min_length=3, max_length=60)
    stages: list[Stage] = Field(min_length=2)
    steps: list[DiagramStep] = Field(min_length=4)
    saved: list[Text] = []
    basis: list[Basis] = []

    @model_validator(mode="after")
    def _is_a_sound_graph(self) -> ProcessDiagram:
        stages = [stage.id for stage in self.stages]
        seen: dict[str, int] = {}
        for step in self.steps:
            if step.stage not in stages:
                raise ValueError(f"{step.id} is in unknown stage {step.stage}")
            if step.id in seen:
                raise ValueError(f"step {step.id} repeats")
            column = stages.index(step.stage)
            for before in step.after:
                if before not in seen:
                    raise ValueError(f"{step.id} comes after {before}, which does not stand before it")
                if seen[before] > column:
                    raise ValueError(f"{step.id} comes after {before} of a later stage")
            seen[step.id] = column
        return self
