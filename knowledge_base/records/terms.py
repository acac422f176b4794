"""What it costs and how long it takes: the terms a guide states, and a situation may state differently."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from knowledge_base.records.common import Basis, LibraryModel, ShortText, Text


class TimeLimit(LibraryModel):
    """``days`` is None where the limit is not a number of days (for example 当场办结)."""

    text: Text
    days: int | None = Field(default=None, ge=0)
    unit: Literal["工作日", "日"] | None = None
    basis: Basis | None = None


class TimeLimits(LibraryModel):
    statutory: TimeLimit | None = None
    promised: TimeLimit | None = None


class Amount(LibraryModel):
    name: ShortText
    yuan: float = Field(ge=0)
    unit: str = ""


class Fee(LibraryModel):
    """What the item costs. ``charged`` is None where it cannot be known here."""

    charged: bool | None
    text: Text
    amounts: list[Amount] = []
    basis: Basis | None = None
