"""Every sentence that the published library can say, the most asked first: what is prepared before anybody asks."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answers.composer import Composer
from assistant.answers.model import Sentence
from assistant.answers.other_records import RENDER as RENDER_OTHER
from assistant.answers.request import Context
from assistant.answers.sentences import TALK, from_faq, from_hall, spoken
from assistant.answers.talk import fixed_phrases
from assistant.conversation.tasks.guidance import Guidance
from knowledge_base.records import Guide
from knowledge_base.settling import UNSURE, Asked, settle

#: What is asked of an item, in the order in which halls report it to be asked.
ASKED_FIRST = (
    "materials overview place process fee time_limit online hours conditions agent result eligibility phone validity legal "
    "complaint progress"
).split()


def every_sentence(composer: Composer, guidance: Guidance, here: str | None = None) -> Iterator[str]:
    """Each once: greeting and courtesies, the items' aspects, situations with their checklists, entries, the other records.

    Ways depend on the kiosk: they are those from ``here``. Takes seconds: for a thread of its own.
    """
    said: set[str] = set()
    for sentences in _answers(composer, guidance, here):
        for sentence in sentences:
            if sentence.text not in said:
                said.add(sentence.text)
                yield sentence.text


def _answers(composer: Composer, guidance: Guidance, here: str | None) -> Iterator[list[Sentence]]:
    library, context = composer.library, Context(here=here)
    yield spoken(from_hall(library.hall, "greeting"), library.hall.greeting)
    for name in fixed_phrases():
        yield composer.phrase(name)
    for aspect in ASKED_FIRST:
        for item in library.items:
            yield composer.about(item, (aspect,), context).say
    for clarification in library.clarifications.values():
        yield spoken(TALK, clarification.ask)
    for entry in library.faq.values():
        yield spoken(from_faq(entry), entry.answer)
    for kind, records in (
        ("one_thing", library.one_things),
        ("help", library.helps),
        ("policy", library.policies),
        ("diagram", library.diagrams),
        ("point", library.points),
    ):
        for record in records.values():
            yield RENDER_OTHER[kind](record, library)[0]
    for guide in library.guides.values():
        if guide.situations is not None:
            yield composer.phrase("guidance_begin", name=guide.name)
            for path in _paths(guide):
                yield guidance.said_at(guide.id, path)


def _paths(guide: Guide, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All that can be answered to a guide's questions, each beginning before what follows it."""
    yield path
    now = settle(guide, path)
    if isinstance(now, Asked):
        for label in (*(answer.label for answer in now.question.answers), UNSURE):
            yield from _paths(guide, (*path, label))
