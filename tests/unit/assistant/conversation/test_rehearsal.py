"""What can be said is known before anybody asks."""

from __future__ import annotations

import random

import pytest
from hash_embedder import HashEmbedder
from talking import Talk

from assistant.answers.composer import Composer
from assistant.conversation import Conversation, checklist
from assistant.conversation.rehearsal import every_sentence
from knowledge_base.loading import Library

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def codes() -> list:
    """The codes that were drawn for checklists while the sentences were gathered."""
    return []


@pytest.fixture(scope="module")
def sentences(seed_composer: Composer, codes: list) -> list[str]:
    conversation = Conversation(seed_composer, HashEmbedder())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checklist, "qr_code", lambda *code: codes.append(code))
        return list(every_sentence(seed_composer, conversation.guidance, "P-kiosk-1"))


def test_each_once_and_none_empty(sentences: list[str]):
    assert len(sentences) == len(set(sentences)) > 8000
    assert all(text.strip() for text in sentences)


def test_the_greeting_comes_first(sentences: list[str], seed: Library):
    assert "".join(sentences[:5]).startswith(seed.hall.greeting[:6])


def test_answers_are_made_of_them(sentences: list[str], talk: Talk, seed: Library):
    known, said, fresh = set(sentences), 0, []
    drawn = random.Random(5).sample([entry.question for entry in seed.faq.values()], 60)
    drawn += [text for guide in list(seed.guides.values())[::3] for text in guide.similar_questions[:2]]
    for text in drawn:
        talk.memory = type(talk.memory)()
        for sentence in talk.say(text).say:
            said += 1
            if sentence.text not in known:
                fresh.append(sentence.text)
    assert said > 200
    assert len(fresh) <= 0.02 * said, fresh[:10]


def test_no_codes_are_drawn_for_what_is_only_said(sentences: list[str], codes: list):
    # A code costs a hundred times as much as the sentences of its checklist; there are thousands.
    assert len(sentences) > 8000
    assert not codes
