"""What a record must hold, rule by rule."""

from __future__ import annotations

import copy
from datetime import date

import pytest
import small_library
from pydantic import ValidationError

from knowledge_base.records import ASPECTS, Clarification, FaqEntry, Guide, Hall

pytestmark = pytest.mark.unit

#: Field path -> how it is emptied. Each needs a reason in ``blank``.
EMPTIED = {
    "item_code": {"item_code": ""},
    "window": {"window": None},
    "hours": {"hours": None},
    "phone": {"phone": None},
    "complaint": {"complaint": None},
    "handling": {"handling": None},
    "visits": {"visits": None},
    "legal": {"legal": []},
    "online": {"online": None},
    "online.url": {"online": {"portal": "测试平台", "item_name": "风筝登记"}},
    "time_limit.statutory": {"time_limit": {"promised": {"text": "当场办结"}}},
    "time_limit.promised": {"time_limit": {"statutory": {"text": "五个工作日"}}},
    "fee.charged": {"fee": {"charged": None, "text": "以窗口为准。"}},
    "agent.allowed": {"agent": {"allowed": None, "text": "请先问窗口。"}},
}


def faults(model, data: dict) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return str(caught.value)


def test_the_invented_records_are_right():
    assert Guide.model_validate(small_library.guide()).id == "G001"
    assert Guide.model_validate(small_library.BARE).id == "G002"
    assert FaqEntry.model_validate(small_library.entry()).id == "F001"
    assert Hall.model_validate(small_library.hall()).id == "H001"


@pytest.mark.parametrize("field", EMPTIED)
def test_an_empty_field_needs_a_reason(field):
    assert field in faults(Guide, small_library.guide(**EMPTIED[field]))
    reasoned = small_library.guide(**EMPTIED[field], blank={field: "大厅尚未提供"})
    assert Guide.model_validate(reasoned).blank == {field: "大厅尚未提供"}


@pytest.mark.parametrize("field", EMPTIED)
def test_a_reason_that_says_nothing_is_none(field):
    assert field in faults(Guide, small_library.guide(**EMPTIED[field], blank={field: ""}))


@pytest.mark.parametrize("field", EMPTIED)
def test_a_filled_field_has_no_reason_for_being_empty(field):
    assert field in faults(Guide, small_library.guide(blank={field: "大厅尚未提供"}))


def test_a_reason_for_an_unknown_field_is_a_typo():
    assert "windw" in faults(Guide, small_library.guide(blank={"windw": "大厅尚未提供"}))


def test_every_empty_field_is_named_at_once():
    told = faults(Guide, small_library.guide(window=None, hours=None, legal=[]))
    assert all(field in told for field in ("window", "hours", "legal"))


@pytest.mark.parametrize(
    "material",
    [
        {"id": "m1", "name": "证", "form": "原件", "required": "conditional"},
        {"id": "m1", "name": "证", "form": "原件", "required": "conditional", "when": ""},
        {"id": "m1", "name": "证", "form": "原件", "when": "未满十岁的"},
    ],
)
def test_a_conditional_material_says_when_and_no_other_does(material):
    assert "materials" in faults(Guide, small_library.guide(materials=[material]))


def test_material_ids_are_unique():
    material = {"id": "m1", "name": "证", "form": "原件"}
    assert "repeat" in faults(Guide, small_library.guide(materials=[material, material]))


def test_a_guide_is_not_its_own_sibling():
    siblings = [{"item": "G001", "difference": "就是它自己。"}]
    assert "sibling" in faults(Guide, small_library.guide(siblings=siblings))


@pytest.mark.parametrize("url", ["http://example.test/kite", "ftp://example.test", "example.test", "", "javascript:x"])
def test_an_online_address_is_https(url):
    online = {"portal": "测试平台", "item_name": "风筝登记", "url": url}
    assert "https://" in faults(Guide, small_library.guide(online=online))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"id": "X1"}, "id"),
        ({"zone": "西区"}, "zone"),
        ({"subject": "大家"}, "subject"),
        ({"handling": "快件"}, "handling"),
        ({"visits": -1}, "visits"),
        ({"summary": "  "}, "summary"),
        ({"summary": "字" * 601}, "summary"),
        ({"name": "字" * 81}, "name"),
        ({"fee": {"charged": True, "text": "收。", "amounts": [{"name": "费", "yuan": -1}]}}, "fee.amounts.0.yuan"),
        (
            {"fee": {"charged": True, "text": "收。", "amounts": [{"name": "费", "yuan": float("nan")}]}},
            "fee.amounts.0.yuan",
        ),
        ({"materials": [{"id": "m1", "name": "证", "form": "口头"}]}, "materials.0.form"),
        ({"notes": [{"who": "球迷", "text": "有座。"}]}, "notes.0.who"),
        ({"provenance": {"source": "测试", "status": "done"}}, "provenance.status"),
        ({"provenance": {"source": "测试", "revision": 0}}, "provenance.revision"),
        ({"provenance": {"source": "测试", "effective_from": "明天"}}, "provenance.effective_from"),
        ({"colour": "红"}, "colour"),
        ({"online": {"portal": "平台", "item_name": "风筝", "url": None, "link": "x"}}, "online.link"),
    ],
)
def test_a_wrong_field_is_named(changes, place):
    with pytest.raises(ValidationError) as caught:
        Guide.model_validate(small_library.guide(**changes))
    assert place in {".".join(map(str, fault["loc"])) for fault in caught.value.errors()}


