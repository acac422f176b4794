"""Read the library's files into records, or say in one list everything that is wrong with them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from knowledge_base.records import (
    CalendarYear,
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
from knowledge_base.records.kinds import KINDS, Kind, kind_of
from knowledge_base.references import check_references
from knowledge_base.yaml_files import Lines, read_yaml

SEED = Path(__file__).parent / "library"


class LibraryError(Exception):
    """The library cannot be used; ``problems`` has one line for each fault."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Library:
    """Everything the hall knows, by id. Only records in force on ``day`` are in it."""

    items: dict[str, Item]
    guides: dict[str, Guide]
    faq: dict[str, FaqEntry]
    hall: Hall
    policies: dict[str, Policy] = field(default_factory=dict)
    one_things: dict[str, OneThing] = field(default_factory=dict)
    helps: dict[str, HelpService] = field(default_factory=dict)
    points: dict[str, ServicePoint] = field(default_factory=dict)
    calendars: dict[str, CalendarYear] = field(default_factory=dict)
    diagrams: dict[str, ProcessDiagram] = field(default_factory=dict)
    wordings: dict[str, Wordings] = field(default_factory=dict)
    clarifications: dict[str, Clarification] = field(default_factory=dict)
    day: date = field(default_factory=date.today)

    def item_name(self, item: str) -> str:
        """The guide's name where there is a guide, else the item list's."""
        return self.guides[item].name if item in self.guides else self.items[item].name

    def record(self, kind: str, identifier: str) -> Record:
        """Raises KeyError for a record that is not there."""
        return self._by_kind()[kind][identifier]

    def records(self) -> Iterator[tuple[str, Record]]:
        """Every record with its kind."""
        for kind, records in self._by_kind().items():
            for record in records.values():
                yield kind, record
        yield "hall", self.hall

    def _by_kind(self) -> dict[str, Mapping[str, Record]]:
        return {
            "guide": self.guides,
            "faq": self.faq,
            "policy": self.policies,
            "one_thing": self.one_things,
            "help": self.helps,
            "point": self.points,
            "calendar": self.calendars,
            "diagram": self.diagrams,
            "wordings": self.wordings,
            "clarification": self.clarifications,
        }


@dataclass(frozen=True)
class Origin:
    """The file of a record and its position in it (None where the file is the record)."""

    path: Path
    position: int | None


def build_library(items: dict[str, Item], records: Mapping[tuple[str, str], Record], day: date) -> Library:
    """A library of the records in force on ``day``, given by kind and id.

    Raises:
        LibraryError: without a hall's record.
    """
    held: dict[str, dict[str, Record]] = {kind.name: {} for kind in KINDS}
    for (kind, identifier), record in records.items():
        if record.in_force(day):
            held[kind][identifier] = record
    hall = next(iter(held["hall"].values()), None)
    if hall is None:
        raise LibraryError(["hall/hall.yaml is missing or not in force"])
    return Library(
        items=items,
        guides=held["guide"],
        faq=held["faq"],
        hall=hall,
        policies=held["policy"],
        one_things=held["one_thing"],
        helps=held["help"],
        points=held["point"],
        calendars=held["calendar"],
        diagrams=held["diagram"],
        wordings=held["wordings"],
        clarifications=held["clarification"],
        day=day,
    )


@dataclass
class ReadFolder:
    """A library folder as read: its records by kind and id, where each came from, and what is wrong."""

    items: dict[str, Item] = field(default_factory=dict)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _lines: dict[Path, Lines] = field(default_factory=dict)

    def where(self, kind: str, identifier: str, field_path: str = "") -> str:
        """``file:line`` of a record's field."""
        origin = self.origins[(kind, identifier)]
        lines = self._lines.setdefault(origin.path, Lines(origin.path))
        steps = [] if origin.position is None else [origin.position]
        line = lines.line([*steps, *(step for step in field_path.split(".") if step)])
        return f"{origin.path.parent.name}/{origin.path.name}:{line}"


