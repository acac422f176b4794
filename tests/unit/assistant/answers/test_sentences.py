"""Texts as spoken sentences, phrases, and the words that come before everything else."""

from __future__ import annotations

import re

import pytest
import yaml

from assistant.answers import talk
from assistant.answers.model import Answer, Sentence, Source, State
from assistant.answers.request import Understood
from assistant.answers.sentences import TALK, from_faq, from_guide, from_hall, joined, split, spoken
from assistant.answers.talk import is_crisis, is_emergency, phrase
from knowledge_base.search.documents import index_texts

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("一句话", ["一句话。"]),
        ("一句话。", ["一句话。"]),
        ("第一句。第二句", ["第一句。", "第二句。"]),
        ("先交；再领；", ["先交。", "再领。"]),
        ("先交;再领", ["先交。", "再领。"]),
        ("好吗？好！", ["好吗？", "好！"]),
        ("好吗?好!", ["好吗?", "好!"]),
        (" 第一句。 \n 第二句。 ", ["第一句。", "第二句。"]),
        ("。。", []),
        ("；", []),
        ("", []),
        ("  ", []),
        ("收3.5元。", ["收3.5元。"]),
        ("逗号，不断、也不断：不断", ["逗号，不断、也不断：不断。"]),
    ],
)
def test_split(text, sentences):
    assert split(text) == sentences


@pytest.mark.parametrize(
    "text", ["真的吗？！别急。", "他说：“好。”然后走了。", "交材料（原件。）再签字。", "等等……再说！！"]
)
def test_every_sentence_has_something_to_say(text):
    assert all(re.search(r"\w", sentence) for sentence in split(text))
    assert "".join(split(text)).startswith(text[:2])


def test_splitting_again_changes_nothing(seed):
    for entry in seed.faq.values():
        sentences = split(entry.answer)
        assert sentences and [part for sentence in sentences for part in split(sentence)] == sentences
        assert all(sentence[-1] in "。！？" for sentence in sentences), entry.id
        assert "".join(sentences).replace("。", "") == re.sub(r"[。；;\s]", "", entry.answer), entry.id


def test_the_gesture_goes_with_the_first_sentence():
    sentences = spoken(TALK, "第一句。第二句。", "第三句", gesture="greet")
    assert [sentence.gesture for sentence in sentences] == ["greet", "none", "none"]
    assert {sentence.source for sentence in sentences} == {TALK}


@pytest.mark.parametrize(
    ("names", "said"), [([], ""), (["甲"], "甲"), (["甲", "乙"], "甲和乙"), (["甲", "乙", "丙"], "甲、乙和丙")]
)
def test_joined(names, said):
    assert joined(names) == said


def test_sources_name_record_revision_and_approval(small):
    guide, entry = small.guides["G001"], small.faq["F001"]
    assert from_guide(guide, "fee") == Source("guide", "G001", 3, "fee", False)
    assert from_faq(entry) == Source("faq", "F001", 3, "answer", False)
    assert from_hall(small.hall, "hotline") == Source("hall", "H001", 3, "hotline", False)


# -- phrases --


def test_every_phrase_can_be_said():
    with open(talk.__file__.replace("talk.py", "phrases.yaml"), encoding="utf-8") as stream:
        texts = yaml.safe_load(stream)
    blanks = {
        "digital_human": "小测",
        "hotline": "000-9",
        "name": "名",
        "department": "科",
        "zone": "区",
        "people": "人",
    }
    blanks |= {"number": "甲1", "state": "在办", "level": "满意", "count": "三", "keywords": "甲、乙"}
    for key in texts:
        said = phrase(key, **blanks)
        assert "{" not in said and "None" not in said
        assert said[-1] in "。！？", key
    assert set(talk.GESTURES) <= set(texts)


def test_an_unknown_phrase_is_an_error():
    with pytest.raises(KeyError):
        phrase("no such phrase")


# -- danger --


@pytest.mark.parametrize(
    "text",
    [
        "救命啊",
        "那边着火了",
        "有人晕倒了",
        "快叫救护车",
        "有人打架",
        "我孩子不见了",
        "老人摔倒了",
        "他心脏病发作了",
        "喘不上气了",
        "他胸口痛得喘不过气",
        "老人家胸口压得喘不过气",
        "要打120",
    ],
)
def test_an_emergency(text):
    assert is_emergency(text)


@pytest.mark.parametrize("text", [
        "我不想活了", "活不下去了", "活着没意思", "他想自杀", "我真的撑不下去了", "公司倒闭了，我撑不下去了", "店关门了，活不下去了",
        "公司要注销了，我实在撑不下去了",
    ],
)  # fmt: skip
def test_a_crisis(text):
    assert is_crisis(text) and not is_emergency(text)


@pytest.mark.parametrize("text", ["公司实在撑不下去了，怎么关掉", "月供压得喘不过气，公积金能还吗"])
def test_a_business_that_fails_and_a_debt_that_presses_are_no_danger(text):
    assert not is_crisis(text) and not is_emergency(text)


def test_no_question_of_the_library_is_taken_for_danger(seed):
    """Somebody who asks about 消防验收 or 失业 is not in danger."""
    asked = [text.text for text in index_texts(seed)]
    assert [question for question in asked if is_emergency(question) or is_crisis(question)] == []


# -- the answer's own shape --


def answer(*sources: Source) -> Answer:
    say = [Sentence("一句。", source) for source in sources]
    return Answer(say, [], [], State(None, "none", "greet", None, 1.0, False))


def test_sources_are_named_once_in_order_without_courtesies():
    guide, faq = Source("guide", "G001", 1, "fee"), Source("faq", "F001", 1, "answer")
    again = Source("guide", "G001", 1, "steps")
    assert [(s.kind, s.id) for s in answer(TALK, guide, faq, again).sources] == [("guide", "G001"), ("faq", "F001")]
    assert answer(TALK).sources == []


def test_an_answer_is_plain_data():
    data = answer(Source("guide", "G001", 1, "fee")).to_json()
    assert set(data) == {"say", "show", "ask", "state", "manner", "sources"}
    assert data["say"][0] == {
        "text": "一句。",
        "source": {"kind": "guide", "id": "G001", "revision": 1, "field": "fee", "approved": False},
        "gesture": "none",
    }


# -- what was understood --

BODY = {
    "text": "身份证要多少钱",
    "intent": {"name": "ask_fee", "confidence": 0.9},
    "entities": [
        {"entity": "item", "value": "G053|G054", "start": 0, "end": 3},
        {"entity": "aspect", "value": "fee", "start": 4, "end": 7},
        {"entity": "weather", "value": "x", "start": 0, "end": 1},
    ],
}


def test_understood_from_the_dialogue():
    understood = Understood.from_json(BODY)
    assert understood.mentions[0].ids == ("G053", "G054") and len(understood.mentions) == 1
    assert [(cue.aspect, cue.start, cue.end) for cue in understood.cues] == [("fee", 4, 7)]
    assert Understood.from_json({**BODY, "entities": None}).mentions == ()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "a"},
        {"text": "a", "intent": None},
        {"text": "a", "intent": {"name": "x"}},
        {"text": "a", "intent": {"name": "x", "confidence": "sure"}},
        {**BODY, "entities": [{"entity": "item"}]},
        {**BODY, "entities": [None]},
        {**BODY, "entities": 7},
        {**BODY, "entities": [{"entity": "item", "value": "G1", "start": "x", "end": 3}]},
    ],
)
def test_a_wrong_body_is_a_clear_error(body):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Understood.from_json(body)
