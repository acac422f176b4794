"""Building, storing, loading and searching the index."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import small_library
from hash_embedder import DIMENSIONS, HashEmbedder

from knowledge_base.loading import load_library
from knowledge_base.search import SearchIndex, calibration
from knowledge_base.search.documents import index_texts, normalise
from knowledge_base.search.embedding import ModelMissing, SentenceTransformerEmbedder
from knowledge_base.search.outside import outside_questions
from knowledge_base.search.pinyin import sound_grams
from knowledge_base.search.vectors import VectorCache

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
    outside = index.find(outside_questions()[0]).contrast
    assert outside < 0 < inside
    assert index.find("").contrast == -1.0 and index.find("").hits == []


def test_no_question_stands_on_both_sides(seed_published):
    inside = {normalise(text.text) for text in seed_published.index.texts}
    outside = [normalise(question) for question in outside_questions()]
    assert len(outside) == len(set(outside))
    assert inside.isdisjoint(outside)


# -- sound --


def test_what_sounds_alike_is_near():
    assert sound_grams("社保卡") == sound_grams("射报咖")
    assert sound_grams("女的") == sound_grams("驴的"), "n and l are one to a southern ear"
    assert sound_grams("a1") == ["a", "1", "a 1"]


def test_a_question_heard_wrong_finds_its_record(small_published):
    assert small_published.index.search("疯争等级贵不贵", limit=1)[0].record == "G001"


# -- stored --


def test_saved_and_loaded(small, tmp_path):
    embedder = HashEmbedder()
    built = SearchIndex.build(small, embedder)
    built.save(tmp_path)
    encoded = embedder.calls
    loaded = SearchIndex.load(tmp_path, small, embedder)
    assert embedder.calls == encoded, "nothing is encoded again"
    np.testing.assert_array_equal(built.vectors, loaded.vectors)
    assert loaded.vectors.shape == (len(loaded.texts), DIMENSIONS)
    assert dataclasses.astuple(loaded.thresholds) == pytest.approx(dataclasses.astuple(built.thresholds))
    assert loaded.search("风筝登记") == built.search("风筝登记")


def test_only_new_texts_are_encoded(small, tmp_path):
    embedder = HashEmbedder()
    cache = VectorCache(embedder, tmp_path / "vectors.npz")
    before = SearchIndex.build(small, embedder, cache)
    encoded = embedder.calls
    small_library.write(tmp_path / "changed", entries=[small_library.entry(question="刮大风能放风筝吗？")])
    changed = SearchIndex.build(load_library(tmp_path / "changed"), embedder, cache, before)
    assert embedder.calls == encoded + 1
    assert changed.search("刮大风能放风筝吗", limit=1)[0].record == "F001"
    alone = SearchIndex.build(load_library(tmp_path / "changed"), embedder)
    assert [(hit.record, hit.field) for hit in changed.search("风筝登记")] == [
        (hit.record, hit.field) for hit in alone.search("风筝登记")
    ], "what was counted before and what was counted anew are the same"


def test_many_small_changes_are_learned_from_in_the_end(small, tmp_path, monkeypatch):
    """Each is less than what moves anything; together they are not."""
    learned = []
    calibrate = calibration.calibrate
    monkeypatch.setattr(calibration, "calibrate", lambda index: learned.append(index) or calibrate(index))
    monkeypatch.setattr("knowledge_base.search.index.UNMOVED", 2.5 / len(index_texts(small)))
    indexes = [SearchIndex.build(small, HashEmbedder())]
    entry = small_library.entry()
    for number, question in enumerate(["刮大风能放风筝吗？", "下雪天能放风筝吗？"]):
        entry = entry | ({"question": question} if number == 0 else {"similar_questions": [question, "打雷能放风筝吗"]})
        library = load_library(small_library.write(tmp_path / str(number), entries=[entry]))
        indexes.append(SearchIndex.build(library, HashEmbedder(), previous=indexes[-1]))
    assert learned == [indexes[0], indexes[2]]


def test_vectors_are_kept_for_the_next_process(tmp_path):
    path = tmp_path / "vectors.npz"
    first = VectorCache(HashEmbedder(), path).encode(["甲", "乙"])
    embedder = HashEmbedder()
    np.testing.assert_array_equal(VectorCache(embedder, path).encode(["乙", "甲"]), first[::-1])
    assert embedder.calls == 0


def test_another_model_never_reads_the_vectors_of_the_first(tmp_path):
    VectorCache(HashEmbedder("first"), tmp_path / "vectors.npz").encode(["甲"])
    embedder = HashEmbedder("second")
    VectorCache(embedder, tmp_path / "vectors.npz").encode(["甲"])
    assert embedder.calls == 1


@pytest.mark.parametrize("damage", [b"", b"not an archive", None], ids=["empty", "other", "half"])
def test_damaged_files_are_known_as_such(small, tmp_path, damage):
    index, vectors = tmp_path / "index.npz", tmp_path / "vectors.npz"
    SearchIndex.build(small, HashEmbedder(), VectorCache(HashEmbedder(), vectors)).save(tmp_path)
    for path in (index, vectors):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if damage is None else damage)
    with pytest.raises(ValueError):
        SearchIndex.load(tmp_path, small, HashEmbedder())
    assert VectorCache(HashEmbedder(), vectors).encode(["甲"]).shape == (1, DIMENSIONS), "made again"


def test_an_index_of_another_library_or_model_is_refused(small, tmp_path):
    SearchIndex.build(small, HashEmbedder()).save(tmp_path)
    with pytest.raises(ValueError, match="another"):
        SearchIndex.load(tmp_path, small, HashEmbedder("other"))
    small_library.write(tmp_path / "more", entries=[small_library.entry(question="刮大风能放风筝吗？")])
    with pytest.raises(ValueError, match="another"):
        SearchIndex.load(tmp_path, load_library(tmp_path / "more"), HashEmbedder())


def test_a_missing_model_is_told_with_its_remedy(tmp_path):
    with pytest.raises(ModelMissing, match="make models"):
        SentenceTransformerEmbedder(tmp_path / "none")
