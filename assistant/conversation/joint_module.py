"""What is asked after a joint module (一件事) was told: its own materials, steps, time and fee, or one of its steps by name."""

from __future__ import annotations

from assistant.answers.composer import Composer
from assistant.answers.guide_aspects import SPOKEN_ROWS
from assistant.answers.model import Card, ListCard, Sentence
from assistant.answers.other_records import one_thing_answer
from assistant.answers.request import Context
from assistant.answers.sentences import from_record, joined, spoken
from assistant.conversation.memory import Moment, Step
from assistant.conversation.tasks.flow import answered
from knowledge_base.records import OneThing

#: With more words of their own a question is about something else.
OWN_WORDS = 8
#: With so many they may name an item, which must be found this surely.
NAMES, SURE = 4, 0.6


class JointModule:
    def __init__(self, composer: Composer):
        self._composer = composer

    def follow_up(self, moment: Moment) -> Step | None:
        """None where no module was talked of last, or something else is asked."""
        last = moment.memory.last_answer
        modules = [source.id for source in (last.sources if last else []) if source.kind == "one_thing"]
        module = self._composer.library.one_things.get(modules[0]) if modules else None
        if module is None or any(m.kind == "item" and len(m.ids) == 1 for m in moment.understood.mentions):
            return None
        asked = tuple(cue.aspect for cue in moment.understood.cues)
        own = self._composer.resolver.own_words(moment.understood)
        named = [step.item for step in module.steps if step.item and _share(own, step.name)]
        if len(named) == 1:
            return Step(self._composer.about(named[0], asked or ("overview",), moment.context))
        if len(own) > OWN_WORDS or any(m.kind == "item" for m in moment.understood.mentions):
            return None
        if len(own) >= NAMES:
            found = self._composer.resolver.resolve(moment.understood, Context())
            if found.kind in ("item", "eligibility") and found.confidence >= SURE:
                return Step(self._composer.about(found.item, asked or ("overview",), moment.context))
        told = next((aspect for aspect in asked if aspect in _TELL), None)
        return None if told is None else self._told(module, told)

    def _told(self, module: OneThing, aspect: str) -> Step:
        say, cards = _TELL[aspect](module, one_thing_answer(module, self._composer.library)[1])
        items = [step.item for step in module.steps if step.item]
        ask = self._composer.item_choices(tuple(dict.fromkeys(items))[:4], aspect)
        return Step(answered(say, cards, ask, aspect=aspect, intent="one_thing"))


def _share(words: str, name: str) -> bool:
    """Whether two characters in a row of a step's name are said (契税 of 申报缴契税)."""
    return any(name[i : i + 2] in words for i in range(len(name) - 1))


def _materials(module: OneThing, cards: list[Card]) -> tuple[list[Sentence], list[Card]]:
    always = [material.name for material in module.materials if not material.when]
    rest = "，其余的在屏幕上" if len(always) > SPOKEN_ROWS + 2 else ""
    say = spoken(
        from_record("one_thing", module, "materials"),
        f"{module.name}，一套材料就够，要带{joined(always[: SPOKEN_ROWS + 2])}{rest}",
        gesture="count",
    )
    if any(material.when for material in module.materials):
        say += spoken(
            from_record("one_thing", module, "materials"), "有的情况还要别的材料，都列在屏幕上", gesture="point_card"
        )
    return say, [card for card in cards if card.kind == "materials"]


def _steps(module: OneThing, cards: list[Card]) -> tuple[list[Sentence], list[Card]]:
    say = spoken(
        from_record("one_thing", module, "steps"),
        *(f"{step.name}，{step.text}" for step in module.steps[:SPOKEN_ROWS]),
        gesture="count",
    )
    return say, [card for card in cards if isinstance(card, ListCard) and card.ordered]


def _field(field: str):
    def told(module: OneThing, cards: list[Card]) -> tuple[list[Sentence], list[Card]]:
        value = getattr(module, field)
        texts = value if isinstance(value, list) else [value]
        return spoken(from_record("one_thing", module, field), *texts), [
            card for card in cards if isinstance(card, ListCard)
        ][-1:]

    return told


_TELL = {
    "materials": _materials,
    "process": _steps,
    "time_limit": _field("time_limit"),
    "fee": _field("fee"),
    "online": _field("channels"),
    "place": _field("channels"),
}
