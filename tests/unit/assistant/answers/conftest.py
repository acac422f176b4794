"""Questions to the seed library, understood without a dialogue process."""

from __future__ import annotations

import dataclasses

import pytest
from asking import AT_KIOSK

from assistant.answers.composer import Composer
from assistant.answers.model import Answer
from assistant.answers.request import Context


@pytest.fixture
def ask(seed_composer: Composer):
    """``ask(text, context, intent)``: the answer; ``intent`` is (name, confidence) as a classifier would give it."""

    def ask(text: str, context: Context = AT_KIOSK, intent: tuple[str, float] | None = None) -> Answer:
        understood = seed_composer.understand(text)
        if intent is not None:
            understood = dataclasses.replace(understood, intent=intent[0], confidence=intent[1])
        return seed_composer.answer(understood, context)

    return ask
