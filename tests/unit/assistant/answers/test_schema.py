"""The published schema of an answer is the answer type's own, and the web client knows every card of it."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

from assistant.answers import schema
from assistant.answers.request import Context, Understood

pytestmark = pytest.mark.unit

TYPES = Path(__file__).resolve().parents[4] / "kiosk_client" / "web" / "src" / "protocol" / "answer.ts"


def test_the_file_is_up_to_date():
    assert schema.PATH.read_text(encoding="utf-8") == schema.text(), "run: python -m assistant.answers.schema"


@pytest.mark.parametrize(
    "text", ["身份证丢了要带什么材料", "补身份证多少钱", "厕所在哪", "股票怎么买", "你好", "着火了"]
)
def test_answers_keep_to_it(seed_composer, text):
    answer = seed_composer.answer(seed_composer.understand(text), Context(here="P-kiosk-1")).to_json()
    answer.pop("sources")
    jsonschema.validate(answer, schema.schema())


def test_the_web_client_knows_every_card_and_field():
    source = TYPES.read_text(encoding="utf-8")
    for name, definition in schema.schema()["$defs"].items():
        if name.endswith("Card"):
            kind = definition["properties"]["kind"]["const"]
            assert re.search(rf"kind: '{kind}'", source), kind
            for field in definition["properties"]:
                assert re.search(rf"\b{field}\??:", source), (name, field)


def test_nothing_else_is_understood_as_an_utterance():
    with pytest.raises((KeyError, TypeError, ValueError)):
        Understood.from_json({"text": "你好"})
