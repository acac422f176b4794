"""Whether what records name in other records is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge_base.records import (
    Clarification,
    FaqEntry,
    Guide,
    Hall,
    HelpService,
    OneThing,
    Policy,
    ProcessDiagram,
    Record,
    ServicePoint,
    Wordings,
)
from knowledge_base.records.item import Item

#: Kind and id of the record, the field's path in it, and what is wrong.
Fault = tuple[tuple[str, str], str, str]


def check_references(items: Mapping[str, Item], records: Mapping[tuple[str, str], Record]) -> Iterator[Fault]:
    """Every id that a record names and that no other record has."""
    hall = next((record for record in records.values() if isinstance(record, Hall)), None)
    zones = {zone.id for zone in hall.zones} if hall else set()
    places = {place.id for place in hall.map.places} if hall else set()
    guides = {record.id: record for record in records.values() if isinstance(record, Guide)}

    for key, record in records.items():
        for place, identifier in _named_items(record):
            if identifier not in items:
                yield key, place, f"unknown item {identifier}"
        if isinstance(record, (Guide, Wordings)) and record.id not in items:
            yield key, "id", "not in the item list"
        if isinstance(record, Guide):
            if hall and record.zone not in zones:
                yield key, "zone", f"unknown zone {record.zone}"
        if isinstance(record, HelpService) and record.place is not None and record.place not in places:
            yield key, "place", f"unknown place {record.place}"
        if isinstance(record, OneThing):
            for place, message in _check_covers(record, guides):
                yield key, place, message


def _named_items(record: Record) -> Iterator[tuple[str, str]]:
    """Every item that a record names, with the field's path."""
    if isinstance(record, Guide):
        for number, sibling in enumerate(record.siblings):
            yield f"siblings.{number}", sibling.item
        for number, situation in enumerate(record.situations.situations if record.situations else []):
            if situation.item is not None:
                yield f"situations.situations.{number}", situation.item
    elif isinstance(record, (FaqEntry, Policy)):
        if record.item is not None:
            yield "item", record.item
    elif isinstance(record, (OneThing, ProcessDiagram)):
        for number, step in enumerate(record.steps):
            if step.item is not None:
                yield f"steps.{number}", step.item
    elif isinstance(record, Clarification):
        for number, choice in enumerate(record.choices):
            yield f"choices.{number}", choice.item
    elif isinstance(record, (HelpService, ServicePoint)):
        for number, item in enumerate(record.items):
            yield f"items.{number}", item


def _check_covers(record: OneThing, guides: Mapping[str, Guide]) -> Iterator[tuple[str, str]]:
    """What a joint module covers must exist, and every material that a joined guide always asks for must be covered."""
    covered = set()
    for number, material in enumerate(record.materials):
        for cover in material.covers:
            item, _, identifier = cover.partition(".")
            held = {m.id for m in guides[item].materials} if item in guides else set()
            if identifier not in held:
                yield f"materials.{number}", f"covers unknown material {cover}"
            covered.add(cover)
    for item in record.items:
        for material in guides[item].materials if item in guides else []:
            if material.required == "always" and f"{item}.{material.id}" not in covered:
                yield "materials", f"{item}.{material.id} ({material.name}) is covered by nothing"
