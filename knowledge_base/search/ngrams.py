"""Likeness by characters and by sound: TF-IDF over runs of one to three characters, and of one to three syllables.

Runs are hashed, so that a text's runs do not depend on the other texts: publishing one changed record counts only that
record's anew.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from knowledge_base.search.pinyin import sound_grams

#: Hash buckets; a library has some 60,000 different runs.
BUCKETS = 2**19
#: Counts of runs of characters and of sounds, each of shape [texts, BUCKETS].
Counts = tuple[scipy.sparse.csr_matrix, scipy.sparse.csr_matrix]


class _Runs:
    """One kind of run, counted and weighted for a fixed list of texts."""

    def __init__(self, texts: list[str], own: int, previous: _Runs | None, **analyzer: object):
        self._vectoriser = HashingVectorizer(
            n_features=BUCKETS, norm=None, alternate_sign=False, dtype=np.float32, lowercase=False, **analyzer
        )
        self.counts = self._count(texts, previous)
        self.place = {text: row for row, text in enumerate(texts)}
        seen = np.bincount(self.counts[:own].indices, minlength=BUCKETS)
        self._rarity = (np.log((1 + own) / (1 + seen)) + 1).astype(np.float32)
        # A run that none of the library's own texts has tells nothing about them.
        self._rarity[seen == 0] = 0.0
        self._by_run = self._weigh(self.counts).T.tocsr()

    def _count(self, texts: list[str], previous: _Runs | None) -> scipy.sparse.csr_matrix:
        if previous is None:
            return self._vectoriser.transform(texts)
        kept = [previous.place.get(text) for text in texts]
        new = [text for text, row in zip(texts, kept) if row is None]
        if not new:
            return previous.counts[kept]
        whole = scipy.sparse.vstack([previous.counts, self._vectoriser.transform(new)], format="csr")
        rows = iter(range(previous.counts.shape[0], whole.shape[0]))
        return whole[[next(rows) if row is None else row for row in kept]]

    def _weigh(self, counts: scipy.sparse.csr_matrix) -> scipy.sparse.csr_matrix:
        weighed = counts.copy()
        weighed.data = (1 + np.log(weighed.data)) * self._rarity[weighed.indices]
        weighed.eliminate_zeros()
        return normalize(weighed, copy=False)

    def count(self, queries: list[str]) -> scipy.sparse.csr_matrix:
        return self._vectoriser.transform(queries)

    def compare(self, counts: scipy.sparse.csr_matrix) -> np.ndarray:
        return (self._weigh(counts) @ self._by_run).toarray()


class NGrams:
    """Compares queries with a fixed list of normalised texts.

    Args:
        texts: what is compared with.
        own: how many of them, from the start, teach which runs are rare; the rest (questions outside) are only compared.
        previous: what was counted for another list of texts; texts of both are not counted again.
    """

    def __init__(self, texts: list[str], own: int | None = None, previous: NGrams | None = None):
        own = len(texts) if own is None else own
        self._characters = _Runs(texts, own, previous and previous._characters, analyzer="char", ngram_range=(1, 3))
        self._sounds = _Runs(texts, own, previous and previous._sounds, analyzer=sound_grams)

    @property
    def counts(self) -> Counts:
        """Those of the texts themselves."""
        return self._characters.counts, self._sounds.counts

    def count(self, queries: list[str]) -> Counts:
        return self._characters.count(queries), self._sounds.count(queries)

    def compare(self, counts: Counts) -> tuple[np.ndarray, np.ndarray]:
        """Likeness by characters and by sound, two float32 arrays of shape [queries, texts] between 0 and 1."""
        return self._characters.compare(counts[0]), self._sounds.compare(counts[1])
