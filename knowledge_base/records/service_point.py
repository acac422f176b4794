"""A service point near home: the service centre of a town, street, village or community."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from knowledge_base.records.common import Record, ShortText


class ServicePoint(Record):
    """``sample`` is true until the hall has entered which items the point really takes; answers then say so.

    ``area`` are the towns, streets, villages and colloquial names whose people it serves.
    """

    id: str = Field(pattern=r"^V\d{3}$")
    name: ShortText
    level: Literal["镇", "街道", "村和社区"]
    town: ShortText
    area: list[ShortText] = Field(min_length=1)
    address: str | None = None
    hours: str | None = None
    phone: str | None = None
    items: list[str] = Field(min_length=1)
    sample: bool
    note: str = ""
    blank: dict[str, str] = {}

    @model_validator(mode="after")
    def _empty_fields_have_a_reason(self) -> ServicePoint:
        missing = [n for n in ("address", "hours", "phone") if getattr(self, n) is None and not self.blank.get(n)]
        if missing:
            raise ValueError(f"empty without a reason in 'blank': {', '.join(missing)}")
        return self
