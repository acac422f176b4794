"""A policy (惠企利民政策): for whom, what it gives, how to apply, and three sentences to be read aloud."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from knowledge_base.records.common import Basis, LibraryModel, Record, ShortText, Statement, Text

Size = Literal["个体工商户", "小微企业", "中型企业", "大型企业", "农民专业合作社", "社会组织"]
Stage = Literal["筹备", "初创", "成长", "成熟", "转型", "退出"]


class ForWhom(LibraryModel):
    """Whom a policy is for. An empty list means no restriction in that respect."""

    subject: Literal["个人", "法人", "both"]
    industries: list[ShortText] = []
    sizes: list[Size] = []
    stages: list[Stage] = []
    people: list[ShortText] = []


class Policy(Record):
    """``sample`` marks a record that shows the form only: it is displayed as an example and never answered as fact.

    ``year`` and ``document`` (the number it was issued under, where known) say which text is meant; the period it is
    valid in stands in the provenance.
    """

    id: str = Field(pattern=r"^P\d{3}$")
    title: ShortText
    level: Literal["国家", "江苏省", "常州市", "新北区"]
    issued_by: ShortText
    year: int = Field(ge=1980, le=2100)
    document: str = ""
    sample: bool = False
    theme: ShortText
    for_whom: ForWhom
    gives: Text
    conditions: list[Statement] = Field(min_length=1)
    how_to_apply: Text
    item: str | None = Field(default=None, pattern=r"^G\d{3,4}$")
    keywords: list[ShortText] = Field(min_length=2)
    similar_questions: list[Text] = Field(min_length=3, max_length=10)
    reading: list[Text] = Field(min_length=3, max_length=3)
    basis: list[Basis] = []

    @model_validator(mode="after")
    def _local_ones_are_samples(self) -> Policy:
        if self.level in ("常州市", "新北区") and not self.sample and not self.provenance.approved_by_hall:
            raise ValueError("a city's or district's policy is a sample until the hall has checked it")
        return self
