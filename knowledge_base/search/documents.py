"""The texts by which each record can be found."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from knowledge_base.loading import Library


@dataclass(frozen=True)
class IndexText:
    """One findable text. ``kind`` is guide, item (an item without a guide), faq or place; ``field`` says where it stands."""

    kind: str
    record: str
    field: str
    text: str


def normalise(text: str) -> str:
    """Fold full-width forms and case and drop white space, so that the same words give the same characters."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def index_texts(library: Library) -> list[IndexText]:
    """All findable texts of a library, in a stable order, each once a record."""
    texts: list[IndexText] = []

    def add(kind: str, record: str, field: str, *values: str) -> None:
        texts.extend(IndexText(kind, record, field, value) for value in values)

    for guide in library.guides.values():
        add("guide", guide.id, "name", guide.name)
        add("guide", guide.id, "colloquial", *guide.colloquial)
        add("guide", guide.id, "similar_questions", *guide.similar_questions)
        add("guide", guide.id, "eligibility", *(e.question for e in guide.eligibility))
    for item in library.items.values():
        if item.id not in library.guides:
            add("item", item.id, "name", item.name)
        add("guide" if item.id in library.guides else "item", item.id, "colloquial", *item.colloquial)
    for entry in library.faq.values():
        add("faq", entry.id, "question", entry.question)
        add("faq", entry.id, "similar_questions", *entry.similar_questions)
    for place in library.hall.map.places:
        if place.kind != "junction":
            add("place", place.id, "name", place.name, *place.colloquial)
    unique: dict[tuple[str, str, str], IndexText] = {}
    for text in texts:
        unique.setdefault((text.kind, text.record, normalise(text.text)), text)
    return list(unique.values())
