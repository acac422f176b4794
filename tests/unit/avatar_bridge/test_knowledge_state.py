"""The published library is swapped whole; what the hall is made of comes up and goes down."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest
import small_library
from hash_embedder import HashEmbedder

from avatar_bridge import knowledge as knowledge_module
from avatar_bridge.knowledge import Knowledge
from avatar_bridge.settings import Settings
from knowledge_base.loading import LibraryError
from knowledge_base.publishing import publish_folder
from knowledge_base.publishing import publisher as publisher_module

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
    assert settings.lexicon_path.is_file() and (settings.data / "published" / "current").is_file()


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


def test_what_is_published_elsewhere_is_taken_up(own):
    settings, knowledge = own
    before = knowledge.current
    assert not knowledge.outdated()
    small_library.write(settings.library, guides=[small_library.guide(summary="换了一句。"), small_library.BARE])
    publish_folder(settings.library, HashEmbedder(), settings.data)
    assert knowledge.outdated()
    knowledge.refresh()
    assert not knowledge.outdated() and knowledge.current is not before
    assert knowledge.current.library.guides["G001"].summary == "换了一句。"


def test_a_day_that_comes_is_published(own, monkeypatch):
    settings, _ = own
    tomorrow = date.today() + timedelta(days=1)
    provenance = {**small_library.PROVENANCE, "effective_from": tomorrow.isoformat()}
    entries = [small_library.entry(), small_library.entry(id="F002", question="明天起要登记吗", provenance=provenance)]
    small_library.write(settings.library, entries=entries)
    knowledge = Knowledge(settings, HashEmbedder())
    knowledge.republish()
    assert "F002" not in knowledge.current.library.faq and not knowledge.outdated()

    class Tomorrow(date):
        @classmethod
        def today(cls):
            return tomorrow

    monkeypatch.setattr(knowledge_module, "date", Tomorrow)
    monkeypatch.setattr(publisher_module, "date", Tomorrow)
    assert knowledge.outdated()
    knowledge.refresh()
    assert "F002" in knowledge.current.library.faq


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
