"""Whole answers, from words, on the seed library with the hall's own understanding."""

from __future__ import annotations

import json
import re

import pytest
from asking import HERE, after, said

from assistant.answers.model import Choice, Source
from assistant.answers.request import Context, Cue, Mention, Understood
from assistant.answers.sentences import split

pytestmark = pytest.mark.unit


# -- courtesies --


def test_greeting_offers_a_start(ask, seed_composer):
    answer = ask("你好")
    assert answer.state.intent == "greet" and "小新" in said(answer) and answer.sources == []
    assert answer.say[0].gesture == "greet"
    assert len(answer.ask) == len(seed_composer.suggestions()) > 0


@pytest.mark.parametrize(
    "intent", ["greet", "goodbye", "thanks", "affirm", "deny", "capabilities", "chitchat", "distress"]
)
def test_every_courtesy_is_answered(ask, intent):
    answer = ask("嗯哼", intent=(intent, 0.95))
    assert answer.say and answer.state.intent == intent and not answer.state.refused


def test_an_unsure_courtesy_is_none(ask):
    assert ask("嗯哼", intent=("goodbye", 0.4)).state.intent != "goodbye"


def test_who_greets_and_asks_is_answered(ask):
    answer = ask("你好，身份证丢了怎么补", intent=("greet", 0.99))
    assert answer.state.item == "G055"


def test_a_courtesy_keeps_what_was_talked_about(ask):
    answer = ask("谢谢", Context(item="G055", aspect="fee", here=HERE))
    assert answer.state.intent == "thanks" and answer.state.item in (None, "G055")


def test_a_person_is_sent_for(ask, seed):
    answer = ask("转人工")
    assert answer.state.intent == "handoff" and seed.hall.hotline in said(answer)
    assert {card.kind for card in answer.show} >= {"place", "notice"}
    assert Source("hall", "H001", 1, "hotline", False).id in {source.id for source in answer.sources}


# -- again --


# -- danger --


@pytest.mark.parametrize(
    "text",
    [
        "着火了",
        "身份证丢了怎么补，快有人晕倒了",
        "你好救命",
        "再说一遍，有人打架",
        "第二个，着火了",
        "转人工，老人摔倒了",
    ],
)
def test_an_emergency_comes_before_everything(ask, text):
    offered = (Choice("a", "甲", "甲", "G001"), Choice("b", "乙", "乙", "G055"))
    answer = ask(text, Context("G055", "fee", HERE, offered), intent=("out_of_scope", 1.0))
    assert answer.state.intent == "emergency"
    assert all(number in said(answer) for number in ("110", "119", "120"))


def test_despair_is_met_by_a_person(ask):
    answer = ask("我不想活了", intent=("goodbye", 1.0))
    assert answer.state.intent == "distress" and "120" in said(answer)
    assert answer.say[0].gesture == "apologise"


# -- items --


@pytest.mark.parametrize(
    ("text", "item", "aspect"),
    [
        ("身份证补领要多少钱", "G055", "fee"),
        ("开公司要带什么材料", "G001", "materials"),
        ("离婚冷静期是多久", "G032", "time_limit"),
        ("居民身份证丢失补领", "G055", "overview"),
        ("社保卡补办在哪里", "G072", "place"),
        ("内地居民结婚登记的法律依据是什么", "G031", "legal"),
        ("居民身份证换领可以代办吗", "G054", "agent"),
        ("公司注销登记怎么投诉", "G003", "complaint"),
    ],
)
def test_an_item_and_what_is_asked_of_it(ask, text, item, aspect):
    answer = ask(text)
    assert (answer.state.item, answer.state.aspect) == (item, aspect)
    assert answer.sources and not answer.state.refused
    assert 0.5 <= answer.state.confidence <= 1


def test_several_aspects_are_answered_in_order(ask):
    answer = ask("居民身份证丢失补领要带什么材料，多少钱")
    fields = [sentence.source.field for sentence in answer.say]
    assert fields.index("materials") < fields.index("fee")
    assert {card.kind for card in answer.show} >= {"materials", "fact", "guide"}


def test_the_next_questions_leave_out_what_was_asked(ask):
    answer = ask("居民身份证丢失补领要多少钱")
    assert 1 <= len(answer.ask) <= 4
    assert "要多少钱" not in [choice.label for choice in answer.ask]
    assert {choice.item for choice in answer.ask} == {"G055"}


def test_an_item_without_a_guide_is_named_and_handed_on(small_composer, small):
    missing = small.items["G003"]
    answer = small_composer.answer(small_composer.understand(f"{missing.name}要带什么材料"), Context())
    assert answer.state.item == missing.id
    assert missing.name in said(answer) and missing.department in said(answer) and small.hall.hotline in said(answer)
    assert [(source.kind, source.id) for source in answer.sources] == [("item", missing.id)]


def test_every_item_can_be_asked_for_by_its_name(ask, seed):
    for item in seed.items.values():
        answer = ask(f"{item.name}要多少钱")
        assert answer.state.item == item.id or answer.state.intent == "faq" or answer.ask, item.name
        assert not answer.state.refused, item.name


def test_an_entry_is_given_word_for_word(ask, seed):
    entry = next(entry for entry in seed.faq.values() if entry.question == "多大年纪可以结婚，表兄妹能领证吗？")
    for question in (entry.question, "法定结婚年龄是几岁"):
        answer = ask(question)
        assert answer.state.intent == "faq" and answer.state.item == entry.item
        assert [sentence.text for sentence in answer.say] == split(entry.answer)
        assert {(source.kind, source.id) for source in answer.sources} == {("faq", entry.id)}


def test_an_own_question_of_a_guide_has_its_own_answer(ask):
    answer = ask("补领了又找到旧证，能不能接着用？")
    assert answer.state.item == "G055" and answer.state.aspect == "eligibility"
    assert said(answer).startswith("不能再用")


