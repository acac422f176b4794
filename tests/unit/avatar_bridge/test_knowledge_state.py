"""The published library is swapped whole; what the hall is made of comes up and goes down."""

from __future__ import annotations

import shutil

import pytest
import small_library
from hash_embedder import HashEmbedder

from avatar_bridge.knowledge import Knowledge
from avatar_bridge.settings import Settings
from knowledge_base.loading import LibraryError

pytestmark = pytest.mark.unit


@pytest.fixture
def own(tmp_path) -> tuple[Settings, Knowledge]:
    settings = Settings(library=small_library.write(tmp_path / "library"), data=tmp_path / "data")
    return settings, Knowledge(settings, HashEmbedder())


def test_what_is_published_belongs_together(own):
    settings, knowledge = own
    state = knowledge.current
    assert set(state.library.guides) == {"G001", "G002"}
    assert state.composer.library is state.library
    assert state.ways.place("P-desk").name == "导服台"
    assert settings.lexicon_path.is_file() and list(settings.index_dir.glob("*"))


def test_republishing_swaps_in_a_new_state(own):
    settings, knowledge = own
    before = knowledge.current
    small_library.write(settings.library, guides=[small_library.guide(summary="换了一句。"), small_library.BARE])
    knowledge.republish()
    assert knowledge.current is not before
    assert knowledge.current.library.guides["G001"].summary == "换了一句。"
    assert before.library.guides["G001"].summary != "换了一句。", "a turn that began keeps its state"


def test_a_wrong_library_leaves_the_present_state(own):
    settings, knowledge = own
    before, lexicon = knowledge.current, settings.lexicon_path.read_bytes()
    small_library.write(settings.library, guides=[small_library.guide(window=None)])
    with pytest.raises(LibraryError, match="window"):
        knowledge.republish()
    assert knowledge.current is before and settings.lexicon_path.read_bytes() == lexicon


def test_opening_without_a_library_is_a_clear_error(tmp_path):
    with pytest.raises(LibraryError, match="items.csv"):
        Knowledge(Settings(library=tmp_path / "none", data=tmp_path), HashEmbedder())


def test_a_second_start_encodes_nothing(own):
    settings, _ = own
    embedder = HashEmbedder()
    Knowledge(settings, embedder)
    assert embedder.calls == 0


def test_parts_say_what_is_ready(services):
    parts = services.parts()
    assert parts["library"] == {"ready": True, "detail": "2 guides, 1 FAQ entries"}
    assert parts["dialogue"]["ready"] is False and parts["dialogue"]["detail"] == "not configured"
    assert parts["speech"]["ready"] is False and parts["voice"]["ready"] is False


async def test_closing_a_hall_that_never_started(hall_settings, knowledge):
    from avatar_bridge.services import Services

    hall = Services(hall_settings, knowledge)
    visit = await hall.visits.begin("api")
    await hall.close()
    assert hall.visits.get(visit.id) is None


def test_the_data_folder_may_be_deleted(own):
    settings, knowledge = own
    shutil.rmtree(settings.data)
    knowledge.republish()
    assert settings.lexicon_path.is_file()