@pytest.mark.parametrize("field", ["name", "summary", "fee", "result", "agent", "progress", "provenance"])
def test_a_guide_without_a_field_is_no_guide(field):
    data = small_library.guide()
    del data[field]
    assert field in faults(Guide, data)


@pytest.mark.parametrize("data", [None, [], "风筝", 7, {}])
def test_a_guide_is_a_mapping(data):
    faults(Guide, data)


def test_records_do_not_change():
    guide = Guide.model_validate(small_library.guide())
    with pytest.raises(ValidationError):
        guide.name = "别的"


# -- FAQ --


def test_a_faq_entry_names_a_known_aspect():
    assert "aspect" in faults(FaqEntry, small_library.entry(aspect="colour"))
    for aspect in (*ASPECTS, None):
        assert FaqEntry.model_validate(small_library.entry(aspect=aspect)).aspect == aspect


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "G001"},
        {"similar_questions": ["一个"]},
        {"keywords": []},
        {"answer": ""},
        {"item": "X1"},
        {"colour": "红"},
    ],
)
def test_a_wrong_faq_entry_is_refused(changes):
    faults(FaqEntry, small_library.entry(**changes))


# -- the hall --


def bent_hall(**changes) -> dict:
    record = small_library.hall()
    record["map"] = {**record["map"], **changes}
    return record


def test_empty_hours_need_a_reason():
    assert "reason" in faults(Hall, small_library.hall(hours_reason=""))
    assert Hall.model_validate(small_library.hall(hours="周一", hours_reason="")).hours == "周一"


def test_the_hotline_is_one_of_the_telephones():
    assert "hotline" in faults(Hall, small_library.hall(hotline="110"))


def test_a_zone_is_on_the_map():
    zones = [{"id": "Z1", "name": "风筝专区", "place": "P-nowhere"}]
    assert "P-nowhere" in faults(Hall, small_library.hall(zones=zones))


def test_an_edge_joins_known_places():
    assert "P-moon" in faults(Hall, bent_hall(edges=[{"a": "P-door", "b": "P-moon", "metres": 1}]))


@pytest.mark.parametrize("metres", [0, -1, "远"])
def test_an_edge_has_a_length(metres):
    faults(Hall, bent_hall(edges=[{"a": "P-door", "b": "P-desk", "metres": metres}]))


def test_place_ids_are_unique_and_their_floors_known():
    places = small_library.hall()["map"]["places"]
    assert "repeat" in faults(Hall, bent_hall(places=[*places, places[0]]))
    lost = copy.deepcopy(places)
    lost[0]["floor"] = "F9"
    assert "F9" in faults(Hall, bent_hall(places=lost))


# -- in force --


@pytest.mark.parametrize(
    ("provenance", "in_force"),
    [
        ({}, True),
        ({"status": "draft"}, False),
        ({"status": "in_review"}, False),
        ({"status": "retired"}, False),
        ({"effective_from": "2026-05-01"}, True),
        ({"effective_from": "2026-05-02"}, False),
        ({"effective_to": "2026-05-01"}, True),
        ({"effective_to": "2026-04-30"}, False),
        ({"effective_from": "2026-04-01", "effective_to": "2026-06-01"}, True),
    ],
)
def test_in_force_on_a_day(provenance, in_force):
    guide = Guide.model_validate(small_library.guide(provenance={"source": "测试", **provenance}))
    assert guide.in_force(date(2026, 5, 1)) is in_force


@pytest.mark.parametrize(
    ("checked", "approved"),
    [
        ({}, False),
        ({"checked_by": "窗口"}, False),
        ({"checked_on": "2026-05-01"}, False),
        ({"checked_by": "窗口", "checked_on": "2026-05-01"}, True),
    ],
)
def test_approved_only_with_who_and_when(checked, approved):
    guide = Guide.model_validate(small_library.guide(provenance={"source": "测试", **checked}))
    assert guide.provenance.approved_by_hall is approved


# -- clarifications --


def _clarification(**changed):
    content = {
        "id": "C01",
        "provenance": {"source": "测试"},
        "ask": "第一次办，还是换新的？",
        "choices": [{"item": "G001", "label": "第一次"}, {"item": "G002", "label": "换新"}],
        "similar_questions": ["这证多少钱", "这证在哪办", "这证怎么弄"],
    }
    return Clarification.model_validate(content | changed)


def test_a_clarification_names_its_items_in_order():
    assert _clarification().items == ["G001", "G002"]


@pytest.mark.parametrize(
    "changed",
    [
        {"choices": [{"item": "G001", "label": "只有一个"}]},
        {"choices": [{"item": "G001", "label": "一样"}, {"item": "G001", "label": "还是它"}]},
        {"similar_questions": ["太少"]},
        {"id": "G001"},
    ],
)
def test_a_clarification_that_leaves_nothing_open_is_no_clarification(changed):
    with pytest.raises(ValidationError):
        _clarification(**changed)
