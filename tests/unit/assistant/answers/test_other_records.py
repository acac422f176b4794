"""Joint modules, helpers, policies and diagrams: said as their records say, and samples never as fact."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from assistant.answers.other_records import RENDER
from knowledge_base.diagram_drawing import draw

pytestmark = pytest.mark.unit


def text(answer) -> str:
    return "".join(sentence.text for sentence in answer[0])


def test_every_record_can_be_said(seed):
    for kind, records in (
        ("policy", seed.policies),
        ("one_thing", seed.one_things),
        ("help", seed.helps),
        ("diagram", seed.diagrams),
        ("point", seed.points),
    ):
        assert records
        for record in records.values():
            say, cards = RENDER[kind](record, seed)
            assert say and cards, record.id
            assert {s.source.id for s in say if s.source.kind != "talk"} <= {record.id}


def test_a_sample_policy_is_never_said_as_fact(seed):
    samples = [policy for policy in seed.policies.values() if policy.sample]
    assert samples and all(policy.level in ("常州市", "新北区") for policy in samples)
    for policy in samples:
        say, cards = RENDER["policy"](policy, seed)
        assert {sentence.source.kind for sentence in say} == {"talk"} and policy.gives not in text((say, cards))
        assert "样例" in cards[0].title


def test_a_policys_three_sentences_are_read_aloud(seed):
    policy = next(policy for policy in seed.policies.values() if not policy.sample)
    say, _ = RENDER["policy"](policy, seed)
    assert [sentence.text.rstrip("。") for sentence in say] == [line.rstrip("。") for line in policy.reading]


def test_a_joint_module_asks_for_every_material_once(seed):
    for module in seed.one_things.values():
        covered = [cover for material in module.materials for cover in material.covers]
        assert len(covered) == len(set(covered))
        for item in module.items:
            always = {f"{item}.{m.id}" for m in seed.guides[item].materials if m.required == "always"}
            assert always <= set(covered), (module.id, item)


def test_diagrams_are_drawn_and_hold_every_step(seed):
    for diagram in seed.diagrams.values():
        drawing = draw(diagram)
        words = "".join(ElementTree.fromstring(drawing).itertext())
        assert all(step.name in words for step in diagram.steps), diagram.id
        assert "未经大厅核定" in words


def test_what_a_record_holds_cannot_break_a_drawing(seed):
    diagram = next(iter(seed.diagrams.values()))
    hostile = diagram.model_copy(update={"name": "<script>alert(1)</script>&"})
    assert "<script>" not in draw(hostile)
    ElementTree.fromstring(draw(hostile))
