"""The search index: FAISS over sentence vectors, fused with character n-gram TF-IDF, with calibrated thresholds.

The fusion ``cosine + 0.1 * tfidf`` was the best of the methods measured on real government questions
(``python -m bench retrieval`` measures it on this library).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import faiss
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge_base.loading import Library
from knowledge_base.search.documents import IndexText, index_texts, normalise
from knowledge_base.search.embedding import Embedder

#: Weight of the character n-gram similarity beside the cosine.
NGRAM_WEIGHT = 0.1
#: How many nearest texts are looked at; a record has about 25 texts, so this sees some dozens of records.
NEIGHBOURS = 400
FORMAT = 2


@dataclass(frozen=True)
class Thresholds:
    """Fused scores. At or above ``accept`` the best record answers; from ``offer`` up it is offered; below, refused."""

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


class SearchIndex:
    """Searches one published state of the library. Safe to use from several threads."""

    def __init__(self, texts: list[IndexText], vectors: np.ndarray, embedder: Embedder, thresholds: Thresholds):
        self.texts = texts
        self.thresholds = thresholds
        self.vectors = vectors
        self._embedder = embedder
        self._faiss = faiss.IndexFlatIP(vectors.shape[1])
        self._faiss.add(vectors)
        self._ngrams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
        self._matrix = self._ngrams.fit_transform([normalise(text.text) for text in texts]).T.tocsr()

    def scores(self, queries: list[str], vectors: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Fused scores and cosines of every text, the best over ``queries`` (several wordings of one question).

        Returns:
            Two float32 arrays of shape [number of texts]; a text outside the neighbours has a score of -1.
        """
        queries = [normalise(query) for query in queries]
        if vectors is None:
            vectors = self._embedder.encode(queries)
        near, where = self._faiss.search(vectors, min(NEIGHBOURS, len(self.texts)))
        ngrams = (self._ngrams.transform(queries) @ self._matrix).toarray()
        best = np.full(len(self.texts), -1.0, dtype=np.float32)
        best_cosine = np.full(len(self.texts), -1.0, dtype=np.float32)
        for row in range(len(queries)):
            fused = near[row] + NGRAM_WEIGHT * ngrams[row, where[row]]
            np.maximum.at(best, where[row], fused)
            np.maximum.at(best_cosine, where[row], near[row])
        return best, best_cosine

    def search(self, queries: list[str] | str, limit: int = 10, kinds: set[str] | None = None) -> list[Hit]:
        """The best records, best first, each once.

        Args:
            queries: the question, or several wordings of the same question (the best wording counts).
            limit: how many records at most.
            kinds: keep only these kinds of record.
        """
        queries = [queries] if isinstance(queries, str) else queries
        queries = [query for query in dict.fromkeys(queries) if normalise(query)]
        if not queries:
            return []
        best, cosines = self.scores(queries)
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
        return list(hits.values())


def fingerprint(library_texts: list[IndexText], model: str) -> str:
    """Changes when a findable text, the model or this format changes."""
    content = json.dumps([FORMAT, model, [asdict(text) for text in library_texts]], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def open_index(library: Library, embedder: Embedder, folder: Path) -> SearchIndex:
    """Load the library's index from ``folder``, or build, calibrate and store it there when a text has changed."""
    from knowledge_base.search.calibration import calibrate

    texts = index_texts(library)
    key = fingerprint(texts, embedder.name)
    stored = folder / f"{key}.npz"
    if stored.is_file():
        with np.load(stored, allow_pickle=False) as data:
            thresholds = Thresholds(*(float(value) for value in data["thresholds"]))
            return SearchIndex(texts, data["vectors"], embedder, thresholds)
    vectors = embedder.encode([normalise(text.text) for text in texts])
    index = SearchIndex(texts, vectors, embedder, Thresholds(accept=1.0, offer=1.0))
    index.thresholds = calibrate(index, embedder)
    folder.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed, so that a reader never meets half a file.
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False) as stream:
        np.savez(stream, vectors=vectors, thresholds=np.array([index.thresholds.accept, index.thresholds.offer]))
    os.replace(stream.name, stored)
    for old in folder.glob("*.npz"):
        if old != stored:
            old.unlink()
    return index
