"""Read the library's files into records, or say in one list everything that is wrong with them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from knowledge_base.records import FaqEntry, Guide, Hall

SEED = Path(__file__).parent / "library"


class LibraryError(Exception):
    """The library cannot be used; ``problems`` has one line for each fault."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Item:
    """A row of the item list: an item exists even while nobody has written its guide."""

    id: str
    name: str
    zone: str
    department: str
    colloquial: tuple[str, ...]


@dataclass(frozen=True)
class Library:
    """Everything the hall knows, by id. Only records in force on ``day`` are in it."""

    items: dict[str, Item]
    guides: dict[str, Guide]
    faq: dict[str, FaqEntry]
    hall: Hall
    day: date = field(default_factory=date.today)

    def item_name(self, item: str) -> str:
        """The guide's name where there is a guide, else the item list's."""
        return self.guides[item].name if item in self.guides else self.items[item].name


def _explain(path: Path, error: ValidationError) -> list[str]:
    lines = []
    for fault in error.errors(include_url=False):
        place = ".".join(str(part) for part in fault["loc"]) or "record"
        lines.append(f"{path.name}: {place}: {fault['msg']}")
    return lines


def _read_yaml(path: Path) -> object:
    with path.open(encoding="utf-8") as stream:
        # SafeLoader builds plain data only; the C one is ten times faster.
        return yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def read_guide(path: Path) -> Guide:
    guide = Guide.model_validate(_read_yaml(path))
    if path.stem != guide.id:
        raise LibraryError([f"{path.name}: holds guide {guide.id}"])
    return guide


def read_faq(path: Path) -> list[FaqEntry]:
    entries = _read_yaml(path)
    if not isinstance(entries, list):
        raise LibraryError([f"{path.name}: must be a list of entries"])
    read, problems = [], []
    for number, entry in enumerate(entries, 1):
        try:
            read.append(FaqEntry.model_validate(entry))
        except ValidationError as error:
            name = entry.get("id") if isinstance(entry, dict) else None
            problems.extend(f"{line} ({name or f'entry {number}'})" for line in _explain(path, error))
    if problems:
        raise LibraryError(problems)
    return read


def read_items(path: Path) -> dict[str, Item]:
    """The item list, by id. Raises LibraryError for a row without its columns and for an id that stands twice."""
    items: dict[str, Item] = {}
    problems: list[str] = []
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            values = [row.get(column) for column in ("id", "name", "zone", "department", "colloquial")]
            if any(value is None for value in values):
                problems.append(f"{path.name}: row {len(items) + 1}: columns are missing")
                continue
            identifier, name, zone, department, colloquial = values
            if identifier in items:
                problems.append(f"{path.name}: {identifier} exists twice")
            items[identifier] = Item(identifier, name, zone, department, tuple(c for c in colloquial.split("|") if c))
    if problems:
        raise LibraryError(problems)
    return items


def load_library(folder: Path = SEED, day: date | None = None) -> Library:
    """Load and check a whole library folder.

    Raises:
        LibraryError: with every problem found, not only the first.
    """
    day = day or date.today()
    problems: list[str] = []
    guides: dict[str, Guide] = {}
    faq: dict[str, FaqEntry] = {}
    hall: Hall | None = None

    def attempt(read, path: Path):
        try:
            return read(path)
        except ValidationError as error:
            problems.extend(_explain(path, error))
        except LibraryError as error:
            problems.extend(error.problems)
        except (yaml.YAMLError, OSError, KeyError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: {' '.join(str(error).split())}")
        return None

    items = attempt(read_items, folder / "items.csv") or {}
    for path in sorted((folder / "guides").glob("*.yaml")):
        guide = attempt(read_guide, path)
        if guide is not None:
            guides[guide.id] = guide
    for path in sorted((folder / "faq").glob("*.yaml")):
        for entry in attempt(read_faq, path) or []:
            if entry.id in faq:
                problems.append(f"{path.name}: {entry.id} exists twice")
            faq[entry.id] = entry
    hall_data = attempt(lambda path: Hall.model_validate(_read_yaml(path)), folder / "hall" / "hall.yaml")
    if hall_data is not None:
        hall = hall_data
        problems.extend(_check_references(items, guides, faq, hall))
    if problems or hall is None:
        raise LibraryError(problems or ["hall/hall.yaml is missing"])
    return Library(
        items=items,
        guides={i: g for i, g in guides.items() if g.in_force(day)},
        faq={i: f for i, f in faq.items() if f.in_force(day)},
        hall=hall,
        day=day,
    )


def _check_references(
    items: dict[str, Item], guides: dict[str, Guide], faq: dict[str, FaqEntry], hall: Hall
) -> list[str]:
    problems = []
    zones = {zone.id for zone in hall.zones}
    for guide in guides.values():
        if guide.id not in items:
            problems.append(f"{guide.id}: not in the item list")
        if guide.zone not in zones:
            problems.append(f"{guide.id}: unknown zone {guide.zone}")
        for sibling in guide.siblings:
            if sibling.item not in items:
                problems.append(f"{guide.id}: unknown sibling {sibling.item}")
    for entry in faq.values():
        if entry.item is not None and entry.item not in items:
            problems.append(f"{entry.id}: unknown item {entry.item}")
    return problems


def check_file(path: Path) -> list[str]:
    """Problems of one record file on its own (references to other records are not followed)."""
    try:
        if path.parent.name == "faq":
            read_faq(path)
        elif path.parent.name == "hall":
            Hall.model_validate(_read_yaml(path))
        else:
            read_guide(path)
    except ValidationError as error:
        return _explain(path, error)
    except LibraryError as error:
        return error.problems
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        return [f"{path.name}: {' '.join(str(error).split())}"]
    return []
