"""Questions that leave open which item is meant are asked back in plain words; those that say it are not."""

from __future__ import annotations

import pytest

from assistant.answers.question_wordings import denied, wordings
from assistant.answers.request import Context

pytestmark = pytest.mark.unit


@pytest.fixture
def ask(seed_composer):
    def asked(text: str, **context):
        return seed_composer.answer(seed_composer.understand(text), Context(**context))

    return asked


def test_every_clarification_is_asked_by_its_own_wordings(ask, seed):
    """With hashed n-grams a stored question is verbatim, so its own clarification must come first."""
    for clarification in seed.clarifications.values():
        answer = ask(clarification.similar_questions[0])
        if answer.state.item is None and not answer.state.refused:
            assert answer.say[0].text.rstrip("。？") == clarification.ask.rstrip("。？")
            assert [choice.item for choice in answer.ask] == clarification.items
            assert [choice.label for choice in answer.ask] == [choice.label for choice in clarification.choices]
            break
    else:
        pytest.fail("none of them was asked")


def test_most_of_them_are_asked(ask, seed):
    asked = 0
    for clarification in seed.clarifications.values():
        offered = {choice.item for choice in ask(clarification.similar_questions[0]).ask}
        asked += set(clarification.items) <= offered
    assert asked >= 0.8 * len(seed.clarifications)


def test_a_choice_leads_to_its_item_and_keeps_what_was_asked(ask, seed_composer):
    answer = ask("护照多少钱一本")
    assert answer.state.item is None and answer.state.aspect == "fee"
    chosen = seed_composer.choose(answer.ask[0], Context())
    assert (chosen.state.item, chosen.state.aspect) == (answer.ask[0].item, "fee")


def test_a_word_that_decides_is_not_asked_back(ask):
    assert ask("身份证补领要多少钱").state.item == "G055"
    assert ask("护照丢了补一本多少钱").state.item == "G059"


def test_what_is_talked_about_is_not_asked_back(ask):
    assert ask("护照多少钱一本", item="G059", aspect="overview").state.item == "G059"


def test_nothing_of_a_record_is_stated_when_asking_back(ask):
    assert all(sentence.source.kind == "talk" for sentence in ask("护照多少钱一本").say)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("不是津贴，是产检和住院的费用，去哪一步报", "是产检和住院的费用，去哪一步报"),
        ("要的是有限公司，不是个体", "要的是有限公司"),
        ("营业执照不想要了，怎么注销", "营业执照不想要了，怎么注销"),
        ("是不是要本人来", "是不是要本人来"),
    ],
)
def test_what_is_denied_is_not_searched(text, left, seed_composer):
    spans = denied(text)
    kept = "".join(char for i, char in enumerate(text) if not any(start <= i < end for start, end in spans))
    assert kept.strip("，") == left
    assert "津贴" not in "".join(wordings(seed_composer.understand("不是津贴，是住院的费用，去哪里报")))
