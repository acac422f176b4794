"""Every number that is spoken stands in the record that its sentence names: 500 answers, sampled."""

from __future__ import annotations

import random
import re

import pytest
from talking import Talk

from assistant.answers.model import Answer, Source
from assistant.conversation.ages import figure
from knowledge_base.loading import Library

pytestmark = pytest.mark.unit

SAMPLED = 500
_CHINESE = "零〇一二三四五六七八九十百千两"
_NUMBER = re.compile(rf"\d+(?:\.\d+)?|[{_CHINESE}]+")
#: Words in which a numeral counts nothing.
_NO_NUMBER = re.compile(
    r"第[一二三四五六七八九十]+步|一[下样些般并起直旦律致共次性遍个家步方边处定同时年类张份本套项条件种道趟回头口]|[一二三四五六七八九十]+边|统一|唯一|万一|同一|某一|任一|之一|单一|每一|哪一|另一|这一|那一|下一|上一|第一"
    r"|七七八八|三三两两|一五一十|二维码|两[个人本张份样边种]|二手房|双方|一致|千万|百姓"
)


def numbers(text: str) -> set[str]:
    """Numbers as they are spoken, in figures where they can be told."""
    found = set()
    for match in _NUMBER.finditer(_NO_NUMBER.sub("，", text)):
        written = match.group()
        value = figure(written) if not written[0].isdigit() else None
        found.add(str(value) if value is not None else written)
    return found


def held(library: Library, source: Source) -> set[str]:
    """Every number of a record, and of what it is written in."""
    if source.kind == "hall":
        record = library.hall
    elif source.kind == "item":
        return numbers(library.item_name(source.id))
    else:
        record = library.record(source.kind, source.id)
    text = record.model_dump_json()
    # 60 stands in sixty days, and a record may say 六十 where the sentence says 60.
    return numbers(text) | {digits for digits in re.findall(r"\d+", text)}


def strange(library: Library, answer: Answer) -> list[str]:
    """Sentences with a number that their record does not hold."""
    found = []
    for sentence in answer.say:
        if sentence.source.kind in ("talk", "calendar"):
            continue
        missing = numbers(sentence.text) - held(library, sentence.source)
        if missing:
            found.append(f"{sentence.source.id} {sentence.source.field}: {sentence.text} {sorted(missing)}")
    return found


def questions(library: Library) -> list[str]:
    texts = [text for guide in library.guides.values() for text in guide.similar_questions]
    texts += [
        f"{guide.name}{ask}"
        for guide in library.guides.values()
        for ask in ("要多久", "多少钱", "要带什么", "怎么办理")
    ]
    texts += [entry.question for entry in library.faq.values()]
    texts += [policy.similar_questions[0] for policy in library.policies.values()]
    texts += [module.name for module in library.one_things.values()]
    return random.Random(20261127).sample(texts, SAMPLED)


def test_numbers_of_sampled_answers(talk: Talk, seed: Library):
    wrong, spoken = [], 0
    for text in questions(seed):
        talk.memory = type(talk.memory)()
        answer = talk.say(text)
        spoken += sum(bool(numbers(sentence.text)) for sentence in answer.say)
        wrong += strange(seed, answer)
    assert spoken > 300, "the sample speaks of numbers"
    assert not wrong, "\n".join(wrong)


def test_numbers_of_checklists(talk: Talk, seed: Library):
    drawn = random.Random(7).sample([guide for guide in seed.guides.values() if guide.situations], 40)
    for guide in drawn:
        talk.memory = type(talk.memory)()
        answer = talk.say(f"一步一步带我办{guide.name}")
        for _ in range(5):
            assert not strange(seed, answer)
            if not talk.memory.task:
                break
            answer = talk.say("第一个")


def test_a_made_up_number_is_found(talk: Talk, seed: Library):
    import dataclasses

    answer = talk.say("居民身份证丢失补领要多少钱")
    lie = dataclasses.replace(answer.say[0], text="工本费四十一元，七日内拿到。")
    assert strange(seed, dataclasses.replace(answer, say=[lie]))
