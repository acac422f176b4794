"""Settling a situation: questions, answers in any words, going back, leaving and resuming, the checklist."""

from __future__ import annotations

import pytest
from talking import labels, said

from assistant.answers.qr import LARGEST_CODE, qr_code
from assistant.conversation.checklist import checklist_card, checklist_said
from knowledge_base.settling import Settled, settle

pytestmark = pytest.mark.unit


def test_from_the_first_question_to_the_checklist(talk):
    first = talk.say("一步一步带我办居民身份证丢失补领")
    assert first.state.situation == "q1" and first.state.item == "G055"
    assert labels(first) == ["丢了、被偷了", "还在，坏了或者到期了", "从来没领过", "不清楚"]
    talk.say("丢了、被偷了")
    talk.say("满了")
    last = talk.say("在老家，带不来")
    (card,) = last.show
    assert last.state.intent == "checklist" and last.state.situation == "s2" and card.kind == "checklist"
    assert [row.name for row in card.bring] == ["居民户口簿", "驾驶证、护照、居住证等带本人照片的有效证件"]
    assert [row.name for row in card.on_site] == ["居民身份证申领登记表"]
    assert "四十元" in card.fee and "监护人" not in said(last)
    assert talk.memory.task is None and talk.memory.settled["G055"][-1] == "在老家，带不来"


@pytest.mark.parametrize(
    ("words", "question"),
    [("第一个", "q2"), ("丢了", "q2"), ("被偷了", "q2"), ("不清楚", "q2"), ("这个我说不准", "q2")],
)
def test_an_answer_in_any_words(talk, words, question):
    talk.say("一步一步带我办居民身份证丢失补领")
    assert talk.say(words).state.situation == question


@pytest.mark.parametrize(
    ("words", "question"), [("我今年三十五了", "q3"), ("才十二岁", "q4"), ("满了的", "q3"), ("还没满呢", "q4")]
)
def test_an_age_is_an_answer(talk, words, question):
    talk.all("一步一步带我办居民身份证丢失补领", "丢了、被偷了")
    assert talk.say(words).state.situation == question


def test_a_tap_is_an_answer(talk):
    talk.say("一步一步带我办居民身份证丢失补领")
    assert talk.tap("丢了").state.situation == "q2"


def test_back_and_back_again(talk):
    talk.all("一步一步带我办居民身份证丢失补领", "丢了、被偷了", "满了")
    assert talk.say("上一步").state.situation == "q2"
    assert talk.say("上一步").state.situation == "q1"
    assert "第一个问题" in said(talk.say("上一步"))


def test_back_from_the_checklist(talk):
    talk.all("一步一步带我办居民身份证丢失补领", "丢了、被偷了", "满了", "带得来")
    assert talk.say("上一步").state.situation == "q3"


def test_an_earlier_answer_is_changed(talk):
    talk.all("一步一步带我办居民身份证丢失补领", "丢了、被偷了", "满了")
    assert talk.say("前面说错了，还没满").state.situation == "q4"


def test_an_answer_is_changed_after_the_checklist(talk):
    talk.all("一步一步带我办居民身份证丢失补领", "丢了、被偷了", "满了", "带得来")
    assert talk.say("说错了，在老家，带不来").state.situation == "s2"


def test_another_question_in_between(talk):
    talk.all("一步一步带我办居民身份证丢失补领", "丢了、被偷了")
    aside = talk.say("厕所在哪")
    assert aside.state.intent == "navigate" and any("继续" in label for label in labels(aside))
    assert talk.memory.task is not None
    assert talk.say("满了").state.situation == "q3", "the question still waits for its answer"


def test_leaving_and_resuming(talk):
    talk.all("一步一步带我办居民身份证丢失补领", "丢了、被偷了", "停")
    assert talk.memory.task is None and talk.memory.paused is not None
    talk.say("护照首次申领要多少钱")
    resumed = talk.say("继续刚才的身份证")
    assert resumed.state.situation == "q2" and "接着办" in said(resumed)


def test_another_item_ends_in_its_own_questions(talk):
    talk.say("一步一步带我办居民身份证丢失补领")
    other = talk.say("还在，坏了或者到期了")
    assert other.state.item == "G054" and other.state.situation == "s6" and "换领" in said(other)
    assert talk.tap("一步一步问我").state.item == "G054"


def test_words_that_are_no_answer_lead_to_a_person_the_second_time(talk):
    talk.say("一步一步带我办居民身份证丢失补领")
    first = talk.say("嗯嗯那个哈")
    assert first.state.situation == "q1" and "转人工" not in labels(first)
    again = talk.say("哎呀呀哈那个")
    assert again.state.situation == "q1" and "转人工" in labels(again)


def test_the_same_situation_of_an_older_library_begins_anew(talk):
    talk.all("一步一步带我办居民身份证丢失补领", "丢了、被偷了")
    task = talk.memory.task
    object.__setattr__(task, "path", ("没有这个答案",))
    assert talk.say("满了").state.situation == "q1"


def test_an_item_without_situations_tells_its_steps(talk, seed):
    item = next((guide for guide in seed.guides.values() if guide.situations is None), None)
    if item is None:
        assert all(guide.situations for guide in seed.guides.values())
        return
    assert talk.say(f"一步一步带我办{item.name}").state.item == item.id


@pytest.mark.parametrize("words", ["转人工", "再说一遍", "返回", "停"])
def test_every_state_answers_these(talk, words):
    for path in ([], ["丢了、被偷了"], ["丢了、被偷了", "满了", "带得来"]):
        talk.memory = type(talk.memory)()
        talk.all("一步一步带我办居民身份证丢失补领", *path)
        answer = talk.say(words)
        assert answer.say and not answer.state.refused
        assert answer.state.intent in {"handoff", "repeat", "guidance", "stop", "go_back"}


# -- the checklist of every situation --


def test_every_situation_has_a_checklist_that_can_be_scanned(seed):
    count, seen = 0, set()
    for guide in seed.guides.values():
        for path, _ in guide.situations.paths() if guide.situations else ():
            settled = settle(guide, [label for _, label in path])
            assert isinstance(settled, Settled)
            # Many paths come to the same list.
            same = (guide.id, settled.situation.id, *(material.name for material in settled.materials))
            if settled.situation.kind != "apply" or same in seen:
                continue
            seen.add(same)
            sentences, card = checklist_said(guide, settled, seed.hall), checklist_card(guide, settled, seed.hall)
            assert sentences and card.qr is not None, (guide.id, settled.situation.id)
            assert len(card.qr.rows) == len(card.qr.rows[0]) and set("".join(card.qr.rows)) <= {"0", "1"}
            held = {row.name for row in (*card.bring, *card.electronic, *card.on_site)}
            assert held == {material.name for material in settled.materials}
            count += 1
    assert count > 350


def test_a_text_too_long_for_a_screen_gives_no_code():
    assert qr_code("字" * LARGEST_CODE, "x") is None
