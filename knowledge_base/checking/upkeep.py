"""What upkeep forgot: expired records, siblings nobody can tell apart, laws not on the list, parts that are missing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

from knowledge_base.checking.laws import claims
from knowledge_base.checking.problem import Finding
from knowledge_base.loading import ReadFolder
from knowledge_base.records import Guide
from knowledge_base.records.common import LifeCycle

#: A difference shorter than this tells nobody anything.
SHORTEST_DIFFERENCE = 8


def expired(read: ReadFolder, day: date) -> Iterator[Finding]:
    for (kind, name), record in read.records.items():
        ends = record.provenance.effective_to
        if record.provenance.status is LifeCycle.PUBLISHED and ends is not None and ends < day:
            yield Finding(kind, name, "provenance", f"expired on {ends}: retire it or renew it")


#: How many of each a guide has before it is fit to be read out.
LEAST = {"colloquial": 5, "similar_questions": 3, "conditions": 1, "materials": 1, "steps": 2, "eligibility": 1}


def thin_guides(read: ReadFolder) -> Iterator[Finding]:
    """Guides that lack what a citizen asks first."""
    for (kind, name), record in read.records.items():
        if isinstance(record, Guide):
            for field, least in LEAST.items():
                if len(getattr(record, field)) < least:
                    yield Finding(kind, name, field, f"has fewer than {least} {field}")


def siblings(read: ReadFolder) -> Iterator[Finding]:
    """Siblings that are not told apart."""
    guides = {name: record for (kind, name), record in read.records.items() if isinstance(record, Guide)}
    for name, guide in guides.items():
        told: dict[str, str] = {}
        for number, sibling in enumerate(guide.siblings):
            field = f"siblings.{number}"
            if len(sibling.difference) < SHORTEST_DIFFERENCE:
                yield Finding("guide", name, field, f"does not tell {sibling.item} apart: {sibling.difference}")
            if sibling.difference in told:
                other = told[sibling.difference]
                yield Finding("guide", name, field, f"tells {sibling.item} and {other} apart by the same words")
            told[sibling.difference] = sibling.item
            other = guides.get(sibling.item)
            if other is not None and all(back.item != name for back in other.siblings):
                yield Finding("guide", name, field, f"{sibling.item} does not name it back", error=False)


def listed_laws(read: ReadFolder, folder: Path) -> Iterator[Finding]:
    """A law that is cited is on the list of laws, and only what was read there is marked verified."""
    path = folder / "laws.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as stream:
        listed = {row["title"]: row["read"] == "yes" for row in csv.DictReader(stream)}
    for (kind, name), record in read.records.items():
        for claim in claims(record):
            for basis in claim.bases:
                law = basis.law.strip("《》")
                if law not in listed:
                    yield Finding(kind, name, claim.where, f"《{law}》 is not in laws.csv")
                elif basis.verified and not listed[law]:
                    yield Finding(kind, name, claim.where, f"《{law}》 is marked verified, but nobody has read it")


def coverage(read: ReadFolder, folder: Path) -> Iterator[str]:
    """What the library must have and has not, by ``expected.yaml``."""
    path = folder / "expected.yaml"
    if not path.is_file():
        return
    expected = yaml.safe_load(path.read_text(encoding="utf-8"))
    held = count(read)
    for name, least in expected["at_least"].items():
        if held[name] < least:
            yield f"{held[name]} {name}, at least {least} are expected"
    for item in read.items:
        guide = read.records.get(("guide", item))
        if guide is None:
            yield f"{item} has no guide"
        elif guide.situations is None or len(guide.situations.situations) < expected["situations_a_guide"]:
            yield f"{item} has fewer than {expected['situations_a_guide']} situations"


def count(read: ReadFolder) -> dict[str, int]:
    """How many of everything."""
    kinds: dict[str, int] = {}
    for kind, _ in read.records:
        kinds[kind] = kinds.get(kind, 0) + 1
    guides = [record for record in read.records.values() if isinstance(record, Guide)]
    return {
        "guides": len(guides),
        "situations": sum(len(guide.situations.situations) for guide in guides if guide.situations),
        "faq": kinds.get("faq", 0),
        "policies": kinds.get("policy", 0),
        "one_things": kinds.get("one_thing", 0),
        "helps": kinds.get("help", 0),
        "diagrams": kinds.get("diagram", 0),
        "points": kinds.get("point", 0),
        "clarifications": kinds.get("clarification", 0),
        "wordings": sum(len(record.wordings) for (kind, _), record in read.records.items() if kind == "wordings"),
    }
