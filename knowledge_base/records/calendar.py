"""A year's public holidays and the weekend days worked instead (调休)."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator

from knowledge_base.records.common import Basis, LibraryModel, Record, ShortText


class Holiday(LibraryModel):
    """``first`` and ``last`` are both days off; ``worked`` are the weekend days worked for it."""

    name: ShortText
    first: date
    last: date
    worked: list[date] = []

    @model_validator(mode="after")
    def _in_order(self) -> Holiday:
        if self.last < self.first:
            raise ValueError(f"{self.name} ends before it begins")
        if any(day.weekday() < 5 for day in self.worked):
            raise ValueError(f"{self.name}: a day worked instead must be a Saturday or Sunday")
        return self


class CalendarYear(Record):
    """``announced`` is false while the State Council's yearly notice is not out: only the days fixed by law stand here."""

    id: str = Field(pattern=r"^K\d{4}$")
    year: int = Field(ge=2000, le=2100)
    announced: bool
    holidays: list[Holiday] = Field(min_length=1)
    basis: list[Basis] = []

    @model_validator(mode="after")
    def _of_its_year(self) -> CalendarYear:
        if self.id != f"K{self.year}":
            raise ValueError("the id is K and the year")
        for holiday in self.holidays:
            if holiday.first.year != self.year:
                raise ValueError(f"{holiday.name} is not in {self.year}")
        return self
