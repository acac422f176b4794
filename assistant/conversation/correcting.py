"""不是公司，是个体户: another item is meant, or another answer to a question of the situation; the aspect stays."""

from __future__ import annotations

import re

from assistant.answers.composer import Composer
from assistant.answers.request import Context
from assistant.conversation.memory import Moment, Step
from assistant.conversation.tasks.guidance import Guidance
from assistant.conversation.wishes import without
from knowledge_base.search import distinctions

_MEANT = re.compile(
    r"(?:不是|不要|不办)(?P<denied>[^,，。;；]{1,14}?)(?:[,，;；。]|而)?\s*(?:我)?(?:是|要(?:办)?的是|要(?:办)?|应该是|说的是|想办)(?P<meant>.{2,})$"
    r"|(?:我)?(?:要|想)?(?:办|说|问|讲)?(?:的)?(?:其实|应该|实际上)?(?:是|要(?:办)?)(?P<other>[^,，]{2,}?)(?:[,，]?不是.{1,14})?$"
)
_SUBJECT_ONLY = 6


class Correcting:
    def __init__(self, composer: Composer, guidance: Guidance):
        self._composer, self._guidance = composer, guidance

    def correct(self, moment: Moment) -> Step | None:
        """None where the words correct nothing that is known."""
        memory = moment.memory
        words = self._meant(moment.text)
        guided = memory.task or memory.paused
        if guided is not None and guided.kind == self._guidance.kind:
            step = self._guidance.change(guided, words, moment)
            if step is not None:
                return step
        if memory.item is None:
            return None
        item = self._item(words, memory.item, moment)
        if item is None:
            return None
        aspect = memory.aspect or "overview"
        answer = self._composer.about(item, (aspect,), moment.context)
        first = self._composer.phrase("corrected", name=self._composer.library.item_name(item))
        return Step(answer, {"task": None}).led_by(first)

    def _meant(self, text: str) -> str:
        words = without(text.strip(" 。.!！"), "correct")
        match = _MEANT.search(words)
        if match is None:
            return words
        return (match.group("meant") or match.group("other") or words).strip(" ,，的了啊呀")

    def _item(self, words: str, present: str, moment: Moment) -> str | None:
        """The item meant: with the present one's document where only what is done, or who does it, is said."""
        name = self._composer.library.item_name(present)
        asked = distinctions.of_words(words)
        siblings = self._siblings(present)
        fitting = [item for item in siblings if self._fits(item, asked)]
        if len(words) <= _SUBJECT_ONLY and len(fitting) == 1:
            return fitting[0]
        attempts = [words]
        if len(words) <= _SUBJECT_ONLY:
            attempts.insert(0, f"{distinctions.subject(name)}{words}")
        for text in attempts:
            found = self._composer.resolver.resolve(self._composer.understand(text), Context())
            if found.kind in ("item", "eligibility") and found.item != present:
                return found.item
            if found.kind == "ask_back":
                near = [
                    item for item in found.nearest if item != present and (item in siblings or self._fits(item, asked))
                ]
                if near:
                    return near[0]
        return fitting[0] if fitting else None

    def _fits(self, item: str, asked) -> bool:
        return distinctions.agreement(asked, distinctions.of_name(self._composer.library.item_name(item))) > 0

    def _siblings(self, item: str) -> list[str]:
        guide = self._composer.library.guides.get(item)
        named = [sibling.item for sibling in guide.siblings] if guide else []
        subject = distinctions.subject(self._composer.library.item_name(item))
        family = [
            other
            for other in self._composer.library.items
            if other != item and distinctions.subject(self._composer.library.item_name(other)) == subject
        ]
        return list(dict.fromkeys([*named, *family]))
