"""Courtesies by their words alone, and the hall's own understanding of a question."""

from __future__ import annotations

import pytest

from assistant.nlu.plain_talk import plain_intent

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("你好", "greet"),
        ("您好，小新！", "greet"),
        (" 在吗 ", "greet"),
        ("谢谢你啊", "thanks"),
        ("再见", "goodbye"),
        ("再说一遍", "repeat"),
        ("没听清", "repeat"),
        ("转人工", "handoff"),
        ("帮我找个工作人员", "handoff"),
        ("你会做什么", "capabilities"),
        ("好的", "affirm"),
        ("不是", "deny"),
        ("厕所怎么走", "navigate"),
        ("带我去导服台", "navigate"),
    ],
)
def test_a_courtesy(text, intent):
    assert plain_intent(text) == (intent, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "身份证丢了怎么补",
        "你好，身份证丢了怎么补",
        "好的那要多少钱",
        "可以网上办吗",
        "不用本人去可以吗",
        "我想了解一下开公司的流程和材料",
    ],
)
def test_a_question_is_no_courtesy(text):
    assert plain_intent(text) == ("nlu_fallback", 0.0)


def test_long_sentences_are_not_taken_for_courtesies():
    assert plain_intent("我昨天问过你们工作人员了他说身份证要带户口本对不对") == ("nlu_fallback", 0.0)


def test_names_cues_and_intent_together(small_composer):
    understood = small_composer.understand("请问小风筝登记要多少钱")
    assert understood.text == "请问小风筝登记要多少钱"
    assert [(mention.kind, mention.ids) for mention in understood.mentions] == [("item", ("G001",))]
    assert [cue.aspect for cue in understood.cues] == ["fee"]
    assert (understood.intent, understood.confidence) == ("nlu_fallback", 0.0)


def test_a_place_keeps_its_question(small_composer):
    understood = small_composer.understand("厕所在哪里")
    assert [mention.kind for mention in understood.mentions] == ["place"]
    assert [cue.aspect for cue in understood.cues] == ["place"]
    assert understood.intent == "navigate"
