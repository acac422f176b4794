"""Rasa's two components: names from the published lexicon, aspects from the words."""

import json
import os

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.aspect_extractor import AspectExtractor
from assistant.nlu.lexicon_extractor import LexiconExtractor

pytestmark = pytest.mark.unit

NAMES = {
    "item": {"身份证": ["G053", "G054"], "风筝登记": ["G001"], "消防验收": ["G028"]},
    "place": {"厕所": ["P-toilet-f1"], "在哪里": ["P-odd"]},
}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "lexicon.json"
    path.write_text(json.dumps(NAMES, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def names(path):
    return LexiconExtractor({"path": str(path)})


@pytest.fixture
def aspects():
    return AspectExtractor()


def message(text, entities=None):
    data = {TEXT: text}
    if entities is not None:
        data[ENTITIES] = entities
    return Message(data=data)


def entities(components, text):
    """What the components, one after the other, find in ``text``."""
    messages = [message(text)]
    for component in components:
        messages = component.process(messages)
    return [(e["entity"], e["value"], text[e["start"] : e["end"]]) for e in messages[0].get(ENTITIES)]


def test_names_and_aspects_together(names, aspects):
    assert entities([names, aspects], "风筝登记要多少钱") == [
        ("item", "G001", "风筝登记"),
        ("aspect", "fee", "多少钱"),
    ]


def test_a_name_of_several_joins_its_ids(names):
    assert entities([names], "身份证丢了") == [("item", "G053|G054", "身份证")]


def test_full_width_and_spaces(names):
    assert entities([names], "风 筝　登记") == [("item", "G001", "风 筝　登记")]


def test_several_aspects_in_order(names, aspects):
    found = entities([names, aspects], "风筝登记要带什么材料，多久，多少钱")
    assert [value for entity, value, _ in found if entity == "aspect"] == ["materials", "time_limit", "fee"]


def test_an_items_name_keeps_its_words_a_places_does_not(names, aspects):
    assert ("aspect", "fee", "收不收钱") in entities([names, aspects], "消防验收收不收钱")
    assert "place" in [value for entity, value, _ in entities([names, aspects], "厕所在哪里") if entity == "aspect"]


def test_what_was_found_before_is_kept(names, aspects):
    before = {"entity": "other", "value": "x", "start": 0, "end": 1, "extractor": "another"}
    messages = aspects.process(names.process([message("风筝登记要多少钱", [before])]))
    found = messages[0].get(ENTITIES)
    assert found[0] == before and [e["entity"] for e in found] == ["other", "item", "aspect"]


def test_extractors_sign_their_entities(names, aspects):
    found = aspects.process(names.process([message("风筝登记要多少钱")]))[0].get(ENTITIES)
    assert [e["extractor"] for e in found] == ["LexiconExtractor", "AspectExtractor"]


def test_entities_are_part_of_the_output(names, aspects):
    found = aspects.process(names.process([message("风筝登记要多少钱")]))[0]
    assert ENTITIES in found.as_dict(only_output_properties=True)


@pytest.mark.parametrize("text", ["", "天气", "/choose", "😀", None])
def test_nothing_to_find(names, aspects, text):
    assert aspects.process(names.process([message(text)]))[0].get(ENTITIES) == []


def test_several_messages_at_once(names):
    messages = names.process([message("身份证"), message("天气"), message("厕所")])
    assert [len(m.get(ENTITIES)) for m in messages] == [1, 0, 1]


def test_a_new_name_is_understood_without_training(names, path):
    assert entities([names], "毽子备案") == []
    replacement = path.with_suffix(".new")
    replacement.write_text(json.dumps({"item": {"毽子备案": ["G119"]}}, ensure_ascii=False), encoding="utf-8")
    os.replace(str(replacement), str(path))
    assert entities([names], "毽子备案") == [("item", "G119", "毽子备案")]


def test_without_a_lexicon_nothing_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("HALL_LEXICON", raising=False)
    unset = LexiconExtractor(LexiconExtractor.get_default_config())
    assert unset.process([message("身份证")])[0].get(ENTITIES) in (None, [])
    missing = LexiconExtractor({"path": str(tmp_path / "none.json")})
    assert entities([missing], "身份证") == []


def test_the_lexicon_of_the_environment(monkeypatch, path):
    monkeypatch.setenv("HALL_LEXICON", str(path))
    assert entities([LexiconExtractor({"path": ""})], "身份证") == [("item", "G053|G054", "身份证")]


def test_rasa_can_create_them(path):
    created = LexiconExtractor.create({"path": str(path)}, None, None, None)
    assert entities([created, AspectExtractor.create({}, None, None, None)], "厕所在哪里")
