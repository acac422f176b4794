"""今天开门吗, 20个工作日是哪天: answered from the calendar, and honest about hours that nobody has entered."""

from __future__ import annotations

import re
from datetime import date

from assistant.answers.model import Card, FactCard, Sentence, Source
from assistant.answers.sentences import from_hall, spoken
from assistant.answers.spoken_dates import named_day, number, said
from knowledge_base.loading import Library
from knowledge_base.records import CalendarYear
from knowledge_base.working_calendar import WorkingCalendar

_OPEN = re.compile(
    r"开门|开不开|上班|办公|营业|有人(?:在)?(?:吗|么|不)|能办(?:事|业务)|休息|放假|关门|办不办|(?:开|办|在)(?:吗|么|不)"
)
_COUNT = re.compile(r"(\d{1,3}|[一二三四五六七八九十]{1,3})个?工作日")
_ASKS_DAY = re.compile(r"哪(?:一)?天|几号|几月|(?:什么|啥)时候|(?:到|是)哪|满|到期|多少号")
_LONGEST = 24

Said = tuple[list[Sentence], list[Card]]


class WorkingDays:
    """Answers about days of one library."""

    def __init__(self, library: Library):
        self._hall = library.hall
        self._calendar = WorkingCalendar(library.calendars)
        self._held = bool(library.calendars)

    def answer(self, text: str, today: date | None = None) -> Said | None:
        """The answer when ``text`` asks for a day's opening or for the end of a number of working days, else None."""
        if not self._held:
            return None
        today = today or date.today()
        count = _COUNT.search(text)
        if count and _ASKS_DAY.search(text):
            return self._end(number(count.group(1)) if len(count.group(1)) < 3 else _hundreds(count), text, today)
        if len(text) > _LONGEST or not _OPEN.search(text):
            return None
        day = named_day(text, today, self._calendar)
        return self._open(day) if day is not None else None

    def _open(self, day: date) -> Said:
        kind, source = self._calendar.kind(day), self._source(day)
        if kind.moved:
            words = f"{said(day)}是{kind.holiday.name}调休的上班日"
        elif kind.holiday is not None:
            words = f"{said(day)}在{kind.holiday.name}假期里，不是工作日"
        else:
            words = f"{said(day)}是{'工作日' if kind.working else '周末，一般不办公'}"
        say = spoken(source, words)
        if not kind.certain:
            say += spoken(source, "那一年的放假安排还没有公布或者还没有录入，请以正式通知为准")
        hours = self._hall.hours or self._hall.hours_reason
        say += spoken(from_hall(self._hall, "hours"), hours)
        return say, [self._card(day, "hours", said(day), words, [hours])]

    def _end(self, days: int, text: str, today: date) -> Said:
        start = named_day(_COUNT.sub("", text), today, self._calendar) or today
        end, certain = self._calendar.after(start, days)
        source = self._source(end)
        year = f"{end.year}年" if end.year != today.year else ""
        words = f"从{said(start)}的第二天算起，{days}个工作日到{year}{said(end)}"
        say = spoken(source, words, "周末和法定节假日不算在里面")
        if not certain:
            say += spoken(source, f"{end.year}年的放假安排还没有公布，到时候可能会差几天")
        return say, [self._card(end, "time_limit", f"{days}个工作日", f"{year}{said(end)}", [words])]

    def _source(self, day: date) -> Source:
        record: CalendarYear | None = self._calendar.record(day)
        if record is None:
            return from_hall(self._hall, "hours")
        return Source("calendar", record.id, record.provenance.revision, "holidays", record.provenance.approved_by_hall)

    def _card(self, day: date, aspect: str, title: str, value: str, details: list[str]) -> FactCard:
        record = self._calendar.record(day)
        approved = record is not None and record.provenance.approved_by_hall
        return FactCard("", self._hall.short_name, aspect, title, value, details, "", approved)


def _hundreds(count: re.Match) -> int:
    text = count.group(1)
    return int(text) if text.isdigit() else number(text)
