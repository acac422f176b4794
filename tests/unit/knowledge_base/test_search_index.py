"""Building, storing, loading and searching the index."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import small_library
from hash_embedder import DIMENSIONS, HashEmbedder

from knowledge_base.loading import LibraryError, load_library
from knowledge_base.publishing import publish
from knowledge_base.search.calibration import out_of_scope_questions
from knowledge_base.search.documents import index_texts, normalise
from knowledge_base.search.embedding import ModelMissing, SentenceTransformerEmbedder
from knowledge_base.search.store import open_index

pytestmark = pytest.mark.unit


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("text", "same"),
    [("ＡＢｃ", "abc"), (" 风 筝\t登\n记 ", "风筝登记"), ("１２３４５", "12345"), ("风筝　登记", "风筝登记"), ("", "")],
)
def test_normalise(text, same):
    assert normalise(text) == same
    assert normalise(same) == same


def test_texts_of_every_kind_each_once(small):
    texts = index_texts(small)
    assert {text.kind for text in texts} == {"guide", "item", "faq", "place"}
    keys = [(text.kind, text.record, normalise(text.text)) for text in texts]
    assert len(keys) == len(set(keys))
    assert ("item", "G003") in {(text.kind, text.record) for text in texts}
    assert ("item", "G001") not in {(text.kind, text.record) for text in texts}, "a guide stands for its item"
    assert "P-corridor" not in {text.record for text in texts}
    assert texts == index_texts(small), "a stable order"


def test_the_best_record_comes_first(small_published):
    hits = small_published.index.search("风筝登记贵不贵")
    assert (hits[0].kind, hits[0].record, hits[0].field) == ("guide", "G001", "similar_questions")
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert hits[0].cosine == pytest.approx(1.0, abs=1e-4)


def test_each_record_once_and_no_more_than_the_limit(small_published):
    hits = small_published.index.search("风筝", limit=100)
    assert len(hits) == len({(hit.kind, hit.record) for hit in hits})
    for limit in (1, 2, 3):
        assert small_published.index.search("风筝", limit=limit) == hits[:limit]


def test_only_the_kinds_asked_for(small_published):
    assert {hit.kind for hit in small_published.index.search("厕所", kinds={"place"})} == {"place"}
    assert {hit.kind for hit in small_published.index.search("厕所", kinds={"guide", "faq"})} <= {"guide", "faq"}


def test_the_best_of_several_wordings_counts(small_published):
    index = small_published.index
    alone = index.search("打雷能放风筝吗", limit=1)[0]
    together = index.search(["完全无关的话", "打雷能放风筝吗"], limit=1)[0]
    assert (together.record, together.field) == (alone.record, alone.field) == ("F001", "similar_questions")
    assert together.score == pytest.approx(alone.score, abs=1e-5)


@pytest.mark.parametrize("queries", ["", "  ", [], ["", " "]])
def test_an_empty_question_finds_nothing(small_published, queries):
    assert small_published.index.search(queries) == []


@pytest.mark.parametrize("query", ["\x00", "😀😀😀", "字" * 5000, "'; DROP TABLE", "[[[((*", "a" * 1000, "\u200b"])
def test_odd_questions_do_no_harm(small_published, query):
    for hit in small_published.index.search(query):
        assert np.isfinite(hit.score)


def test_spelling_does_not_matter(seed_published):
    plain = seed_published.index.search("app上能办社保卡吗", limit=3)
    assert seed_published.index.search(" ＡＰＰ上能 办社保卡吗 ", limit=3) == plain


def test_the_librarys_own_questions_find_their_record(seed_published):
    """With hashed n-grams a stored question is verbatim, so its own record must come first."""
    for guide in list(seed_published.library.guides.values())[:10]:
        hit = seed_published.index.search(guide.similar_questions[0], limit=1)[0]
        assert hit.record == guide.id


def test_thresholds_are_in_order(seed_published):
    thresholds = seed_published.index.thresholds
    assert -1 <= thresholds.offer <= thresholds.accept <= 1


def test_contrast_tells_the_library_from_a_known_stranger(seed_published):
    index = seed_published.index
    inside = index.find("补一张身份证四十块钱对吗").contrast
    outside = index.find(out_of_scope_questions()[0]).contrast
    assert -1 <= outside < 0 < inside <= 1
    assert index.find("").contrast == -1.0 and index.find("").hits == []


def test_no_question_stands_on_both_sides(seed_published):
    inside = {normalise(text.text) for text in seed_published.index.texts}
    outside = [normalise(question) for question in out_of_scope_questions()]
    assert len(outside) == len(set(outside))
    assert inside.isdisjoint(outside)


# -- stored --


def test_built_once_then_loaded(small_folder, tmp_path):
    library, embedder = load_library(small_folder), HashEmbedder()
    built = open_index(library, embedder, tmp_path)
    assert len(files(tmp_path)) == 1 and files(tmp_path)[0].endswith(".npz")
    encoded = embedder.calls
    loaded = open_index(library, embedder, tmp_path)
    assert embedder.calls == encoded, "nothing is encoded again"
    np.testing.assert_array_equal(built.vectors, loaded.vectors)
    assert loaded.vectors.shape == (len(loaded.texts), DIMENSIONS)
    assert dataclasses.astuple(loaded.thresholds) == pytest.approx(dataclasses.astuple(built.thresholds))
    assert loaded.search("风筝登记") == built.search("风筝登记")


def test_a_changed_text_builds_anew_and_the_old_file_goes(tmp_path):
    folder, index = tmp_path / "library", tmp_path / "index"
    small_library.write(folder)
    open_index(load_library(folder), HashEmbedder(), index)
    before = files(index)
    small_library.write(folder, entries=[small_library.entry(question="刮大风能放风筝吗？")])
    changed = open_index(load_library(folder), HashEmbedder(), index)
    assert files(index) != before and len(files(index)) == 1
    assert changed.search("刮大风能放风筝吗", limit=1)[0].record == "F001"


def test_another_model_never_reads_the_vectors_of_the_first(small, tmp_path):
    open_index(small, HashEmbedder("first"), tmp_path)
    embedder = HashEmbedder("second")
    open_index(small, embedder, tmp_path)
    assert embedder.calls >= len(index_texts(small))


@pytest.mark.parametrize("damage", [b"", b"not an archive", None], ids=["empty", "other", "half"])
def test_a_damaged_file_is_built_anew(small, tmp_path, damage):
    open_index(small, HashEmbedder(), tmp_path)
    stored = next(tmp_path.glob("*.npz"))
    stored.write_bytes(stored.read_bytes()[: stored.stat().st_size // 2] if damage is None else damage)
    index = open_index(small, HashEmbedder(), tmp_path)
    assert index.search("风筝登记", limit=1)[0].record == "G001"


def test_a_failed_build_leaves_what_was_there(small, tmp_path):
    class Broken(HashEmbedder):
        def encode(self, texts):
            raise RuntimeError("out of memory")

    open_index(small, HashEmbedder("good"), tmp_path)
    before = files(tmp_path)
    with pytest.raises(RuntimeError):
        open_index(small, Broken("other"), tmp_path)
    assert files(tmp_path) == before


# -- published --


def test_publishing_a_wrong_library_changes_nothing(small_folder, tmp_path):
    data = tmp_path / "data"
    publish(small_folder, HashEmbedder(), data / "index", data / "lexicon.json")
    before = files(data / "index"), (data / "lexicon.json").read_bytes()
    wrong = small_library.write(tmp_path / "wrong", guides=[small_library.guide(window=None)])
    with pytest.raises(LibraryError):
        publish(wrong, HashEmbedder(), data / "index", data / "lexicon.json")
    assert (files(data / "index"), (data / "lexicon.json").read_bytes()) == before


def test_a_new_item_is_published_at_once(tmp_path):
    folder, data = tmp_path / "library", tmp_path / "data"
    small_library.write(folder)
    publish(folder, HashEmbedder(), data / "index", data / "lexicon.json")
    names = [f"毽子证{i}" for i in range(5)]
    asked = [f"踢毽子要办证吗{i}" for i in range(3)]
    kite, top = small_library.guide(), small_library.BARE
    shuttlecock = small_library.guide(id="G005", name="毽子备案", colloquial=names, similar_questions=asked)
    items = small_library.ITEMS + "G005,毽子备案,风筝专区,个人,毽子科,毽子,踢毽子,,\n"
    small_library.write(folder, guides=[kite, top, shuttlecock], items=items)
    published = publish(folder, HashEmbedder(), data / "index", data / "lexicon.json")
    assert published.index.search("毽子备案", limit=1)[0].record == "G005"
    assert "毽子备案" in (data / "lexicon.json").read_text("utf-8")


def test_a_missing_model_is_told_with_its_remedy(tmp_path):
    with pytest.raises(ModelMissing, match="make models"):
        SentenceTransformerEmbedder(tmp_path / "none")
