"""The library that the project ships."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from knowledge_base.loading import SEED, check_file
from knowledge_base.records import Basis
from knowledge_base.search.documents import normalise

pytestmark = pytest.mark.unit


def test_every_file_is_fine_by_itself():
    files = sorted(SEED.glob("guides/*.yaml")) + sorted(SEED.glob("faq/*.yaml")) + sorted(SEED.glob("hall/*.yaml"))
    assert len(files) > 40
    assert [problem for path in files for problem in check_file(path)] == []


def test_its_size(seed):
    assert len(seed.items) >= 118
    assert len(seed.guides) >= 30
    assert len(seed.faq) >= 120
    assert len(seed.hall.zones) == 9


def test_every_zone_has_guides_and_every_item_a_zone(seed):
    assert {guide.zone for guide in seed.guides.values()} == {zone.id for zone in seed.hall.zones}
    assert {item.zone for item in seed.items.values()} <= {zone.name for zone in seed.hall.zones}


def test_a_guide_and_its_item_agree(seed):
    zones = {zone.id: zone.name for zone in seed.hall.zones}
    for guide in seed.guides.values():
        item = seed.items[guide.id]
        assert (guide.name, zones[guide.zone]) == (item.name, item.zone)


@pytest.mark.parametrize("field", ["summary", "conditions", "steps", "materials", "similar_questions"])
def test_no_two_guides_say_the_same(seed, field):
    said = defaultdict(list)
    for guide in seed.guides.values():
        value = getattr(guide, field)
        said[value if isinstance(value, str) else repr(value)].append(guide.id)
    assert [ids for ids in said.values() if len(ids) > 1] == []


def test_no_question_stands_in_two_records(seed):
    owners = defaultdict(set)
    for guide in seed.guides.values():
        for question in guide.similar_questions:
            owners[normalise(question)].add(guide.id)
    for entry in seed.faq.values():
        for question in (entry.question, *entry.similar_questions):
            owners[normalise(question)].add(entry.id)
    assert {question: ids for question, ids in owners.items() if len(ids) > 1} == {}


def test_no_two_entries_give_the_same_answer(seed):
    repeated = [answer for answer, n in Counter(entry.answer for entry in seed.faq.values()).items() if n > 1]
    assert repeated == []


def test_nothing_is_said_to_be_approved_by_the_hall(seed):
    """The seed rests on public texts; only a hall can approve."""
    records = [*seed.guides.values(), *seed.faq.values(), seed.hall]
    assert not any(record.provenance.approved_by_hall for record in records)
    assert all(record.provenance.source for record in records)


def test_no_window_telephone_or_link_is_invented(seed):
    """A telephone is one of the hall's, the one window known by a public source is the social card's."""
    telephones = {telephone.number for telephone in seed.hall.telephones}
    for guide in seed.guides.values():
        assert guide.window is None or guide.id == "G072", guide.id
        assert guide.phone is None or guide.phone in telephones, guide.id
        assert guide.complaint is None and not guide.item_code, guide.id
        assert guide.online is None or guide.online.url is None, guide.id


def test_telephones_in_any_text_are_known(seed):
    known = {telephone.number for telephone in seed.hall.telephones} | {"110", "119", "120"}
    known |= {"12123", "12306"}  # applications that have a number for a name
    number = re.compile(r"(?<![\d.A-Za-z-])(?:0\d{2,3}-?\d{7,8}|1[12]\d|1\d{4}|9\d{4})(?![\d.元人号年天日周平])")
    for record in [*seed.guides.values(), *seed.faq.values()]:
        assert set(number.findall(record.model_dump_json())) <= known, record.id


def bases(value):
    if isinstance(value, Basis):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from bases(part)
    elif hasattr(value, "model_fields"):
        for name in type(value).model_fields:
            yield from bases(getattr(value, name))


def test_a_verified_basis_of_a_guide_names_its_article(seed):
    for guide in seed.guides.values():
        for basis in bases(guide):
            assert not (basis.law.startswith("《") and basis.law.endswith("》")), (guide.id, basis.law)
            assert basis.article or not basis.verified, (guide.id, basis.law)


def test_a_statutory_time_limit_has_a_basis(seed):
    limits = {guide.id: guide.time_limit.statutory for guide in seed.guides.values()}
    assert [item for item, limit in limits.items() if limit is not None and limit.basis is None] == []


def test_an_entry_tied_to_an_aspect_is_tied_to_an_item(seed):
    assert [entry.id for entry in seed.faq.values() if entry.aspect and not entry.item] == []


def test_every_place_of_the_hall_can_be_walked_to(seed):
    import networkx

    graph = networkx.Graph([(edge.a, edge.b) for edge in seed.hall.map.edges])
    assert set(graph) == {place.id for place in seed.hall.map.places}
    assert networkx.is_connected(graph)
    assert all(edge.step and edge.back for edge in seed.hall.map.edges)


def test_every_zone_can_be_reached_in_a_wheelchair(seed):
    import networkx

    graph = networkx.Graph([(edge.a, edge.b) for edge in seed.hall.map.edges if edge.accessible])
    for zone in seed.hall.zones:
        assert networkx.has_path(graph, "P-entrance", zone.place), zone.id


def test_places_lie_on_their_floor(seed):
    floors = {floor.id: floor for floor in seed.hall.map.floors}
    for place in seed.hall.map.places:
        assert 0 <= place.x <= floors[place.floor].width and 0 <= place.y <= floors[place.floor].height, place.id
