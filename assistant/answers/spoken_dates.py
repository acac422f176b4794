"""Days as people name them: 今天, 后天, 下周一, 10月1号, 国庆节."""

from __future__ import annotations

import re
from datetime import date, timedelta

from knowledge_base.working_calendar import WorkingCalendar

_RELATIVE = {"大后天": 3, "后天": 2, "明天": 1, "今天": 0, "今日": 0, "明日": 1, "现在": 0, "今儿": 0, "明儿": 1}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_WEEKDAY = re.compile(r"(这|本|下)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天末])")
_NUMBER = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_MONTH_DAY = re.compile(rf"{_NUMBER}月(?:份)?{_NUMBER}(?:日|号)?")
_HOLIDAY = {
    "元旦": "元旦", "春节": "春节", "过年": "春节", "除夕": "春节", "年三十": "春节", "清明": "清明", "五一": "劳动",
    "劳动节": "劳动", "端午": "端午", "中秋": "中秋", "国庆": "国庆", "十一": "国庆",
}  # fmt: skip


def number(text: str) -> int:
    """A number under one hundred in either script."""
    if text.isdigit():
        return int(text)
    tens, has_ten, ones = text.partition("十")
    digits = "一二三四五六七八九"
    if not has_ten:
        return digits.index(text) + 1
    return (digits.index(tens) + 1 if tens else 1) * 10 + (digits.index(ones) + 1 if ones else 0)


def named_day(text: str, today: date, calendar: WorkingCalendar) -> date | None:
    """The day that ``text`` names, from ``today`` on; None when it names none."""
    for word, days in _RELATIVE.items():
        if word in text:
            return today + timedelta(days=days)
    match = _MONTH_DAY.search(text)
    if match:
        return _month_day(match, today)
    match = _WEEKDAY.search(text)
    if match:
        day = today - timedelta(days=today.weekday()) + timedelta(days=_WEEKDAYS[match.group(2)])
        if match.group(1) == "下":
            return day + timedelta(days=7)
        return day if day >= today else day + timedelta(days=7)
    for word, name in _HOLIDAY.items():
        if word in text:
            coming = [h for year in (today.year, today.year + 1) for h in calendar.holidays(year) if name in h.name]
            return next((max(h.first, today) for h in sorted(coming, key=lambda h: h.first) if h.last >= today), None)
    return None


def _month_day(match: re.Match, today: date) -> date | None:
    try:
        day = date(today.year, number(match.group(1)), number(match.group(2)))
        return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None


def said(day: date) -> str:
    """As it is said: 11月25日，星期三; with the year only where it is another than asked in."""
    return f"{day.month}月{day.day}日，星期{'一二三四五六日'[day.weekday()]}"