def _explain(path: Path, error: ValidationError, position: int | None, name: str | None) -> list[str]:
    """One line a fault: file, line, record, field, what is wrong."""
    lines = Lines(path)
    explained = []
    for fault in error.errors(include_url=False):
        steps = [str(part) for part in fault["loc"]]
        line = lines.line(([] if position is None else [position]) + steps)
        place = ".".join(steps) or "record"
        record = f"{name}: " if name else ""
        explained.append(f"{path.parent.name}/{path.name}:{line}: {record}{place}: {fault['msg']}")
    return explained


def read_file(path: Path, kind: Kind | None = None) -> list[Record]:
    """The records of one file; its folder tells which kind they are.

    Raises:
        LibraryError: with every fault of the file.
    """
    kind = kind or kind_of(path)
    label = f"{path.parent.name}/{path.name}"
    try:
        content = read_yaml(path)
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise LibraryError([f"{label}: {' '.join(str(error).split())}"]) from error
    if kind.many and not isinstance(content, list):
        raise LibraryError([f"{label}:1: must be a list of entries"])
    read: list[Record] = []
    problems: list[str] = []
    for position, entry in enumerate(content if kind.many else [content]):
        name = entry.get("id") if isinstance(entry, dict) else None
        try:
            read.append(kind.model.model_validate(entry))
        except ValidationError as error:
            problems += _explain(path, error, position if kind.many else None, name)
    if not kind.many and read and kind.name != "hall" and path.stem != read[0].id:
        problems.append(f"{label}:1: holds {kind.name} {read[0].id}")
    if problems:
        raise LibraryError(problems)
    return read


def read_items(path: Path) -> dict[str, Item]:
    """The item list, by id. Raises LibraryError for a row without its columns and for an id that stands twice."""
    items: dict[str, Item] = {}
    problems: list[str] = []
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 2):
            colloquial = tuple(name for name in (row.get("colloquial") or "").split("|") if name)
            try:
                item = Item.model_validate({**row, "colloquial": colloquial})
            except ValidationError as error:
                faults = "; ".join(f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors())
                problems.append(f"{path.name}:{number}: {faults}")
                continue
            if item.id in items:
                problems.append(f"{path.name}:{number}: {item.id} exists twice")
            items[item.id] = item
    if problems:
        raise LibraryError(problems)
    return items


def read_folder(folder: Path = SEED) -> ReadFolder:
    """Every record of a library folder, whatever its status, and every problem of format and reference."""
    read = ReadFolder()
    try:
        read.items = read_items(folder / "items.csv")
    except LibraryError as error:
        read.problems += error.problems
    except (OSError, UnicodeDecodeError) as error:
        read.problems.append(f"items.csv: {error}")
    for kind in KINDS:
        for path in sorted(folder.glob(kind.files)):
            try:
                records = read_file(path, kind)
            except LibraryError as error:
                read.problems += error.problems
                continue
            for position, record in enumerate(records):
                key = (kind.name, record.id)
                if key in read.records:
                    read.problems.append(f"{path.parent.name}/{path.name}: {record.id} exists twice")
                read.records[key] = record
                read.origins[key] = Origin(path, position if kind.many else None)
    for (kind, identifier), place, message in check_references(read.items, read.records):
        read.problems.append(f"{read.where(kind, identifier, place)}: {identifier}: {message}")
    return read


def load_library(folder: Path = SEED, day: date | None = None) -> Library:
    """Load and check a whole library folder.

    Raises:
        LibraryError: with every problem found, not only the first.
    """
    read = read_folder(folder)
    if read.problems:
        raise LibraryError(read.problems)
    return build_library(read.items, read.records, day or date.today())


def check_file(path: Path) -> list[str]:
    """Problems of one record file on its own (references to other records are not followed)."""
    try:
        read_file(path)
    except LibraryError as error:
        return error.problems
    except ValueError as error:
        return [str(error)]
    return []