# -- talking on --


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("要多少钱", "fee"),
        ("那要多久呢", "time_limit"),
        ("在哪里办", "place"),
        ("这个可以代办吗", "agent"),
        ("怎么办", "process"),
    ],
)
def test_a_follow_up_stays_with_its_item(ask, text, aspect):
    answer = ask(text, after(ask("居民身份证丢失补领")))
    assert (answer.state.item, answer.state.aspect) == ("G055", aspect)


def test_another_item_leaves_the_first(ask):
    answer = ask("内地居民结婚登记要带什么材料", after(ask("居民身份证丢失补领要多少钱")))
    assert (answer.state.item, answer.state.aspect) == ("G031", "materials")


def test_and_that_one_asks_the_same_of_another(ask):
    answer = ask("那内地居民离婚登记呢", after(ask("内地居民结婚登记要多少钱")))
    assert (answer.state.item, answer.state.aspect) == ("G032", "fee")


@pytest.mark.parametrize("courtesy", ["谢谢", "好的", "转人工", "再说一遍"])
def test_talk_in_between_does_no_harm(ask, courtesy):
    first = ask("内地居民结婚登记要多少钱")
    between = ask(courtesy, after(first))
    answer = ask("那内地居民离婚登记呢", after(between, after(first)))
    assert answer.state.item == "G032"


def test_an_entry_in_between_does_no_harm(ask, seed):
    """An entry may belong to an item and to no aspect of it."""
    entry = next(entry for entry in seed.faq.values() if entry.item == "G031" and entry.aspect is None)
    answer = ask("那内地居民离婚登记呢", after(ask(entry.question)))
    assert answer.state.item == "G032"


def test_a_place_does_not_forget_the_item(ask):
    context = after(ask("居民身份证丢失补领要多少钱"))
    place = ask("厕所在哪里", context)
    assert place.state.intent == "navigate" and place.state.item is None
    assert ask("要多久", after(place, context)).state.item == "G055"


# -- places --


def test_the_nearest_of_several_places(ask):
    assert ask("厕所在哪", Context(here="P-kiosk-1")).show[0].place.place == "P-toilet-f1"
    assert ask("厕所在哪", Context(here="P-kiosk-2")).show[0].place.place == "P-toilet-f2"
    assert ask("厕所在哪", Context()).show[0].route == []


def test_the_way_is_told_and_drawn(ask):
    answer = ask("导服台怎么走")
    (card,) = answer.show
    assert answer.state.intent == "navigate" and card.place.place == "P-guide-desk"
    assert card.steps and card.steps[0] in said(answer) and "示意图" in said(answer)


# -- no --


def test_a_stranger_is_refused_with_a_way_on(ask, seed):
    answer = ask("今天天气怎么样")
    assert answer.state.refused and answer.state.item is None and answer.state.intent == "out_of_scope"
    assert "没有可靠的答案" in said(answer) and seed.hall.hotline in said(answer)
    assert answer.say[0].gesture == "apologise"
    assert all(choice.item in seed.items for choice in answer.ask)


def test_known_strangers_are_refused(ask):
    for question in ("比特币还能买吗", "推荐一部电影", "给我讲个笑话"):
        answer = ask(question)
        # A joke is small talk: kindly put off rather than refused.
        assert answer.state.refused or answer.state.intent == "chitchat", question
        assert {source.kind for source in answer.sources} <= {"hall"}, "no fact of a record is given"


@pytest.mark.parametrize(
    "text",
    ["字" * 500, "!!!???", "😀", "\x00", "SELECT * FROM guides", "<script>alert(1)</script>", "{hotline}", "%s%s", "a"],
)
def test_odd_words_get_an_answer(ask, text):
    answer = ask(text)
    assert answer.say
    json.dumps(answer.to_json(), allow_nan=False)


def test_names_that_the_library_does_not_hold_do_no_harm(seed_composer):
    """The lexicon file may be newer, or older, than the library that a turn sees."""
    for kind in ("item", "place"):
        mention = Mention(kind, ("G999" if kind == "item" else "P-moon",), 0, 3)
        understood = Understood("毽子证在哪里", "navigate", 0.9, (mention,), (Cue("place", 3, 6),))
        assert seed_composer.answer(understood, Context(here=HERE)).say


def test_a_context_of_an_item_that_is_gone_does_no_harm(seed_composer):
    understood = seed_composer.understand("要多少钱")
    assert seed_composer.answer(understood, Context(item="G999", aspect="fee", here="P-moon")).say


# -- what holds for every answer --

QUESTIONS = [
    "你好",
    "转人工",
    "身份证丢了怎么补",
    "厕所在哪",
    "今天天气怎么样",
    "着火了",
    "再说一遍",
    "法定结婚年龄是几岁",
    "公司变更登记",
    "营业执照",
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_an_answer_is_whole(ask, seed, text):
    answer = ask(text)
    assert answer.say and all(sentence.text[-1] in "。！？" for sentence in answer.say)
    records = {*seed.guides, *seed.faq, *seed.items, seed.hall.id}
    assert {source.id for source in answer.sources} <= records
    assert len({choice.id for choice in answer.ask}) == len(answer.ask)
    assert 0 <= answer.state.confidence <= 1
    json.dumps(answer.to_json(), allow_nan=False)


@pytest.mark.parametrize("text", QUESTIONS)
def test_courtesies_state_no_number_of_their_own(ask, text):
    """A telephone number in a sentence always has the record it stands in as its source."""
    for sentence in ask(text).say:
        if sentence.source.kind == "talk":
            assert set(re.findall(r"\d+", sentence.text)) <= {"110", "119", "120"}, sentence.text
