"""The structured answer: one type from the action to the screen.

Standard library only, because the dialogue process (Python 3.10) and the hall (3.11) both use it. It is turned into
JSON Schema by ``assistant.answers.schema`` and from there into the web client's TypeScript types.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Literal, Optional, Union


@dataclass(frozen=True)
class Source:
    """The record a sentence was taken from. ``kind`` is ``talk`` for courtesies that state no fact."""

    kind: Literal["guide", "faq", "policy", "one_thing", "help", "diagram", "point", "calendar", "hall", "item", "talk"]
    id: str
    revision: int = 1
    field: str = ""
    approved: bool = False


@dataclass(frozen=True)
class Sentence:
    """One spoken sentence. ``gesture`` is what the body does while it is said."""

    text: str
    source: Source
    gesture: Literal["none", "open", "count", "point_card", "point_map", "greet", "apologise", "nod"] = "none"


@dataclass(frozen=True)
class Choice:
    """Something to tap or say. ``id`` is given out by the hall and is the only thing a client sends back."""

    id: str
    label: str
    say: str
    item: Optional[str] = None


@dataclass(frozen=True)
class GuideCard:
    item: str
    name: str
    department: str
    zone: str
    subject: str
    summary: str
    approved: bool
    notes: list[str] = field(default_factory=list)
    kind: Literal["guide"] = "guide"


@dataclass(frozen=True)
class MaterialRow:
    name: str
    form: str
    copies: int
    when: str
    e_certificate: str
    where_to_get: str
    note: str
    basis: str


@dataclass(frozen=True)
class MaterialsCard:
    item: str
    name: str
    materials: list[MaterialRow]
    approved: bool
    kind: Literal["materials"] = "materials"


@dataclass(frozen=True)
class ListCard:
    """A titled list: conditions, steps, legal basis, questions. ``ordered`` numbers the rows."""

    item: str
    name: str
    aspect: str
    title: str
    rows: list[str]
    ordered: bool
    approved: bool
    kind: Literal["list"] = "list"


@dataclass(frozen=True)
class QrCode:
    """A square code to be scanned: ``rows`` of 0 and 1 (1 is dark), quiet zone left to the page. Nothing of a person is in it."""

    label: str
    rows: list[str]


@dataclass(frozen=True)
class FactCard:
    """One fact set large: fee, time limit, result, online entrance, telephone, hours. ``link`` is the direct one, with its code."""

    item: str
    name: str
    aspect: str
    title: str
    value: str
    details: list[str]
    basis: str
    approved: bool
    link: str = ""
    qr: Optional[QrCode] = None
    kind: Literal["fact"] = "fact"


@dataclass(frozen=True)
class MapPoint:
    place: str
    name: str
    floor: str
    x: float
    y: float


@dataclass(frozen=True)
class PlaceCard:
    """Where something is. ``route`` is empty when no way from here is known."""

    title: str
    address: str
    place: Optional[MapPoint]
    route: list[MapPoint]
    steps: list[str]
    metres: float
    schematic: bool
    window: str
    kind: Literal["place"] = "place"


@dataclass(frozen=True)
class NoticeCard:
    """A FAQ answer, a hint or a way to a person, as text."""

    title: str
    text: str
    link: str
    approved: bool
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True)
class ChecklistCard:
    """What this person must bring, where, how long, how much: taken away as print or as code.

    ``bring`` are rows to be brought, ``electronic`` those that an e-certificate stands for, ``on_site`` what is filled in there.
    """

    item: str
    name: str
    situation: str
    bring: list[MaterialRow]
    electronic: list[MaterialRow]
    on_site: list[MaterialRow]
    place: str
    window: str
    fee: str
    time_limit: str
    notes: list[str]
    approved: bool
    qr: Optional[QrCode] = None
    kind: Literal["checklist"] = "checklist"


@dataclass(frozen=True)
class TableCard:
    """Items beside each other: each row holds a heading and a text for each column."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    approved: bool
    kind: Literal["table"] = "table"


Card = Union[GuideCard, MaterialsCard, ListCard, FactCard, PlaceCard, NoticeCard, ChecklistCard, TableCard]


@dataclass(frozen=True)
class Manner:
    """How to go on speaking, where the citizen asked for it; ``aloud`` False: shown, not read out."""

    rate: Literal["", "slower", "faster"] = ""
    volume: Literal["", "louder", "quieter"] = ""
    aloud: Optional[bool] = None


@dataclass(frozen=True)
class State:
    """What the turn was understood as; ``item`` and ``aspect`` carry over to a follow-up."""

    item: Optional[str]
    aspect: str
    intent: str
    situation: Optional[str]
    confidence: float
    refused: bool


@dataclass(frozen=True)
class Answer:
    """``say`` is spoken in order, ``show`` are cards, ``ask`` are choices, ``state`` is kept by the dialogue."""

    say: list[Sentence]
    show: list[Card]
    ask: list[Choice]
    state: State
    manner: Manner = field(default_factory=Manner)

    @property
    def sources(self) -> list[Source]:
        """Every record the answer rests on, once, in the order it is first spoken; courtesies are left out."""
        seen: dict[tuple[str, str, int], Source] = {}
        for sentence in self.say:
            source = sentence.source
            if source.kind != "talk":
                seen.setdefault((source.kind, source.id, source.revision), source)
        return list(seen.values())

    def to_json(self) -> dict:
        """A JSON-ready dictionary with ``say``, ``show``, ``ask``, ``state`` and ``sources``."""
        data = dataclasses.asdict(self)
        data["sources"] = [dataclasses.asdict(source) for source in self.sources]
        return data
