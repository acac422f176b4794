"""Library, avatar and dialogue model: made when their inputs changed, never half."""

from __future__ import annotations

from pathlib import Path

import pytest

from operations.errors import OperationError
from operations.places import Places
from operations.preparation import avatar, library, training


@pytest.fixture
def here(tmp_path):
    for name, text in {
        "knowledge_base/library/guides/G001.yaml": "id: G001",
        "knowledge_base/loading.py": "x = 1",
        "avatar_bridge/avatar/build.py": "y = 1",
        "config.yml": "c",
        "domain.yml": "d",
        "nlu_data/nlu/a.yml": "n",
        "assistant/nlu/lexicon.py": "l = 1",
        "requirements/dialogue.txt": "rasa==3.6.21\nsix==1\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Places.of({}, tmp_path)


@pytest.fixture
def made(monkeypatch):
    """The programs replaced by ones that write their results; yields their names in the order of running."""
    ran: list[str] = []

    def run(command, *, what, **_):
        ran.append(what)
        if what == "knowledge_base publish":
            data = Path(command[command.index("--data") + 1])
            (data / "published").mkdir(exist_ok=True)
            (data / "published" / "current").write_text(str(len(ran)))
        if what == "avatar":
            for name in avatar.PROOF:
                (Path(command[-1]) / name).write_text("x")
        if what == "rasa train":
            (Path(command[command.index("--out") + 1]) / "model.tar.gz").write_text(str(len(ran)))

    for module in (library, avatar, training):
        monkeypatch.setattr(module, "run", run)
    return ran


def quiet(_):
    pass


def test_the_library_is_published_once_and_again_when_a_record_changed(here, made):
    assert library.ensure_library(here, {}, quiet)
    assert not library.ensure_library(here, {}, quiet)
    (here.root / "knowledge_base/library/guides/G001.yaml").write_text("id: G002")
    assert library.ensure_library(here, {}, quiet)
    assert made == ["knowledge_base publish"] * 2


def test_another_data_folder_is_published_for_itself(here, made):
    library.ensure_library(here, {}, quiet)
    other = Places(here.root, here.root / "other", here.models)
    other.data.mkdir()
    (other.data / "hall.db").write_text("mine")
    assert library.ensure_library(other, {}, quiet)
    assert len(made) == 2 and (other.data / "published" / "current").read_text() == "2"
    assert (other.data / "hall.db").read_text() == "mine"


def test_a_wrong_record_leaves_the_published_library(here, made, monkeypatch):
    library.ensure_library(here, {}, quiet)

    def refuse(*_, **__):
        raise OperationError("G001: no name")

    monkeypatch.setattr(library, "run", refuse)
    (here.root / "knowledge_base/library/guides/G001.yaml").write_text("id: 7")
    for _ in range(2):
        with pytest.raises(OperationError, match="no name"):
            library.ensure_library(here, {}, quiet)
    assert (here.data / library.PUBLISHED).read_text() == "1"


def test_the_avatar_is_built_again_when_its_builder_changed(here, made):
    assert avatar.ensure_avatar(here, quiet)
    assert not avatar.ensure_avatar(here, quiet)
    (here.root / "avatar_bridge/avatar/build.py").write_text("y = 2")
    assert avatar.ensure_avatar(here, quiet)
    (here.models / "avatar" / "poses.json").unlink()
    assert avatar.ensure_avatar(here, quiet)
    assert made == ["avatar"] * 3


def test_training_follows_its_inputs_only(here, made):
    assert training.ensure_model(here, quiet)
    first = training.model_path(here)
    assert first.is_file() and not training.ensure_model(here, quiet)
    (here.root / "knowledge_base/library/guides/G001.yaml").write_text("another item")
    (here.root / "requirements/dialogue.txt").write_text("rasa==3.6.21\nsix==2\n")
    assert not training.ensure_model(here, quiet)
    (here.root / "nlu_data/nlu/a.yml").write_text("more")
    assert training.ensure_model(here, quiet) and training.model_path(here) != first
    (here.root / "nlu_data/nlu/a.yml").write_text("n")
    assert not training.ensure_model(here, quiet), "the model of an earlier state is still there"
    assert training.ensure_model(here, quiet, force=True)


def test_a_training_that_writes_no_model_is_an_error(here, monkeypatch):
    monkeypatch.setattr(training, "run", lambda *_, **__: None)
    with pytest.raises(OperationError, match="wrote no model"):
        training.ensure_model(here, quiet)
    assert not list((here.models / "rasa").iterdir())
