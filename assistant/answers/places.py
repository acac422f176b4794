"""Where something is, and the way there from this kiosk."""

from __future__ import annotations

import re

from assistant.answers.model import MapPoint, PlaceCard, Sentence
from assistant.answers.sentences import from_guide, from_hall, spoken
from knowledge_base.records import Guide, Hall, Place
from knowledge_base.wayfinding import NoRoute, Wayfinder

#: Said and shown with every place of a plan that nobody of the hall has checked.
SCHEMATIC = "地图是示意图，请以现场指示牌为准。"
ACCORDING_TO = "按示意图，这样走"
#: A longer way is said up to here; the card shows all of it.
SPOKEN_STEPS = 7
REST_ON_SCREEN = "后面怎么走，我画在屏幕上了。"


def _point(place: Place) -> MapPoint:
    return MapPoint(place.id, place.name, place.floor, place.x, place.y)


def place_card(
    hall: Hall, ways: Wayfinder, place: Place, here: str | None, title: str, window: str, accessible: bool = False
) -> PlaceCard:
    """The place on the map, with the way from ``here`` (without stairs where ``accessible``) where one is known."""
    route, steps, metres = [], [], 0.0
    if here is not None and here != place.id:
        try:
            way = ways.route(here, place.id, accessible)
        except NoRoute:
            pass
        else:
            route, steps, metres = [_point(p) for p in way.places], way.steps, way.metres
    return PlaceCard(title, hall.address, _point(place), route, steps, metres, hall.map.schematic, window)


def _floor_name(hall: Hall, place: Place) -> str:
    return next(floor.name for floor in hall.map.floors if floor.id == place.floor)


def _way_said(hall: Hall, card: PlaceCard) -> list[Sentence]:
    """The way aloud, step by step; of a plan that nobody has checked with a word of warning."""
    rest = [REST_ON_SCREEN] if len(card.steps) > SPOKEN_STEPS else []
    steps = [*card.steps[:SPOKEN_STEPS], *rest]
    if not hall.map.schematic:
        return spoken(from_hall(hall, "map"), *steps)
    return spoken(from_hall(hall, "map.schematic"), *([ACCORDING_TO, *steps] if steps else []), SCHEMATIC)


_GOES = re.compile(r"怎么(?:去|走|到)|带我(?:去|到)|领我(?:去|到)|往哪(?:边|儿)?走|(?:我)?要去")
_NO_NAME = re.compile(
    r"怎么|带我|领我|我要|要去|[去走到]|往哪边?|请问|那边|那里|那儿|窗口|柜台|专区|的地方|办事|[的在那呢啊呀吧，。？?！! ]"
)


def zone_named_loosely(hall: Hall, text: str) -> str | None:
    """The place of the one zone that 怎么去社保那边 means: by a part of its names; None where no way is asked for."""
    if not _GOES.search(text) or len(text) > 14:
        return None
    word = _NO_NAME.sub("", text)
    places = {place.id: place for place in hall.map.places}
    found = [
        zone.place
        for zone in hall.zones
        if len(word) > 1 and any(word in name for name in (zone.name, *zone.colloquial, *places[zone.place].colloquial))
    ]
    return found[0] if len(found) == 1 else None


def place_answer(
    hall: Hall, ways: Wayfinder, place: Place, here: str | None, accessible: bool = False
) -> tuple[list[Sentence], list[PlaceCard]]:
    """Where a place is and how to walk there, or (``accessible``) to go there in a wheelchair."""
    source = from_hall(hall, f"map.places.{place.id}")
    card = place_card(hall, ways, place, here, place.name, "", accessible)
    if here == place.id:
        return spoken(source, f"您现在就在{place.name}", gesture="open"), [card]
    if place.known or not hall.map.schematic:
        say = spoken(source, f"{place.name}在{_floor_name(hall, place)}", gesture="point_map")
    else:
        say = spoken(source, f"您要找{place.name}", gesture="point_map")
    if accessible and card.steps:
        say += spoken(from_hall(hall, "map"), "这条路不用爬楼梯")
    return say + _way_said(hall, card), [card]


def item_place(hall: Hall, ways: Wayfinder, guide: Guide, here: str | None) -> tuple[list[Sentence], list[PlaceCard]]:
    """Where an item is done: its window where the hall has entered one, else its zone."""
    zone = next(zone for zone in hall.zones if zone.id == guide.zone)
    place = ways.place(zone.place)
    window = guide.window or zone.windows or ""
    card = place_card(hall, ways, place, here, guide.name, window)
    if guide.window:
        say = spoken(from_guide(guide, "window"), f"{guide.name}在{guide.window}办理", gesture="point_map")
    else:
        say = spoken(
            from_guide(guide, "zone"), f"{guide.name}在{hall.short_name}的{zone.name}办理", gesture="point_map"
        )
        say += spoken(from_hall(hall, "zones"), "具体几号窗口，请问一下导服台")
    say += spoken(from_hall(hall, "address"), f"大厅地址是{hall.address}")
    if card.steps:
        say += _way_said(hall, card)
    return say, [card]
