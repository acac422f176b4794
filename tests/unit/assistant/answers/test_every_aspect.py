"""Every aspect of every guide: something is said, every sentence has a source, no number comes from nowhere."""

from __future__ import annotations

import json
import re

import pytest

from assistant.answers.guide_aspects import RENDER, SPOKEN_ROWS, basis_text, eligibility_answer, guide_card
from assistant.answers.places import ACCORDING_TO, SCHEMATIC, item_place, place_answer
from assistant.answers.sentences import split
from knowledge_base.records import ASPECTS, Basis
from knowledge_base.wayfinding import Wayfinder

pytestmark = pytest.mark.unit

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_SPOKEN_NUMBER = re.compile(
    r"[零一二两三四五六七八九十百千万亿点]+(?:元|个工作日|工作日|日|天|个月|年|周岁|岁|小时|份|寸|次|倍|平方米|号窗口)"
)


@pytest.fixture(scope="module")
def ways(seed) -> Wayfinder:
    return Wayfinder(seed.hall)


def said_and_shown(guide, hall, ways, aspect):
    if aspect == "place":
        return item_place(hall, ways, guide, "P-kiosk-1")
    return RENDER[aspect](guide, hall)


def texts(value) -> str:
    return json.dumps(value.model_dump(mode="json"), ensure_ascii=False)


def test_there_is_a_renderer_for_every_aspect():
    assert set(RENDER) | {"place"} == set(ASPECTS)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_guide_says_something_with_a_source(seed, ways, aspect):
    for guide in seed.guides.values():
        say, show = said_and_shown(guide, seed.hall, ways, aspect)
        assert say and show, guide.id
        for sentence in say:
            assert re.search(r"\w", sentence.text), guide.id
            assert sentence.text[-1] in "。！？", (guide.id, sentence.text)
            assert "None" not in sentence.text and "{" not in sentence.text, (guide.id, sentence.text)
            assert not re.search(r"[。！？；，、][。；，、]", sentence.text), (guide.id, sentence.text)
            assert sentence.source.kind in ("guide", "hall") and sentence.source.field, guide.id
            assert sentence.source.id in (guide.id, seed.hall.id), guide.id
            assert sentence.source.approved is False, "nobody of the hall has approved the seed"


@pytest.mark.parametrize("aspect", ASPECTS)
def test_spoken_numbers_stand_in_the_records(seed, ways, aspect):
    hall = texts(seed.hall)
    for guide in seed.guides.values():
        record = texts(guide)
        for sentence in said_and_shown(guide, seed.hall, ways, aspect)[0]:
            own = hall if sentence.source.kind == "hall" else record
            for number in [*_DIGITS.findall(sentence.text), *_SPOKEN_NUMBER.findall(sentence.text)]:
                assert number in own, (guide.id, aspect, sentence.text)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_cards_name_their_guide_and_its_approval(seed, ways, aspect):
    for guide in seed.guides.values():
        for card in said_and_shown(guide, seed.hall, ways, aspect)[1]:
            if card.kind != "place":
                assert (card.item, card.name, card.approved) == (guide.id, guide.name, False)


def test_the_same_guide_says_the_same_every_time(seed, ways):
    for guide in list(seed.guides.values())[:5]:
        for aspect in ASPECTS:
            first, second = (said_and_shown(guide, seed.hall, ways, aspect) for _ in range(2))
            assert first == second


def test_no_two_guides_say_the_same_about_an_aspect(seed, ways):
    """The hall's own sentences repeat; what is said of the item must not."""
    for aspect in ("overview", "materials", "conditions", "process"):
        said = {}
        for guide in seed.guides.values():
            text = "".join(
                s.text for s in said_and_shown(guide, seed.hall, ways, aspect)[0] if s.source.kind == "guide"
            )
            assert text not in said, (aspect, guide.id, said.get(text))
            said[text] = guide.id


# -- what is said, on the small library --


def say(value) -> str:
    return "".join(sentence.text for sentence in value[0])


