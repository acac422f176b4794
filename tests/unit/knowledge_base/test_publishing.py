"""Publishing: whole or not at all, swapped in one step, and never a failed question meanwhile."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
import small_library
from hash_embedder import HashEmbedder

from knowledge_base.loading import LibraryError
from knowledge_base.publishing import NothingPublished, Publisher, Snapshots, publish_folder
from knowledge_base.publishing.snapshot import KEPT
from knowledge_base.store import Accounts, NotAllowed, RecordStore, Role, open_database
from knowledge_base.store.database import database_url
from knowledge_base.store.folder_import import import_folder

pytestmark = pytest.mark.unit


@pytest.fixture
def publisher(tmp_path: Path, small_folder: Path) -> Publisher:
    store = RecordStore(open_database(database_url(tmp_path)))
    import_folder(store, small_folder)
    return Publisher(store, HashEmbedder(), tmp_path)


def test_what_was_published_is_read_again(publisher, tmp_path):
    published = publisher.publish()
    read = Snapshots(tmp_path).read(HashEmbedder())
    assert read.library == published.library and read.name == published.name
    assert read.index.search("风筝登记") == published.index.search("风筝登记")
    assert "风筝登记" in (tmp_path / "lexicon.json").read_text("utf-8")


def test_publishing_a_wrong_library_changes_nothing(small_folder, tmp_path):
    publish_folder(small_folder, HashEmbedder(), tmp_path)
    before = Snapshots(tmp_path).current, (tmp_path / "lexicon.json").read_bytes()
    wrong = small_library.write(tmp_path / "wrong", guides=[small_library.guide(window=None)])
    with pytest.raises(LibraryError):
        publish_folder(wrong, HashEmbedder(), tmp_path)
    assert (Snapshots(tmp_path).current, (tmp_path / "lexicon.json").read_bytes()) == before


def test_a_failed_build_leaves_what_was_there(small_folder, tmp_path):
    class Broken(HashEmbedder):
        def encode(self, texts):
            raise RuntimeError("out of memory")

    publish_folder(small_folder, HashEmbedder(), tmp_path)
    before = Snapshots(tmp_path).current
    with pytest.raises(RuntimeError):
        publish_folder(small_folder, Broken("other"), tmp_path)
    assert Snapshots(tmp_path).current == before
    assert not list((tmp_path / "published").glob(".making-*"))


def test_a_new_item_is_published_at_once(tmp_path):
    folder, data = tmp_path / "library", tmp_path / "data"
    small_library.write(folder)
    publish_folder(folder, HashEmbedder(), data)
    names = [f"毽子证{i}" for i in range(5)]
    asked = [f"踢毽子要办证吗{i}" for i in range(3)]
    kite, top = small_library.guide(), small_library.BARE
    shuttlecock = small_library.guide(id="G005", name="毽子备案", colloquial=names, similar_questions=asked)
    items = small_library.ITEMS + "G005,毽子备案,风筝专区,个人,毽子科,毽子,踢毽子,,\n"
    small_library.write(folder, guides=[kite, top, shuttlecock], items=items)
    published = publish_folder(folder, HashEmbedder(), data)
    assert published.index.search("毽子备案", limit=1)[0].record == "G005"
    assert "毽子备案" in (data / "lexicon.json").read_text("utf-8")


def test_only_a_few_publications_are_kept(publisher, tmp_path):
    names = [publisher.publish().name for _ in range(KEPT + 2)]
    kept = sorted(path.name for path in (tmp_path / "published").iterdir() if path.is_dir())
    assert kept == names[-KEPT:] and Snapshots(tmp_path).current == names[-1]


def test_nothing_published_is_told(tmp_path):
    with pytest.raises(NothingPublished):
        Snapshots(tmp_path).read(HashEmbedder())


@pytest.mark.parametrize("name", ["library.json", "index.npz", "learned.npz"])
def test_a_damaged_publication_is_told(publisher, tmp_path, name):
    published = publisher.publish()
    (tmp_path / "published" / published.name / name).write_bytes(b"{")
    with pytest.raises(NothingPublished):
        Snapshots(tmp_path).read(HashEmbedder())


def test_only_who_may_publishes(publisher):
    with publisher._store.session() as session:
        Accounts(session).create("writer", {Role.EDITOR})
    with pytest.raises(NotAllowed):
        publisher.publish("writer")


def test_a_day_that_will_change_the_library_is_known(tmp_path):
    begins, ends = date.today() + timedelta(days=5), date.today() + timedelta(days=2)
    entries = [
        small_library.entry(provenance={**small_library.PROVENANCE, "effective_from": begins.isoformat()}),
        small_library.entry(
            id="F002", question="二？", provenance={**small_library.PROVENANCE, "effective_to": ends.isoformat()}
        ),
    ]
    folder = small_library.write(tmp_path / "library", entries=entries)
    published = publish_folder(folder, HashEmbedder(), tmp_path / "data")
    assert set(published.library.faq) == {"F002"}
    assert published.until == ends + timedelta(days=1)
    assert not published.outdated(ends) and published.outdated(ends + timedelta(days=1))


def test_no_question_fails_while_something_is_published(publisher, tmp_path):
    publisher.publish()
    snapshots, failures, asked = Snapshots(tmp_path), [], []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                asked.append(snapshots.read(HashEmbedder()).index.search("风筝登记贵不贵", limit=1)[0].record)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a failed question
                failures.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    for _ in range(3):
        publisher.publish()
    done.set()
    thread.join()
    assert not failures and set(asked) == {"G001"}
