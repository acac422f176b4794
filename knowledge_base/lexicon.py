"""The published lexicon: every name by which an item or a place is called, for recognition and understanding.

It is written as a file on publishing; the dialogue process reads it at run time, so a new item is understood without
training.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from knowledge_base.loading import Library
from knowledge_base.search.documents import normalise

#: Names shorter than this are too easily part of something else.
MIN_LENGTH = 2


def build_lexicon(library: Library) -> dict[str, dict[str, list[str]]]:
    """``{"item": {name: [ids]}, "place": {name: [ids]}}``; a name with several ids has to be asked back."""
    items: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}

    def add(table: dict[str, set[str]], identifier: str, *names: str) -> None:
        for name in names:
            key = normalise(name)
            if len(key) >= MIN_LENGTH:
                table.setdefault(key, set()).add(identifier)

    for item in library.items.values():
        add(items, item.id, item.name, *item.colloquial)
    for guide in library.guides.values():
        add(items, guide.id, guide.name, *guide.colloquial)
    hall = library.hall
    for place in hall.map.places:
        if place.kind != "junction":
            add(places, place.id, place.name, *place.colloquial)
    for zone in hall.zones:
        add(places, zone.place, zone.name, *zone.colloquial)
    return {
        "item": {name: sorted(ids) for name, ids in sorted(items.items())},
        "place": {name: sorted(ids) for name, ids in sorted(places.items())},
    }


def spoken_names(library: Library) -> list[str]:
    """Names that recognition is corrected towards: of items, places, materials and laws."""
    terms: set[str] = set()
    lexicon = build_lexicon(library)
    terms.update(lexicon["item"], lexicon["place"])
    for guide in library.guides.values():
        terms.update(material.name for material in guide.materials)
        terms.update(basis.law for basis in guide.legal)
    return sorted(term for term in terms if 2 <= len(term) <= 20)


def write_lexicon(library: Library, path: Path) -> None:
    """Write the lexicon atomically as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8") as stream:
        json.dump(build_lexicon(library), stream, ensure_ascii=False)
    os.replace(stream.name, path)
