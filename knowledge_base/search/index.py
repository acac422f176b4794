"""The search index: FAISS over sentence vectors, fused with likeness by characters and by sound and with what each
record's texts have in common; a question outside the library is told by its nearness to questions known to be outside.

``python -m bench retrieval`` measures every part of it against the others.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import faiss
import numpy as np

from knowledge_base.loading import Library
from knowledge_base.search.documents import IndexText, index_texts, searchable
from knowledge_base.search.embedding import Embedder
from knowledge_base.search.learned import Judgements, Learned
from knowledge_base.search.ngrams import NGrams
from knowledge_base.search.outside import outside_questions
from knowledge_base.search.record_model import RecordModel
from knowledge_base.search.vectors import VectorCache

#: Weights of the parts beside the centred cosine, whose weight is 1.
CHARACTERS, SOUNDS, MIDDLE = 0.5, 0.5, 1.0
#: What was learned of a text's subject, and of what is ours, counts this much in scores and in the contrast.
SUBJECT, OURS = 0.4, 0.25
#: So many nearest texts on either side make the contrast: one alone may be near by chance.
WITNESSES = 3
#: How many nearest texts are looked at: by vector, and by characters and sound.
NEIGHBOURS, LIKE = 400, 100
#: Share of changed texts up to which thresholds are not calibrated again.
UNMOVED = 0.01


@dataclass(frozen=True)
class Thresholds:
    """Contrasts. At or above ``accept`` the best record answers; from ``offer`` up it is offered; below, refused."""

    accept: float
    offer: float


@dataclass(frozen=True)
class Hit:
    """A record found. ``score`` is its fused score, ``cosine`` its best text's plain cosine, ``text`` that text."""

    kind: str
    record: str
    field: str
    text: str
    score: float
    cosine: float


@dataclass(frozen=True)
class Found:
    """What a question found. ``contrasts`` tell for each of its wordings how much nearer it is to what the library answers
    than to what it does not. ``aspects``: what the last wording asks for; the likely ones are above 0 or little below.
    """

    hits: list[Hit]
    contrasts: tuple[float, ...]
    aspects: dict[str, float] = field(default_factory=dict)

    @property
    def contrast(self) -> float:
        """That of the question as asked."""
        return self.contrasts[0]


