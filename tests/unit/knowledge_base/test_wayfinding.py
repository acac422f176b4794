"""The way from place to place."""

from __future__ import annotations

from itertools import pairwise

import pytest
import small_library

from knowledge_base.records import Hall
from knowledge_base.wayfinding import NoRoute, Wayfinder

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def ways() -> Wayfinder:
    return Wayfinder(Hall.model_validate(small_library.hall()))


@pytest.fixture(scope="module")
def seed_ways(seed) -> Wayfinder:
    return Wayfinder(seed.hall)


def ids(route) -> list[str]:
    return [place.id for place in route.places]


def test_the_shortest_way_takes_the_stairs(ways):
    route = ways.route("P-kiosk", "P-zone-1")
    assert ids(route) == ["P-kiosk", "P-desk", "P-stairs", "P-corridor", "P-zone-1"]
    assert route.metres == pytest.approx(12.0)
    assert route.schematic is True


def test_a_wheelchair_takes_the_lift(ways):
    route = ways.route("P-kiosk", "P-zone-1", accessible=True)
    assert ids(route) == ["P-kiosk", "P-desk", "P-lift", "P-corridor", "P-zone-1"]
    assert route.metres == pytest.approx(23.0)


def test_steps_are_said_in_the_direction_walked(ways):
    there = ways.route("P-kiosk", "P-stairs")
    back = ways.route("P-stairs", "P-kiosk")
    assert there.steps == ["P-kiosk 去 P-desk", "P-desk 去 P-stairs"]
    assert back.steps == ["P-stairs 回 P-desk", "P-desk 回 P-kiosk"]
    assert there.metres == back.metres


def test_a_silent_edge_says_nothing():
    record = small_library.hall()
    for edge in record["map"]["edges"]:
        edge["step"] = edge["back"] = ""
    route = Wayfinder(Hall.model_validate(record)).route("P-kiosk", "P-zone-1")
    assert route.steps == [] and len(route.places) == 5


def test_from_a_place_to_itself(ways):
    route = ways.route("P-desk", "P-desk")
    assert ids(route) == ["P-desk"] and route.steps == [] and route.metres == 0


@pytest.mark.parametrize(
    ("start", "end"), [("P-moon", "P-desk"), ("P-desk", "P-moon"), ("", "P-desk"), ("P-desk", "导服台")]
)
def test_an_unknown_place(ways, start, end):
    with pytest.raises(NoRoute, match="unknown place"):
        ways.route(start, end)


def test_a_place_that_nothing_leads_to(ways):
    for start, end in (("P-desk", "P-roof"), ("P-roof", "P-desk")):
        with pytest.raises(NoRoute, match="no way"):
            ways.route(start, end)


def test_nothing_accessible_leads_up_the_stairs(ways):
    with pytest.raises(NoRoute):
        Wayfinder(
            Hall.model_validate(
                small_library.hall(
                    map={
                        **small_library.hall()["map"],
                        "edges": [
                            {"a": "P-door", "b": "P-kiosk", "metres": 1},
                            {"a": "P-kiosk", "b": "P-zone-1", "metres": 1, "accessible": False},
                        ],
                    }
                )
            )
        ).route("P-door", "P-zone-1", accessible=True)


def test_a_place_by_id(ways):
    assert ways.place("P-desk").name == "导服台"
    assert ways.place("P-moon") is None


@pytest.mark.parametrize("kiosk", ["P-kiosk-1", "P-kiosk-2"])
def test_from_the_seed_kiosks_to_everywhere(seed, seed_ways, kiosk):
    for place in seed.hall.map.places:
        route = seed_ways.route(kiosk, place.id)
        assert ids(route)[0] == kiosk and ids(route)[-1] == place.id
        # One step a stretch; a ride or climb over several floors is one.
        floors = [place.floor for place in route.places]
        over = sum(a != b != c for a, b, c in zip(floors, floors[1:], floors[2:]))
        assert len(route.steps) == len(route.places) - 1 - over


def test_the_accessible_way_has_no_stairs(seed, seed_ways):
    accessible = {frozenset((edge.a, edge.b)) for edge in seed.hall.map.edges if edge.accessible}
    for zone in seed.hall.zones:
        route = seed_ways.route("P-kiosk-1", zone.place, accessible=True)
        assert not any("stairs" in place for place in ids(route))
        assert all(frozenset(pair) in accessible for pair in pairwise(ids(route)))
        assert not any("楼梯" in step for step in route.steps)


def test_a_lift_ride_over_several_floors_is_one_step(seed):
    way = Wayfinder(seed.hall).route("P-kiosk-1", "P-window-18-19", accessible=True)
    rides = [step for step in way.steps if "坐电梯" in step]
    assert len(rides) == 1 and "三楼" in rides[0]
