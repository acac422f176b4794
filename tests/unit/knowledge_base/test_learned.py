"""What is learned at publishing: which record, which aspect, ours or a stranger's; the same after saving and loading."""

from __future__ import annotations

import numpy as np
import pytest
from hash_embedder import HashEmbedder

from knowledge_base.publishing import Snapshots
from knowledge_base.search.learned import LEAST, Learned
from knowledge_base.search.ngrams import NGrams

pytestmark = pytest.mark.unit

FRUIT = {
    "apple": "苹果要剥皮",
    "pear": "梨子要削皮",
    "plum": "李子要去核",
}
ASKED = {"when": "什么时候", "where": "在什么地方", "how": "用什么办法"}


@pytest.fixture(scope="module")
def taught():
    """Three fruits, three aspects, and strangers that talk of stars."""
    texts, subjects, aspects = [], [], []
    for number in range(LEAST):
        fruit, aspect = list(FRUIT)[number % 3], list(ASKED)[number // 3 % 3]
        texts.append(f"{FRUIT[fruit]}{ASKED[aspect]}做{'好' * (number % 5)}")
        subjects.append(fruit)
        aspects.append(aspect)
    strangers = [f"星星有几颗{'啊' * (number % 7)}天上{number % 9}" for number in range(LEAST)]
    ngrams = NGrams(texts + strangers, own=len(texts))
    vectors = HashEmbedder().encode(texts + strangers)
    learned = Learned.learn(ngrams.counts, vectors, subjects, aspects, len(strangers))
    return ngrams, learned, texts + strangers


def judge(ngrams, learned, text):
    return learned.judge(ngrams.count([text]), HashEmbedder().encode([text]))


@pytest.mark.parametrize("fruit", FRUIT)
@pytest.mark.parametrize("aspect", ASKED)
def test_subject_and_aspect_of_a_new_sentence(taught, fruit, aspect):
    ngrams, learned, _ = taught
    found = judge(ngrams, learned, f"{ASKED[aspect]}可以把{FRUIT[fruit]}做好呢")
    assert learned.subjects[found.subjects[0].argmax()] == fruit
    assert learned.aspects[found.aspects[0].argmax()] == aspect


def test_the_likeliest_subject_has_nought_and_the_others_less(taught):
    ngrams, learned, _ = taught
    subjects = judge(ngrams, learned, "苹果要剥皮什么时候做").subjects[0]
    assert subjects.max() == 0 and np.sort(subjects)[-2] < 0


def test_strangers_are_told(taught):
    ngrams, learned, _ = taught
    assert (
        judge(ngrams, learned, "梨子要削皮在什么地方做").ours[0] > 0 > judge(ngrams, learned, "天上星星有几颗").ours[0]
    )


def test_texts_are_judged_by_what_did_not_see_them(taught):
    ngrams, learned, texts = taught
    held = learned.held_out(ngrams.counts, HashEmbedder().encode(texts), LEAST)
    assert held.shape == (LEAST,) and (held > 0).mean() > 0.95


def test_it_reads_what_it_wrote(taught, tmp_path):
    ngrams, learned, _ = taught
    learned.save(tmp_path / "learned.npz")
    again = Learned.load(tmp_path / "learned.npz")
    for text in ("苹果要剥皮什么时候做", "天上星星"):
        before, after = judge(ngrams, learned, text), judge(ngrams, again, text)
        assert np.array_equal(before.subjects, after.subjects) and np.array_equal(before.ours, after.ours)
    assert Learned.load(tmp_path / "nothing.npz") is None


def test_what_lies_on_the_disk_already_is_linked(taught, tmp_path):
    _, learned, _ = taught
    learned.lies_in = None
    first, second = tmp_path / "first.npz", tmp_path / "second.npz"
    learned.save(first)
    learned.save(second)
    assert first.stat().st_ino == second.stat().st_ino
    learned.lies_in = tmp_path / "gone.npz"
    learned.save(tmp_path / "third.npz")
    assert (tmp_path / "third.npz").stat().st_ino != first.stat().st_ino


def test_too_little_teaches_nothing():
    texts = ["苹果", "梨子", "李子", "星星"]
    ngrams = NGrams(texts, own=3)
    assert Learned.learn(ngrams.counts, HashEmbedder().encode(texts), ["a", "b", "c"], [None] * 3, 1) is None


def test_a_saved_index_finds_what_the_new_one_finds(seed_published, seed_data):
    loaded = Snapshots(seed_data).read(HashEmbedder()).index
    for question in ("爷爷走不动，孙子拿他身份证去换一张行不行", "红本本找不到了再要一本", "感冒吃什么药"):
        new, old = seed_published.index.find(question), loaded.find(question)
        assert [(hit.record, pytest.approx(hit.score, abs=1e-4)) for hit in new.hits] == [
            (hit.record, hit.score) for hit in old.hits
        ]
        assert new.aspects == pytest.approx(old.aspects, abs=1e-4)
        assert new.contrasts == pytest.approx(old.contrasts, abs=1e-4)


def test_what_no_word_says_is_learned_from_the_wordings(seed_published):
    asked = seed_published.index.find("身份证 爷爷腿脚不灵便，叫孙子替他跑一趟").aspects
    assert max(asked, key=asked.get) == "agent"
