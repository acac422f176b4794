"""The texts by which each record can be found."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from knowledge_base.loading import Library
from knowledge_base.search.dialect import plain

#: Kinds that stand for an item of the list.
ITEM_KINDS = frozenset({"guide", "item"})
#: Fields whose texts are whole questions; the others are names.
QUESTION_FIELDS = frozenset({"question", "similar_questions", "wordings", "eligibility"})


@dataclass(frozen=True)
class IndexText:
    """One findable text. ``kind`` is that of the record, or item for an item without a guide; ``field`` says where it stands.

    ``subject`` is the item that it is about, else the joint module, helper, diagram or clarification, else nothing; ``aspect`` what it asks,
    where somebody has said so.
    """

    kind: str
    record: str
    field: str
    text: str
    subject: str = ""
    aspect: str | None = None


def normalise(text: str) -> str:
    """Fold full-width forms and case and drop white space, so that the same words give the same characters."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


@lru_cache(maxsize=100_000)
def searchable(text: str) -> str:
    """A text as search compares it: normalised, and dialect in plain Mandarin on both sides."""
    return normalise(plain(text))


def index_texts(library: Library) -> list[IndexText]:
    """All findable texts of a library, in a stable order, each once a record."""
    texts: list[IndexText] = []

    def add(kind: str, record: str, field: str, *values: str, subject: str = "", aspect: str | None = None) -> None:
        texts.extend(IndexText(kind, record, field, value, subject, aspect) for value in values)

    for guide in library.guides.values():
        add("guide", guide.id, "name", guide.name, subject=guide.id)
        add("guide", guide.id, "colloquial", *guide.colloquial, subject=guide.id)
        add("guide", guide.id, "similar_questions", *guide.similar_questions, subject=guide.id)
        add("guide", guide.id, "eligibility", *(e.question for e in guide.eligibility), subject=guide.id)
    for item in library.items.values():
        kind = "guide" if item.id in library.guides else "item"
        if kind == "item":
            add(kind, item.id, "name", item.name, subject=item.id)
        add(kind, item.id, "colloquial", *item.colloquial, subject=item.id)
        wordings = library.wordings.get(item.id)
        for wording in wordings.wordings if wordings else []:
            add(kind, item.id, "wordings", wording.text, subject=item.id, aspect=wording.aspect)
    for entry in library.faq.values():
        about, asked = entry.item or "", entry.aspect
        add("faq", entry.id, "question", entry.question, subject=about, aspect=asked)
        add("faq", entry.id, "similar_questions", *entry.similar_questions, subject=about, aspect=asked)
    for clarification in library.clarifications.values():
        asked = clarification.similar_questions
        add("clarification", clarification.id, "similar_questions", *asked, subject=clarification.id)
    for policy in library.policies.values():
        add("policy", policy.id, "name", policy.title)
        add("policy", policy.id, "similar_questions", *policy.similar_questions)
    for kind, records in (
        ("one_thing", library.one_things),
        ("help", library.helps),
        ("diagram", library.diagrams),
    ):
        for record in records.values():
            add(kind, record.id, "name", record.name, subject=record.id)
            add(kind, record.id, "colloquial", *record.colloquial, subject=record.id)
            add(kind, record.id, "similar_questions", *record.similar_questions, subject=record.id)
    for point in library.points.values():
        add("point", point.id, "name", point.name, *point.area)
    for place in library.hall.map.places:
        if place.kind != "junction":
            add("place", place.id, "name", place.name, *place.colloquial)
    unique: dict[tuple[str, str, str], IndexText] = {}
    for text in texts:
        unique.setdefault((text.kind, text.record, normalise(text.text)), text)
    return list(unique.values())