@pytest.fixture(scope="module")
def full(small):
    return small.guides["G001"]


@pytest.fixture(scope="module")
def bare(small):
    return small.guides["G002"]


def test_materials_everybody_brings_and_conditional_ones(small, full):
    text = say(RENDER["materials"](full, small.hall))
    assert "要带购买凭证" in text and "风筝登记表，到现场填写" in text
    assert "未满十岁的，还要监护人的身份证复印件" in text
    (card,) = RENDER["materials"](full, small.hall)[1]
    assert [row.name for row in card.materials] == ["购买凭证", "风筝登记表", "监护人的身份证"]
    assert [row.when for row in card.materials] == ["", "", "未满十岁的"]


def test_an_electronic_certificate_is_offered(small, bare):
    assert "已有电子陀螺卡的，可以出示电子证照" in say(RENDER["materials"](bare, small.hall))


def test_steps_are_counted(small, full):
    assert "第一步，交材料。第二步，领登记卡。" in say(RENDER["process"](full, small.hall))
    (card,) = RENDER["process"](full, small.hall)[1]
    assert card.ordered and card.rows == ["交：交材料。", "领：领登记卡。"]


def test_every_step_is_said(seed):
    for guide in seed.guides.values():
        text = say(RENDER["process"](guide, seed.hall))
        assert all(sentence in text for step in guide.steps for sentence in split(step.text)), guide.id


def test_long_lists_are_cut_when_spoken_and_whole_on_the_card(seed):
    for guide in seed.guides.values():
        sentences, (card,) = RENDER["conditions"](guide, seed.hall)
        assert len(card.rows) == len(guide.conditions)
        assert all(
            condition.text.split("。")[0][:12] in say((sentences,)) for condition in guide.conditions[:SPOKEN_ROWS]
        )


def test_the_fee_of_one_amount_is_set_large(small, full):
    (card,) = RENDER["fee"](full, small.hall)[1]
    assert card.value == "3元" and "登记费：3元/只" in card.details


@pytest.mark.parametrize(
    ("aspect", "fragment"),
    [
        ("time_limit", "承诺办结时限是，当场办结"),
        ("time_limit", "风筝登记的法定时限，五个工作日"),
        ("hours", "周一上午"),
        ("phone", "000-1"),
        ("complaint", "000-2"),
        ("result", "风筝登记卡"),
        ("validity", "两年"),
        ("online", "在测试平台，搜索风筝登记"),
        ("agent", "家里人可以代办"),
        ("legal", "《测试条例》"),
        ("overview", "新买的风筝要放上天"),
        ("eligibility", "风筝是自己的"),
        ("progress", "打电话问窗口"),
    ],
)
def test_what_the_record_holds_is_said(small, full, aspect, fragment):
    assert fragment in say(RENDER[aspect](full, small.hall))


@pytest.mark.parametrize(
    ("aspect", "fragment", "value"),
    [
        ("time_limit", "大厅尚未提供", "请问窗口"),
        ("hours", "大厅没有提供办公时间", "请拨打000-9确认"),
        ("phone", "大厅还没有提供", "000-9"),
        ("complaint", "您可以拨打000-9投诉", "000-9"),
        ("validity", "没有写有效期", "指南未载明"),
        ("online", "大厅尚未提供", "请到现场办理"),
        ("agent", "能不能代办请先问窗口", "请先问窗口"),
        ("fee", "收不收费以窗口为准", "以窗口为准"),
    ],
)
def test_what_is_not_known_is_said_to_be_so(small, bare, aspect, fragment, value):
    assert fragment in say(RENDER[aspect](bare, small.hall))
    (card,) = RENDER[aspect](bare, small.hall)[1]
    assert card.value == value


def test_a_direct_link_can_be_scanned(small, full):
    online = full.online.model_copy(update={"url": "https://example.test/apply"})
    sentences, (card,) = RENDER["online"](full.model_copy(update={"online": online}), small.hall)
    assert card.link == online.url and card.qr is not None and "二维码" in say((sentences,))
    without = full.online.model_copy(update={"url": None})
    (plain,) = RENDER["online"](full.model_copy(update={"online": without}), small.hall)[1]
    assert plain.link == "" and plain.qr is None


