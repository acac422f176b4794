"""Days of opening, ends of periods, service points near home, and questions that no record can hold."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answers.beyond import Beyond
from assistant.answers.near_home import NearHome
from assistant.answers.request import Context
from assistant.answers.spoken_dates import named_day, number
from assistant.answers.working_days import WorkingDays
from knowledge_base.working_calendar import WorkingCalendar

pytestmark = pytest.mark.unit
WEDNESDAY = date(2026, 11, 25)


def said(answer) -> str:
    return "".join(sentence.text for sentence in answer[0])


@pytest.fixture(scope="module")
def days(seed) -> WorkingDays:
    return WorkingDays(seed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("今天开门吗", "11月25日，星期三是工作日"),
        ("明天上班吗", "11月26日"),
        ("这周六有人吗", "周末"),
        ("元旦放假吗", "元旦"),
    ],
)
def test_is_it_open(days, seed, text, words):
    answer = said(days.answer(text, WEDNESDAY))
    assert words in answer and seed.hall.hours_reason in answer, "hours that nobody entered are not made up"


def test_a_weekend_day_that_is_worked(days):
    assert "调休的上班日" in said(days.answer("10月10号上班吗", date(2026, 9, 30)))
    assert "国庆" in said(days.answer("国庆节开门吗", date(2026, 9, 1)))


def test_the_end_of_a_number_of_working_days(days):
    assert "12月23日" in said(days.answer("20个工作日是哪天", WEDNESDAY))
    over_holiday = said(days.answer("从9月29日起四个工作日到几号", date(2026, 9, 1)))
    assert "10月10日" in over_holiday, "30 September, the worked Saturday and the days around the holiday"


def test_a_year_not_announced_is_said_to_be_uncertain(days):
    assert "还没有公布" in said(days.answer("60个工作日以后是哪天", WEDNESDAY))


@pytest.mark.parametrize(
    "text", ["身份证到期了怎么换", "办营业执照几个工作日", "你好", "这张证周末到期要换吗请问怎么办理呢谢谢你了小新"]
)
def test_other_questions_are_not_its_business(days, text):
    assert days.answer(text, WEDNESDAY) is None


def test_without_a_calendar_nothing_is_said(small):
    assert WorkingDays(small).answer("今天开门吗", WEDNESDAY) is None


def test_working_days_are_counted_from_the_next_day(seed):
    calendar = WorkingCalendar(seed.calendars)
    assert calendar.after(WEDNESDAY, 1) == (date(2026, 11, 26), True)
    assert calendar.after(date(2026, 2, 13), 1) == (date(2026, 2, 14), True), (
        "a Saturday worked for the Spring Festival"
    )
    assert calendar.after(date(2026, 2, 14), 1)[0] == date(2026, 2, 24)
    with pytest.raises(ValueError):
        calendar.after(WEDNESDAY, 0)


@pytest.mark.parametrize(
    ("text", "value"), [("10", 10), ("十", 10), ("十一", 11), ("二十", 20), ("三十一", 31), ("九", 9)]
)
def test_numbers_of_dates(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("下周一", date(2026, 11, 30)),
        ("星期二", date(2026, 12, 1)),
        ("十二月一号", date(2026, 12, 1)),
        ("三月三日", date(2027, 3, 3)),
        ("二月三十日", None),
        ("随便哪天", None),
    ],
)
def test_named_days(seed, text, day):
    assert named_day(text, WEDNESDAY, WorkingCalendar(seed.calendars)) == day


def test_near_home(seed, seed_composer):
    near = NearHome(seed)
    assert near.named("我住薛家，就近能办吗").town.startswith("薛家")
    asked = seed_composer.answer(seed_composer.understand("哪里离我近"), Context())
    assert len(asked.ask) == 10 and asked.state.item is None
    answer = seed_composer.answer(seed_composer.understand("薛家离我近的服务点在哪里"), Context())
    assert "没有核定" in "".join(sentence.text for sentence in answer.say), "a sample says that it is one"


@pytest.mark.parametrize(
    "text",
    [
        "武进区残联窗口在几楼",
        "苏州的居住证要什么条件",
        "明年低保标准会提高吗",
        "刘主任今天在不在",
        "护照什么时候全面免费",
    ],
)
def test_what_no_record_can_hold_is_refused(seed, seed_composer, text):
    assert Beyond(seed.hall).asks(text)
    assert seed_composer.answer(seed_composer.understand(text), Context()).state.refused


@pytest.mark.parametrize(
    "text", ["医保从无锡转过来要什么材料", "去上海看病怎么备案", "我是安徽的，身份证在这能补吗", "身份证丢了怎么补"]
)
def test_what_only_names_another_place_is_answered(seed, text):
    assert not Beyond(seed.hall).asks(text)
