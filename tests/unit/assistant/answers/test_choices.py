"""What is offered, and how it is chosen: tapped, by its number, or in its own words."""

from __future__ import annotations

import re

import pytest
from asking import HERE, after

from assistant.answers.model import Choice
from assistant.answers.request import Context

pytestmark = pytest.mark.unit


def test_suggestions_lead_to_an_answer(seed_composer, ask):
    """Tapped or typed, with the suggestions on the screen as they are at the start of a visit."""
    suggestions = seed_composer.suggestions()
    context = Context(here=HERE, offered=tuple(suggestions))
    for choice in suggestions:
        plain = ask(choice.say)
        assert not plain.state.refused
        for answer in (seed_composer.choose(choice, context), ask(choice.say, context)):
            assert (answer.state.item, answer.state.aspect) == (plain.state.item, plain.state.aspect)


# -- asking back --


def test_an_ambiguous_name_is_asked_back(small_composer):
    answer = small_composer.answer(small_composer.understand("小玩意"), Context())
    if answer.state.item is None:
        assert {choice.item for choice in answer.ask} >= {"G003", "G004"}
    assert not answer.state.refused


def two_offered() -> Context:
    offered = tuple(Choice(f"overview-{i}", label, label, item) for i, (label, item) in enumerate(OFFERED))
    return Context(here=HERE, offered=offered)


OFFERED = [("居民身份证换领", "G054"), ("居民身份证丢失补领", "G055"), ("居民身份证首次申领", "G053")]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("第一个", "G054"),
        ("第二个", "G055"),
        ("第3个", "G053"),
        ("第二个吧", "G055"),
        ("最后一个", "G053"),
        ("我要第二个。", "G055"),
        ("第二项", "G055"),
        ("上面那个", "G054"),
        ("下面那个", "G053"),
        ("居民身份证换领", "G054"),
        ("居民身份证首次申领。", "G053"),
    ],
)
def test_an_ordinal_or_a_label_chooses(ask, text, item):
    assert ask(text, two_offered()).state.item == item


@pytest.mark.parametrize("text", ["第五个", "第四个"])
def test_an_ordinal_beyond_the_offer_chooses_nothing(ask, text):
    answer = ask(text, two_offered())
    assert answer.state.confidence < 1.0 or answer.state.item not in {item for _, item in OFFERED}


@pytest.mark.parametrize("text", ["三个月了", "三个工作日", "两个人一个证", "一条龙服务", "一个人", "三个孩子"])
def test_a_number_of_something_else_chooses_nothing(seed_composer, text):
    """Only 第三个, or 三个 alone, is an ordinal."""
    chosen = [seed_composer.choose(choice, two_offered()).state for choice in two_offered().offered]
    assert seed_composer.answer(seed_composer.understand(text), two_offered()).state not in chosen


def test_an_ordinal_without_an_offer_chooses_nothing(ask):
    assert ask("第二个").state.confidence < 1.0


def test_a_question_with_a_number_is_a_question(ask):
    answer = ask("开公司第一个要带什么材料", two_offered())
    assert answer.state.item == "G001"


# -- choices --


def test_choices_cannot_be_guessed_and_never_repeat(ask, seed_composer):
    ids = [choice.id for _ in range(20) for choice in (*seed_composer.suggestions(), *ask("居民身份证换领").ask)]
    assert len(ids) == len(set(ids)) >= 100
    assert all(re.fullmatch(r"[a-z_]+-[0-9a-f]{16,}", id) for id in ids)


def test_a_choice_of_an_aspect_answers_it(ask, seed_composer):
    first = ask("居民身份证丢失补领")
    for choice in first.ask:
        answer = seed_composer.choose(choice, after(first))
        assert answer.state.item == "G055" and answer.state.confidence == 1.0
        assert choice.id.startswith(answer.state.aspect)


def test_a_choice_of_an_item_is_certain(seed_composer):
    answer = seed_composer.choose(Choice("x-1", "居民身份证换领", "居民身份证换领", "G054"), Context(here=HERE))
    assert (answer.state.item, answer.state.confidence, answer.state.aspect) == ("G054", 1.0, "overview")


@pytest.mark.parametrize("id", ["", "-", "text-1", "nonsense-1", "none-1", "place-1", "__class__-1"])
def test_a_choices_id_is_never_trusted(seed_composer, id):
    assert seed_composer.choose(Choice(id, "居民身份证换领", "居民身份证换领", "G054"), Context()).say