def test_a_guide_without_law_says_why(small, bare):
    assert "大厅尚未提供" in say(RENDER["legal"](bare, small.hall))


def test_small_print():
    assert basis_text(None) == ""
    assert basis_text(Basis(law="测试条例", article="第一条", verified=True)) == "《测试条例》第一条"
    assert basis_text(Basis(law="测试条例")) == "《测试条例》（未核）"


def test_an_unread_law_is_marked_wherever_it_is_shown(seed):
    for guide in seed.guides.values():
        (card,) = RENDER["legal"](guide, seed.hall)[1]
        for basis, row in zip(guide.legal, card.rows, strict=False):
            assert ("未核" in row) is (not basis.verified), (guide.id, row)


def test_an_own_question_has_its_own_answer(seed):
    for guide in seed.guides.values():
        for eligibility in guide.eligibility:
            sentences, (card,) = eligibility_answer(guide, eligibility.question)
            assert "".join(s.text for s in sentences)[:5] == eligibility.answer[:5]
            assert card.title == eligibility.question


def test_the_guides_card(small, full, bare):
    card = guide_card(full, small.hall)
    assert (card.zone, card.department, card.subject) == ("风筝专区", "风筝科", "个人")
    assert card.notes == ["老年人：可以坐着办。"]
    assert guide_card(bare, small.hall).zone == "陀螺专区"


# -- places --


def test_a_checked_plan_is_told_step_by_step(small):
    hall = small.hall.model_copy(update={"map": small.hall.map.model_copy(update={"schematic": False})})
    ways = Wayfinder(hall)
    sentences, (card,) = place_answer(hall, ways, ways.place("P-zone-1"), "P-kiosk")
    text = say((sentences,))
    assert "风筝专区在二楼" in text and "P-kiosk 去 P-desk" in text and SCHEMATIC not in text
    assert not card.schematic


def test_the_steps_of_a_drawing_are_told_with_a_word_of_warning(small):
    ways = Wayfinder(small.hall)
    sentences, (card,) = place_answer(small.hall, ways, ways.place("P-zone-1"), "P-kiosk")
    text = say((sentences,))
    assert "风筝专区" in text and text.endswith(SCHEMATIC)
    assert ACCORDING_TO in text and all(step in text for step in card.steps)
    assert [point.place for point in card.route][0] == "P-kiosk" and card.metres == pytest.approx(12.0)
    assert card.schematic


def test_a_place_without_a_start_or_without_a_way(small):
    ways = Wayfinder(small.hall)
    for here, place in ((None, "P-desk"), ("P-kiosk", "P-roof"), ("P-moon", "P-desk")):
        sentences, (card,) = place_answer(small.hall, ways, ways.place(place), here)
        assert sentences and card.route == [] and card.steps == [] and card.place.place == place


def test_here_is_here(small):
    ways = Wayfinder(small.hall)
    sentences, (card,) = place_answer(small.hall, ways, ways.place("P-kiosk"), "P-kiosk")
    assert "您现在就在服务机" in say((sentences,)) and card.route == []


def test_an_items_window_where_the_hall_has_entered_one(small, full, bare):
    ways = Wayfinder(small.hall)
    sentences, (card,) = item_place(small.hall, ways, full, "P-kiosk")
    assert "风筝登记在7号窗口办理" in say((sentences,)) and card.window == "7号窗口"
    assert "玩具路1号" in say((sentences,))
    sentences, (card,) = item_place(small.hall, ways, bare, None)
    assert "陀螺注销在玩具大厅的陀螺专区办理" in say((sentences,)) and card.window == "9号窗口"


def test_the_plan_is_called_a_drawing_whenever_a_way_is_told(seed, ways):
    for guide in seed.guides.values():
        text = say(item_place(seed.hall, ways, guide, "P-kiosk-1"))
        assert SCHEMATIC in text, guide.id
