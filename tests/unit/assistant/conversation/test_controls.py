"""再说一遍, 说慢点, 别念出来, 停, 继续, 返回: in any state, without losing what was talked of."""

from __future__ import annotations

import dataclasses

import pytest
from talking import labels, said

pytestmark = pytest.mark.unit


def test_repeat_twice_says_the_same(talk):
    first = talk.say("居民身份证丢失补领要多少钱")
    for _ in range(2):
        again = talk.say("再说一遍")
        assert again.say == first.say and again.show == first.show and again.state.intent == "repeat"


def test_repeat_of_nothing(talk):
    answer = talk.say("再说一遍")
    assert answer.state.intent == "repeat" and answer.sources == [] and answer.say


@pytest.mark.parametrize(
    ("words", "manner"),
    [
        ("说慢点", ("slower", "")),
        ("快一点说", ("faster", "")),
        ("大声点", ("", "louder")),
        ("声音小一点", ("", "quieter")),
    ],
)
def test_the_manner_of_speaking(talk, words, manner):
    first = talk.say("居民身份证丢失补领要多少钱")
    answer = talk.say(words)
    assert (answer.manner.rate, answer.manner.volume) == manner
    if words != "声音小一点":
        assert answer.say[1:] == first.say
    assert talk.say("那要多久").state.item == "G055"
    assert talk.memory.last_answer.manner.rate == ""


def test_simpler_leaves_the_first_sentences(talk):
    first = talk.say("居民身份证丢失补领怎么办理")
    answer = talk.say("说简单点")
    assert len(answer.say) < len(first.say) and answer.say[1:] == first.say[:2]


def test_not_aloud_and_aloud_again(talk):
    talk.say("内地居民离婚登记")
    silent = talk.say("别念出来")
    assert silent.manner.aloud is False and silent.show
    aloud = talk.say("念给我听")
    assert aloud.manner.aloud is True and len(aloud.say) > 1


def test_a_delicate_matter_offers_silence_once(talk):
    assert "别念出来" in labels(talk.say("内地居民离婚登记"))
    assert "别念出来" not in labels(talk.say("要带什么材料"))
    assert "别念出来" not in labels(talk.say("居民身份证丢失补领"))


def test_stop_and_go_on_from_where_it_was_cut(talk):
    first = talk.say("居民身份证丢失补领怎么办理")
    talk.memory = dataclasses.replace(talk.memory, heard=2)
    talk.say("停")
    assert talk.say("继续").say == first.say[2:]


def test_go_on_tells_what_comes_next(talk):
    talk.say("居民身份证丢失补领要带什么材料")
    assert talk.say("继续").state.aspect == "process"


def test_back_to_the_item_before(talk):
    talk.say("居民身份证丢失补领要多少钱")
    talk.say("普通护照首次申领要多久")
    answer = talk.say("返回")
    assert (answer.state.item, answer.state.aspect) == ("G055", "fee")


@pytest.mark.parametrize("words", ["回到刚才身份证那个事", "还是说刚才那件", "接着刚才的身份证说"])
def test_return_to_what_was_talked_of(talk, words):
    talk.say("居民身份证丢失补领要多少钱")
    talk.say("普通护照首次申领要多久")
    answer = talk.say(words)
    assert (answer.state.item, answer.state.aspect) == ("G055", "fee")


def test_start_over_forgets_the_item(talk):
    talk.say("居民身份证丢失补领要多少钱")
    talk.say("重新开始")
    assert talk.memory.item is None and talk.memory.earlier == ()


@pytest.mark.parametrize("words", ["叫个工作人员来", "转人工", "我不想跟机器说话"])
def test_a_person_within_one_turn(talk, words):
    talk.say("居民身份证丢失补领要多少钱")
    answer = talk.say(words)
    assert answer.state.intent == "handoff" and "导服台" in said(answer)
    assert talk.say("要多久").state.item == "G055"


def test_danger_comes_first(talk):
    talk.say("一步一步带我办居民身份证丢失补领")
    assert "120" in said(talk.say("有人晕倒了，停"))
    assert talk.memory.task is not None


def test_chit_chat_leaves_the_choices(talk):
    first = talk.say("居民身份证丢失补领要多少钱")
    answer = talk.say("你多大了", ("chitchat", 0.95))
    assert labels(answer) == labels(first) and talk.memory.item == "G055"


def test_abuse_is_answered_kindly(talk):
    assert "对不起" in said(talk.say("笨死了", ("abuse", 0.95)))


def test_refused_twice_leads_to_a_person(talk):
    assert "转人工" not in labels(talk.say("股票怎么买"))
    assert "转人工" in labels(talk.say("红烧肉怎么烧"))


@pytest.mark.parametrize(
    "text",
    [
        "办得太慢了我要投诉",
        "排队等得太久能不能快点",
        "身份证办得快一点行吗",
        "一次办好几样可以吗",
        "补办的证能快点拿到吗",
    ],
)
def test_a_question_is_no_control(talk, text):
    assert talk.say(text).state.intent not in {"slower", "faster", "stop", "repeat", "go_on"}


STATES = {
    "nothing yet": [],
    "an answer": ["居民身份证丢失补领要多少钱"],
    "asked which": ["护照多少钱"],
    "refused": ["股票怎么买"],
    "a question of a situation": ["一步一步带我办居民身份证丢失补领"],
    "a checklist": ["一步一步带我办居民身份证丢失补领", "丢了、被偷了", "满了", "带得来"],
    "a profile's question": ["有什么补贴适合我"],
    "policies found": ["我们小公司有什么补贴", "刚开不久", "制造业"],
    "a policy read": ["我们小公司有什么补贴", "刚开不久", "制造业", "念给我听"],
    "consent": ["订阅养老政策"],
    "which help": ["给我安排个帮办员"],
    "help to be confirmed": ["帮我约个帮办员办公司设立登记"],
    "a rating": ["我要评价"],
    "a reason": ["我要评价", "不满意"],
    "a comparison": ["居民身份证丢失补领和居民身份证换领有什么区别"],
    "a way": ["厕所在哪"],
    "stopped": ["居民身份证丢失补领怎么办理", "停"],
    "a person": ["转人工"],
}


@pytest.mark.parametrize("words", ["转人工", "再说一遍", "返回", "停"])
@pytest.mark.parametrize("before", STATES.values(), ids=STATES.keys())
def test_every_state_answers(talk, before, words):
    for text in before:
        talk.say(text)
    answer = talk.say(words)
    assert answer.say and not answer.state.refused
    if words == "转人工":
        assert answer.state.intent == "handoff" and "导服台" in said(answer)
    else:
        assert answer.state.intent not in {"faq", "ask_item", "out_of_scope"} or words == "返回"
