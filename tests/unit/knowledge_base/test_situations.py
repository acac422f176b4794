"""Situations: every path ends in something sensible, and cases with several conditions come out as a clerk would say."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_library
import yaml
from pydantic import ValidationError

from knowledge_base.records import Guide
from knowledge_base.records.situation import LONGEST_PATH
from knowledge_base.settling import UNSURE, Asked, NotAnAnswer, Settled, settle

pytestmark = pytest.mark.unit
CASES = yaml.safe_load(Path(__file__).with_name("worked_examples.yaml").read_text(encoding="utf-8"))

GRAPH = {
    "questions": [
        {
            "id": "q1",
            "text": "放的人满十岁了吗？",
            "answers": [{"label": "满了", "to": "q2"}, {"label": "没满", "to": "s1"}],
            "unsure": {"say": "看户口簿上的出生日期。", "to": "q2"},
        },
        {
            "id": "q2",
            "text": "风筝是买的吗？",
            "answers": [{"label": "买的", "to": "s2"}, {"label": "借的", "to": "s3"}],
            "unsure": {"say": "先按买的准备。", "to": "s2"},
        },
    ],
    "situations": [
        {
            "id": "s1",
            "name": "孩子放",
            "materials": ["m3"],
            "fee": {"charged": False, "text": "孩子免费。"},
            "time_limit": {"text": "当场办结"},
            "window": "8号窗口",
        },
        {"id": "s2", "name": "自己的风筝"},
        {"id": "s3", "name": "借的风筝", "kind": "other", "item": "G002", "say": [{"text": "借的去办陀螺证。"}]},
    ],
}


def guide(**changes) -> Guide:
    """The small library's guide with a graph of situations; ``changes`` replace parts of the graph."""
    return Guide.model_validate(small_library.guide(situations={**GRAPH, **changes}))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_worked_examples(seed, case):
    settled = settle(seed.guides[case["guide"]], case["answers"])
    assert isinstance(settled, Settled)
    assert settled.situation.kind == case.get("kind", "apply")
    assert settled.item == case.get("item")
    added = [m.name for m in settled.materials if m.required == "conditional"]
    wanted = case.get("bring", [])
    assert len(added) == len(wanted), added
    for part in wanted:
        assert any(part in name for name in added), (part, added)


def test_every_path_of_every_guide_ends(seed):
    paths = 0
    for guide in seed.guides.values():
        for path, situation in guide.situations.paths():
            settled = settle(guide, [label for _, label in path])
            assert settled.situation.id == situation and len(path) <= LONGEST_PATH
            assert settled.item is None or settled.item in seed.items
            always = {m.id for m in guide.materials if m.required == "always"}
            if settled.situation.kind == "apply":
                assert always <= {m.id for m in settled.materials}
            paths += 1
    assert paths > 1000


def test_a_situation_has_its_own_terms():
    settled = settle(guide(), ["没满"])
    assert [m.id for m in settled.materials] == ["m1", "m2", "m3"]
    assert (settled.fee.charged, settled.time_limit.text, settled.window) == (False, "当场办结", "8号窗口")
    plain = settle(guide(), ["满了", "买的"])
    assert [m.id for m in plain.materials] == ["m1", "m2"]
    assert plain.fee.charged and plain.window == "7号窗口" and plain.time_limit.text == "当场办结"


def test_unsure_leads_on_and_says_how_to_find_out():
    asked = settle(guide(), [UNSURE])
    assert isinstance(asked, Asked) and asked.question.id == "q2" and asked.said == ("看户口簿上的出生日期。",)
    assert settle(guide(), [UNSURE, UNSURE]).situation.id == "s2"


def test_another_item_selects_no_materials():
    settled = settle(guide(), ["满了", "借的"])
    assert settled.item == "G002" and settled.materials == ()


@pytest.mark.parametrize("answers", [["没有这个"], ["没满", "买的"], ["满了", "不知道"]])
def test_what_is_no_answer_is_refused(answers):
    with pytest.raises(NotAnAnswer):
        settle(guide(), answers)


def _question(identifier: str, *to: str, unsure: str) -> dict:
    answers = [{"label": f"去{target}", "to": target} for target in to]
    return {"id": identifier, "text": "哪个？", "answers": answers, "unsure": {"say": "都行。", "to": unsure}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"questions": [_question("q1", "s1", "s2", unsure="s9")]}, "unknown s9"),
        ({"questions": [_question("q1", "s1", "s2", unsure="s1")]}, "nothing leads to s3"),
        ({"questions": [_question("q1", "q1", "s2", unsure="s1")]}, "circle"),
        ({"situations": [{"id": "s1", "name": "甲", "materials": ["m1"]}, *GRAPH["situations"][1:]]}, "no conditional"),
        ({"situations": [{"id": "s1", "name": "甲"}, *GRAPH["situations"][1:]]}, "no situation selects m3"),
        ({"situations": [*GRAPH["situations"][:2], {"id": "s3", "name": "丙", "kind": "not_met"}]}, "must say"),
    ],
)
def test_a_graph_that_leads_nowhere_is_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        guide(**changes)


def test_five_questions_are_too_many():
    chain = [_question(f"q{i}", f"q{i + 1}", "s1", unsure="s1") for i in range(1, 5)]
    chain.append(_question("q5", "s2", "s3", unsure="s1"))
    with pytest.raises(ValidationError, match="more than 4"):
        guide(questions=chain)
