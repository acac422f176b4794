"""Working days: weekends, public holidays and the weekend days worked for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge_base.records import CalendarYear, Holiday


@dataclass(frozen=True)
class DayKind:
    """``certain`` is false where the year's notice is not out (or not entered): weekends may still be worked, or days be off."""

    working: bool
    holiday: Holiday | None
    moved: bool
    certain: bool


class WorkingCalendar:
    """The years that the library holds."""

    def __init__(self, calendars: Mapping[str, CalendarYear]):
        self._years = {calendar.year: calendar for calendar in calendars.values()}

    def record(self, day: date) -> CalendarYear | None:
        """The record that knows about a day."""
        return self._years.get(day.year)

    def holidays(self, year: int) -> list[Holiday]:
        return self._years[year].holidays if year in self._years else []

    def kind(self, day: date) -> DayKind:
        calendar = self._years.get(day.year)
        certain = calendar is not None and calendar.announced
        holidays = calendar.holidays if calendar else []
        # A holiday around New Year may be worked for in the year before.
        following = self._years.get(day.year + 1)
        for holiday in [*holidays, *(following.holidays if following else [])]:
            if day in holiday.worked:
                return DayKind(True, holiday, True, certain)
            if holiday.first <= day <= holiday.last:
                return DayKind(False, holiday, False, certain)
        return DayKind(day.weekday() < 5, None, False, certain)

    def after(self, start: date, days: int) -> tuple[date, bool]:
        """The day on which ``days`` working days after ``start`` are over, and whether every day in between is certain.

        The day of acceptance is not counted (行政许可法 counts periods in working days, from the next day on).

        Raises:
            ValueError: for less than one day or more than 2000.
        """
        if not 1 <= days <= 2000:
            raise ValueError("between 1 and 2000 working days")
        day, certain = start, True
        while days:
            day += timedelta(days=1)
            kind = self.kind(day)
            certain = certain and kind.certain
            days -= kind.working
        return day, certain