class SearchIndex:
    """Searches one published state of the library. Safe to use from several threads.

    Args:
        vectors: unit vectors of ``texts``, float32 of shape [texts, dimensions].
        outside: unit vectors of ``strangers`` (normalised questions that the library does not answer).
    """

    def __init__(
        self,
        texts: list[IndexText],
        vectors: np.ndarray,
        strangers: list[str],
        outside: np.ndarray,
        embedder: Embedder,
        thresholds: Thresholds,
        previous: SearchIndex | None = None,
    ):
        self.texts = texts
        self.vectors = vectors
        self.strangers = strangers
        self.outside = outside
        self.thresholds = thresholds
        self._embedder = embedder
        self._records = [(text.kind, text.record) for text in texts]
        words = [searchable(text.text) for text in texts]
        self._told = frozenset((text.subject, text.aspect, word) for text, word in zip(texts, words))
        self._learned_from = self._told
        same = previous is not None and previous.strangers == strangers and self._mostly(previous._learned_from)
        labels = [f"{kind} {record}" for kind, record in self._records]
        self._model = RecordModel.learn(vectors, labels, previous._model if same else None)
        self._class = {name: i for i, name in enumerate(self._model.names)}
        self._class_of = np.array([self._class[f"{kind} {record}"] for kind, record in self._records])
        self._mean = self._model.mean
        self._centred = self._centre(vectors)
        self._centred_outside = self._centre(outside)
        self._faiss = faiss.IndexFlatIP(vectors.shape[1])
        self._faiss.add(self._centred)
        self._ngrams = NGrams(words + strangers, own=len(words), previous=previous and previous._ngrams)
        self._learned: Learned | None = None
        self._subjects: np.ndarray | None = None

    # -- making ------------------------------------------------------------------------------------------------------

    @classmethod
    def build(
        cls,
        library: Library,
        embedder: Embedder,
        vectors: VectorCache | None = None,
        previous: SearchIndex | None = None,
    ) -> SearchIndex:
        """Encode what was not encoded before, and calibrate.

        Args:
            previous: the index in use; what it counted is not counted again, and what it learned and its thresholds stay
                while nearly all the texts do that these came from.
        """
        from knowledge_base.search.calibration import calibrate

        cache = vectors or VectorCache(embedder)
        texts, strangers = index_texts(library), outside_questions()
        encoded = cache.encode([searchable(text.text) for text in texts] + strangers)
        own, outside = encoded[: len(texts)], encoded[len(texts) :]
        index = cls(texts, own, strangers, outside, embedder, Thresholds(accept=0.0, offer=0.0), previous)
        if previous is not None and previous.strangers == strangers and index._mostly(previous._learned_from):
            index._take(previous._learned)
            index._learned_from, index.thresholds = previous._learned_from, previous.thresholds
        else:
            subjects, aspects = [text.subject for text in texts], [text.aspect for text in texts]
            index._take(Learned.learn(index._ngrams.counts, encoded, subjects, aspects, len(strangers)))
            index.thresholds = calibrate(index)
        return index

    def _take(self, learned: Learned | None) -> None:
        """What was learned from these texts, or from nearly the same."""
        self._learned = learned
        if learned is not None:
            place = {subject: i for i, subject in enumerate(learned.subjects)}
            # What the models do not know, a new item say, is no less likely than the likeliest.
            self._subjects = np.array([place.get(text.subject, len(place)) for text in self.texts])

    def _mostly(self, told: frozenset) -> bool:
        """Whether so few texts differ, with what they are about and ask, that nothing else would be learned."""
        return len(self._told ^ told) <= UNMOVED * len(self._told)

    def save(self, folder: Path) -> None:
        """Two files: what was learned changes more rarely than the texts, and is linked, not written, where it stayed."""
        if self._learned is not None:
            self._learned.save(folder / _LEARNED)
        thresholds = np.array([self.thresholds.accept, self.thresholds.offer])
        with (folder / _TEXTS).open("wb") as stream:
            np.savez(
                stream,
                model=self._embedder.name,
                texts=_fingerprint(self.texts),
                vectors=self.vectors,
                outside=self.outside,
                strangers=np.array(self.strangers),
                thresholds=thresholds,
            )

    def moved(self, folder: Path) -> None:
        """The folder it was saved in was renamed."""
        if self._learned is not None:
            self._learned.lies_in = folder / _LEARNED

    @classmethod
    def load(cls, folder: Path, library: Library, embedder: Embedder) -> SearchIndex:
        """A saved index of the same library.

        Raises:
            ValueError: when the file is damaged, or of another library or model.
        """
        texts = index_texts(library)
        try:
            with np.load(folder / _TEXTS, allow_pickle=False) as data:
                arrays = {name: data[name] for name in data.files}
            learned = Learned.load(folder / _LEARNED)
        except (EOFError, KeyError, zipfile.BadZipFile) as error:
            raise ValueError(f"the index in {folder.name} is damaged") from error
        if "learned_weights" in arrays:
            raise ValueError(f"the index in {folder.name} was written by another version")
        if str(arrays["model"]) != embedder.name or str(arrays["texts"]) != _fingerprint(texts):
            raise ValueError(f"the index in {folder.name} belongs to another library or model")
        thresholds = Thresholds(*(float(value) for value in arrays["thresholds"]))
        strangers = [str(text) for text in arrays["strangers"]]
        index = cls(texts, arrays["vectors"], strangers, arrays["outside"], embedder, thresholds)
        index._take(learned)
        return index

    # -- finding -----------------------------------------------------------------------------------------------------

    def find(self, queries: list[str] | str, limit: int = 10, kinds: set[str] | None = None) -> Found:
        """The best records, best first, each once, and the contrast of every wording.

        Args:
            queries: the question, or several wordings of the same question (the best wording counts).
            limit: how many records at most.
            kinds: keep only these kinds of record.
        """
        queries = [queries] if isinstance(queries, str) else queries
        queries = [query for query in map(searchable, queries) if query]
        if not queries:
            return Found([], (-1.0,))
        wordings = list(dict.fromkeys(queries))
        vectors = self._embedder.encode(wordings)
        counts = self._ngrams.count(wordings)
        like = self._ngrams.compare(counts)
        judged = self._learned.judge(counts, vectors) if self._learned else None
        best, cosines = self.scores(vectors, like, judged)
        hits: dict[tuple[str, str], Hit] = {}
        for i in np.argsort(-best):
            if best[i] <= _UNSEEN or len(hits) >= limit:
                break
            text = self.texts[i]
            if kinds is not None and text.kind not in kinds:
                continue
            key = self._records[i]
            if key not in hits:
                hits[key] = Hit(text.kind, text.record, text.field, text.text, float(best[i]), float(cosines[i]))
        places = [wordings.index(query) for query in queries]
        nearer, aspects = self.contrasts(vectors, like), {}
        if judged is not None:
            nearer = nearer + OURS * judged.ours
            aspects = dict(zip(self._learned.aspects, map(float, judged.aspects[places[-1]])))
        return Found(list(hits.values()), tuple(float(nearer[place]) for place in places), aspects)

    def search(self, queries: list[str] | str, limit: int = 10, kinds: set[str] | None = None) -> list[Hit]:
        """The hits of ``find`` alone."""
        return self.find(queries, limit, kinds).hits

    def scores(
        self, vectors: np.ndarray, grams: tuple[np.ndarray, np.ndarray], judged: Judgements | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Fused scores and plain cosines of every text, the best over several wordings of one question.

        Args:
            vectors: the wordings' unit vectors, shape [wordings, dimensions]; ``grams`` their likeness to every text,
                ``judged`` what is learned of their subjects.

        Returns:
            Two float32 arrays of shape [texts]; texts that nothing brings near have -10.
        """
        count = len(self.texts)
        best = np.full(count, _UNSEEN, dtype=np.float32)
        cosines = np.full(count, -1.0, dtype=np.float32)
        near, where = self._faiss.search(self._centre(vectors), min(NEIGHBOURS, count))
        middles = self._model.scores(vectors)
        for row in range(len(vectors)):
            like = CHARACTERS * grams[0][row, :count] + SOUNDS * grams[1][row, :count]
            extra = np.setdiff1d(np.argpartition(-like, min(LIKE, count) - 1)[:LIKE], where[row])
            seen = np.concatenate([where[row], extra])
            nearness = np.concatenate([near[row], self._centred[extra] @ self._centre(vectors[row : row + 1])[0]])
            fused = nearness + like[seen] + MIDDLE * middles[row, self._class_of[seen]]
            if judged is not None:
                fused += SUBJECT * np.append(judged.subjects[row], 0.0)[self._subjects[seen]]
            np.maximum.at(best, seen, fused)
            np.maximum.at(cosines, seen, self.vectors[seen] @ vectors[row])
        return best, cosines

    def contrasts(self, vectors: np.ndarray, grams: tuple[np.ndarray, np.ndarray], without: np.ndarray | None = None):
        """How much nearer each question is to what the library answers than to what it does not, shape [questions].

        A likeness alone cannot tell a question that the library answers from one about the same world that it does
        not: 银行卡丢了补一张 lies as near to 社保卡补领 as many a good question. Being nearer to a known stranger tells.

        Args:
            without: for each question the position of the text to leave out, for calibration.
        """
        count, rows = len(self.texts), np.arange(len(vectors))
        centred, like = self._centre(vectors), CHARACTERS * grams[0] + SOUNDS * grams[1]
        inside = centred @ self._centred.T + like[:, :count]
        if without is not None:
            inside[rows, without] = _UNSEEN
        return _nearest(inside) - _nearest(centred @ self._centred_outside.T + like[:, count:])

    def left_out(self, places: np.ndarray) -> np.ndarray:
        """The contrasts of texts (by position), each as if it were not in the library; for calibration."""
        found = np.zeros(len(places), dtype=np.float32)
        for start in range(0, len(places), _BATCH):
            batch = places[start : start + _BATCH]
            like = self._ngrams.compare(tuple(counts[batch] for counts in self._ngrams.counts))
            found[start : start + _BATCH] = self.contrasts(self.vectors[batch], like, without=batch)
        if self._learned is not None:
            both = np.concatenate([self.vectors, self.outside])
            found += OURS * self._learned.held_out(self._ngrams.counts, both, len(self.texts))[places]
        return found

    def _centre(self, vectors: np.ndarray) -> np.ndarray:
        """Unit vectors without what all texts have in common (the e5 family puts them into a narrow cone)."""
        if not len(vectors):
            return vectors.astype(np.float32)
        moved = vectors - self._mean
        return np.ascontiguousarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), np.float32)


_TEXTS, _LEARNED = "index.npz", "learned.npz"
_UNSEEN = -10.0
_BATCH = 250


def _nearest(likeness: np.ndarray) -> np.ndarray:
    """Mean of the few highest of each row; -1 where there is nothing to be near to."""
    count = min(WITNESSES, likeness.shape[1])
    if not count:
        return np.full(len(likeness), -1.0, dtype=np.float32)
    return np.partition(likeness, -count, axis=1)[:, -count:].mean(1)


def _fingerprint(texts: list[IndexText]) -> str:
    """Changes with any text, and with the record or field that it stands in."""
    lines = (f"{text.kind} {text.record} {text.field} {text.subject} {text.aspect} {text.text}" for text in texts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
