"""The hall itself: address, hours, telephones, zones, and a map of places joined by walkable edges."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from knowledge_base.records.common import LibraryModel, Record, ShortText, Text


class Telephone(LibraryModel):
    name: ShortText
    number: str = Field(pattern=r"^[0-9-]{3,20}$")
    use: Text
    source: Text


class Zone(LibraryModel):
    """One of the hall's counters areas (专区). ``windows`` stays empty until the hall enters its numbers."""

    id: str = Field(pattern=r"^Z\d$")
    name: ShortText
    place: str
    windows: str | None = None
    colloquial: list[ShortText] = []


class Floor(LibraryModel):
    """``width`` and ``height`` in metres; the origin is the lower left corner."""

    id: str
    name: ShortText
    level: int
    width: float = Field(gt=0)
    height: float = Field(gt=0)


class Place(LibraryModel):
    """A spot one can be led to. ``x`` and ``y`` in metres on its floor."""

    id: str = Field(pattern=r"^P-[a-z0-9-]+$")
    name: ShortText
    kind: Literal[
        "entrance", "kiosk", "desk", "zone", "window", "toilet", "lift", "stairs", "service", "waiting", "junction"
    ]
    floor: str
    x: float
    y: float
    colloquial: list[ShortText] = []
    accessible: bool = True
    note: str = ""
    known: bool = False


class Edge(LibraryModel):
    """A way between two places, walkable in both directions. ``step`` is said while walking ``a`` to ``b``, ``back`` the other way."""

    a: str
    b: str
    metres: float = Field(gt=0)
    accessible: bool = True
    step: str = ""
    back: str = ""


class HallMap(LibraryModel):
    """``schematic`` is true while the plan is a drawing nobody of the hall has checked; the answer then says so."""

    schematic: bool
    floors: list[Floor]
    places: list[Place]
    edges: list[Edge]

    @model_validator(mode="after")
    def _joined_up(self) -> HallMap:
        places = {p.id for p in self.places}
        floors = {f.id for f in self.floors}
        if len(places) != len(self.places):
            raise ValueError("place ids repeat")
        for place in self.places:
            if place.floor not in floors:
                raise ValueError(f"{place.id} is on unknown floor {place.floor!r}")
        for edge in self.edges:
            for end in (edge.a, edge.b):
                if end not in places:
                    raise ValueError(f"an edge names unknown place {end!r}")
        return self


class Hall(Record):
    """One hall's own record; everything particular to a hall is here or in a setting.

    ``elsewhere`` are other places whose own figures and offices this hall does not answer for; ``delicate_items`` are
    those that somebody may not want to be read out in a hall.
    """

    name: ShortText
    short_name: ShortText
    digital_human: ShortText
    greeting: Text
    address: Text
    hours: str | None = None
    hours_reason: str = ""
    telephones: list[Telephone]
    hotline: str
    portals: list[ShortText]
    zones: list[Zone] = Field(min_length=1)
    map: HallMap
    facts: list[Text] = []
    suggestions: list[Text] = Field(default=[], max_length=8)
    elsewhere: list[ShortText] = []
    delicate_items: list[str] = []

    @model_validator(mode="after")
    def _zones_are_on_the_map(self) -> Hall:
        places = {p.id for p in self.map.places}
        for zone in self.zones:
            if zone.place not in places:
                raise ValueError(f"zone {zone.id} is at unknown place {zone.place!r}")
        if self.hours is None and not self.hours_reason:
            raise ValueError("empty hours need a reason")
        if self.hotline not in {t.number for t in self.telephones}:
            raise ValueError("the hotline is not among the telephones")
        return self
