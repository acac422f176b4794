"""The search index: FAISS over sentence vectors, fused with character n-gram TF-IDF, with calibrated thresholds.

The fusion ``cosine + 0.1 * tfidf`` was the best of the methods measured on real government questions
(``python -m bench retrieval`` measures it on this library).
"""

from __future__ import annotations

from dataclasses import dataclass

import faiss
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge_base.search.documents import IndexText, normalise
from knowledge_base.search.embedding import Embedder

#: Weight of the character n-gram similarity beside the cosine.
NGRAM_WEIGHT = 0.1
#: How many nearest texts are looked at; a record has about 25 texts, so this sees some dozens of records.
NEIGHBOURS = 400


@dataclass(frozen=True)
class Thresholds:
    """Contrasts. At or above ``accept`` the best record answers; from ``offer`` up it is offered; below, refused."""

    accept: float
    offer: float


@dataclass(frozen=True)
class Hit:
    """A record found. ``score`` is the fused score of its best text, ``cosine`` that text's cosine alone."""

    kind: str
    record: str
    field: str
    text: str
    score: float
    cosine: float


@dataclass(frozen=True)
class Found:
    """What a question found. ``contrast`` is how much nearer it is to what the library answers than to what it does not."""

    hits: list[Hit]
    contrast: float


class SearchIndex:
    """Searches one published state of the library. Safe to use from several threads.

    Args:
        vectors: unit vectors of ``texts``, float32 of shape [texts, dimensions].
        outside: unit vectors of questions that the library does not answer, of shape [questions, dimensions].
    """

    def __init__(
        self,
        texts: list[IndexText],
        vectors: np.ndarray,
        outside: np.ndarray,
        embedder: Embedder,
        thresholds: Thresholds,
    ):
        self.texts = texts
        self.thresholds = thresholds
        self.vectors = vectors
        self.outside = outside
        self._embedder = embedder
        self._faiss = faiss.IndexFlatIP(vectors.shape[1])
        self._faiss.add(vectors)
        self._ngrams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
        self._matrix = self._ngrams.fit_transform([normalise(text.text) for text in texts]).T.tocsr()

    def scores(self, queries: list[str], vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fused scores and cosines of every text, the best over ``queries`` (several wordings of one question).

        Args:
            queries: normalised texts, and ``vectors`` their unit vectors of shape [queries, dimensions].

        Returns:
            Two float32 arrays of shape [number of texts]; a text outside the neighbours has a score of -1.
        """
        near, where = self._faiss.search(vectors, min(NEIGHBOURS, len(self.texts)))
        ngrams = (self._ngrams.transform(queries) @ self._matrix).toarray()
        best = np.full(len(self.texts), -1.0, dtype=np.float32)
        best_cosine = np.full(len(self.texts), -1.0, dtype=np.float32)
        for row in range(len(queries)):
            fused = near[row] + NGRAM_WEIGHT * ngrams[row, where[row]]
            np.maximum.at(best, where[row], fused)
            np.maximum.at(best_cosine, where[row], near[row])
        return best, best_cosine

    def ngram_scores(self, query: str) -> np.ndarray:
        """Character n-gram similarity of a normalised query to every text, float32 of shape [texts]."""
        return (self._ngrams.transform([query]) @ self._matrix).toarray()[0]

    def find(self, queries: list[str] | str, limit: int = 10, kinds: set[str] | None = None) -> Found:
        """The best records, best first, each once, and the contrast of the first wording.

        Args:
            queries: the question, or several wordings of the same question (the best wording counts).
            limit: how many records at most.
            kinds: keep only these kinds of record.
        """
        queries = [queries] if isinstance(queries, str) else queries
        queries = [query for query in dict.fromkeys(map(normalise, queries)) if query]
        if not queries:
            return Found([], -1.0)
        vectors = self._embedder.encode(queries)
        best, cosines = self.scores(queries, vectors)
        hits: dict[tuple[str, str], Hit] = {}
        for i in np.argsort(-best):
            if best[i] < 0 or len(hits) >= limit:
                break
            text = self.texts[i]
            if kinds is not None and text.kind not in kinds:
                continue
            key = (text.kind, text.record)
            if key not in hits:
                hits[key] = Hit(text.kind, text.record, text.field, text.text, float(best[i]), float(cosines[i]))
        return Found(list(hits.values()), self.contrast(vectors[0]))

    def search(self, queries: list[str] | str, limit: int = 10, kinds: set[str] | None = None) -> list[Hit]:
        """The hits of ``find`` alone."""
        return self.find(queries, limit, kinds).hits

    def contrast(self, vector: np.ndarray, without: int | None = None) -> float:
        """Cosine to the nearest text inside less that to the nearest question outside, for a vector of shape [dimensions].

        A similarity alone cannot tell a question that the library answers from one about the same world that it does
        not: 银行卡丢了补一张 lies as near to 社保卡补领 as many a good question. Being nearer to a known stranger tells.
        ``without`` leaves one text out, for calibration.
        """
        inside = self.vectors @ vector
        outside = self.outside @ vector
        if without is not None:
            inside[without] = -1.0
        return float(inside.max() - outside.max())
