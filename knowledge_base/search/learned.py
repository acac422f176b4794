"""What linear models learn from the library's texts: which record a question is about, what it asks, whether it is ours at all.

The nearest text and the middle of a record's texts weigh every word alike. A linear model learns which words tell one record
from its neighbours (期满 from 丢失), which tell what is asked where no cue word says it (爷爷带去行不行), and which make a
question a stranger's (判给谁, 帮我查查某某的). Support vector machines, one class against all others (LIBLINEAR, Fan et al.
2008), over runs of characters, of sounds, and the sentence vector.
"""

from __future__ import annotations

import os
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from knowledge_base.search.ngrams import BUCKETS, Counts

#: Weights of the features, and how closely each head may fit its texts (C); tuned on the calibration questions.
CHARACTERS, SOUNDS, VECTOR = 1.0, 1.0, 3.0
SUBJECT_FIT, OURS_FIT, ASPECT_FIT = 0.5, 0.3, 3.0
#: A run is learned from when it stands in so many texts; with fewer texts in all nothing is learned.
LEAST_TEXTS, LEAST = 3, 200
#: A subject with fewer texts is not learned: a handful teaches nothing, and thousands of subjects would take minutes.
LEAST_OF_SUBJECT = 8
#: Of the vectors' dimensions so many principal ones are used: as good as all, in a third of the time.
DIRECTIONS = 96
#: Parts in which texts are judged by what was learned from the others, for calibration.
FOLDS = 3
#: Cores to learn on.
WORKERS = 2


@dataclass(frozen=True)
class Judgements:
    """Of some questions, a row each.

    ``subjects``: [questions, classes], 0 for the likeliest class and less for the others. ``aspects``: [questions, aspects],
    above 0 for what is likely asked. ``ours``: [questions], above 0 for a question of the library, below for a stranger's.
    """

    subjects: np.ndarray
    aspects: np.ndarray
    ours: np.ndarray


@dataclass(frozen=True)
class Features:
    """How counts and vectors become features: kept runs, how rare each is, the vectors' middle and principal directions.

    ``place`` gives each hashed run (characters, then sounds) its row among the kept ones, -1 where it is not kept.
    ``directions`` has shape [dimensions, directions].
    """

    place: np.ndarray
    rarity: np.ndarray
    mean: np.ndarray
    directions: np.ndarray

    @classmethod
    def learn(cls, counts: Counts, vectors: np.ndarray) -> Features:
        runs = scipy.sparse.hstack(counts).tocsr()
        texts = np.bincount(runs.indices, minlength=2 * BUCKETS)
        kept = np.flatnonzero(texts >= LEAST_TEXTS)
        rarity = (np.log((1 + len(vectors)) / (1 + texts[kept])) + 1).astype(np.float32)
        mean = vectors.mean(0).astype(np.float32)
        directions = np.linalg.svd((vectors - mean).T @ (vectors - mean))[0][:, :DIRECTIONS]
        return cls.of_arrays(kept, rarity, mean, directions.astype(np.float32))

    @classmethod
    def of_arrays(cls, kept: np.ndarray, rarity: np.ndarray, mean: np.ndarray, directions: np.ndarray) -> Features:
        place = np.full(2 * BUCKETS, -1, dtype=np.int32)
        place[kept] = np.arange(len(kept))
        return cls(place, rarity, mean, directions)

    @property
    def kept(self) -> np.ndarray:
        return np.flatnonzero(self.place >= 0)

    def of(self, counts: Counts, vectors: np.ndarray) -> scipy.sparse.csr_matrix:
        """Shape [texts, kept runs + directions]."""
        parts = [
            weight * self._weigh(part, shift)
            for part, shift, weight in zip(counts, (0, BUCKETS), (CHARACTERS, SOUNDS), strict=True)
        ]
        centred = scipy.sparse.csr_matrix((vectors - self.mean) @ self.directions * VECTOR)
        return scipy.sparse.hstack([parts[0] + parts[1], centred]).tocsr()

    def _weigh(self, counts: scipy.sparse.csr_matrix, shift: int) -> scipy.sparse.csr_matrix:
        """Rows of unit length over the kept runs."""
        columns = self.place[counts.indices + shift]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        known = columns >= 0
        columns, rows = columns[known], rows[known]
        values = (1 + np.log(counts.data[known])) * self.rarity[columns]
        return normalize(scipy.sparse.csr_matrix((values, (rows, columns)), shape=(counts.shape[0], len(self.rarity))))


class Learned:
    """Three heads over the same features, in one matrix of weights: subjects, aspects, ours.

    Args:
        weights: shape [features, subjects + aspects + 1], in half precision as they are kept; ``intercepts`` shape
            [subjects + aspects + 1].
    """

    def __init__(
        self, features: Features, subjects: list[str], aspects: list[str], weights: np.ndarray, intercepts: np.ndarray
    ):
        self.features, self.subjects, self.aspects = features, subjects, aspects
        self._kept, self._intercepts = weights, intercepts
        self._weights = weights.astype(np.float32)
        #: The file it was last written to or read from.
        self.lies_in: Path | None = None

    @classmethod
    def learn(
        cls, counts: Counts, vectors: np.ndarray, subjects: list[str], aspects: list[str | None], strangers: int
    ) -> Learned | None:
        """From the library's texts and, after them, so many strangers; None where there is too little to learn from.

        Args:
            counts: runs of all texts and strangers; ``vectors`` theirs.
            subjects: the class of each text; ``aspects``: what it asks, None where nobody said.
        """
        own = len(subjects)
        labelled = [i for i, aspect in enumerate(aspects) if aspect is not None]
        known = [aspects[i] for i in labelled]
        counted = Counter(subjects)
        told = [i for i, subject in enumerate(subjects) if counted[subject] >= LEAST_OF_SUBJECT]
        named = [subjects[i] for i in told]
        if min(own, len(labelled), strangers) < LEAST or min(len(set(named)), len(set(known))) < 3:
            return None
        features = Features.learn(counts, vectors)
        rows = features.of(counts, vectors)
        ours = _fit(rows, np.arange(len(vectors)) < own, OURS_FIT)
        heads = [
            _fit_side_by_side(rows[told], np.array(named), SUBJECT_FIT),
            _fit_side_by_side(rows[labelled], np.array(known), ASPECT_FIT),
            (np.array([True]), ours.coef_, ours.intercept_),
        ]
        weights = np.vstack([coefficients for _, coefficients, _ in heads]).T.astype(np.float16)
        intercepts = np.concatenate([intercepts for _, _, intercepts in heads])
        return cls(features, list(heads[0][0]), list(heads[1][0]), weights, intercepts)

    def judge(self, counts: Counts, vectors: np.ndarray) -> Judgements:
        found = self.features.of(counts, vectors) @ self._weights + self._intercepts
        subjects = found[:, : len(self.subjects)]
        subjects = subjects - subjects.max(1, keepdims=True)
        return Judgements(subjects, found[:, len(self.subjects) : -1], found[:, -1])

    def held_out(self, counts: Counts, vectors: np.ndarray, own: int) -> np.ndarray:
        """``ours`` of the library's texts (the first ``own``), each by a model that has not seen it."""
        rows = self.features.of(counts, vectors)
        ours, fold = np.arange(len(vectors)) < own, np.arange(len(vectors)) % FOLDS
        judged = np.zeros(len(vectors))
        for part in range(FOLDS):
            judged[fold == part] = _fit(rows[fold != part], ours[fold != part], OURS_FIT).decision_function(
                rows[fold == part]
            )
        return judged[:own]

    def save(self, path: Path) -> None:
        """Write it to ``path``; a link to the file it came from or was written to before will do."""
        try:
            if self.lies_in is not None:
                os.link(self.lies_in, path)
                return
        except OSError:
            pass  # that file is gone, or lies on another disk
        with path.open("wb") as stream:
            np.savez(stream, **self.arrays())
        self.lies_in = path

    @classmethod
    def load(cls, path: Path) -> Learned | None:
        """What ``save`` wrote; None where nothing was.

        Raises:
            KeyError, zipfile.BadZipFile, EOFError, ValueError: for a damaged file.
        """
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as data:
            learned = cls.of_arrays({name: data[name] for name in data.files})
        learned.lies_in = path
        return learned

    def arrays(self) -> dict[str, np.ndarray]:
        """What ``of_arrays`` reads again."""
        return {
            "learned_subjects": np.array(self.subjects),
            "learned_aspects": np.array(self.aspects),
            "learned_runs": self.features.kept.astype(np.int32),
            "learned_rarity": self.features.rarity,
            "learned_mean": self.features.mean,
            "learned_directions": self.features.directions,
            "learned_weights": self._kept,
            "learned_intercepts": self._intercepts,
        }

    @classmethod
    def of_arrays(cls, arrays: dict[str, np.ndarray]) -> Learned:
        features = Features.of_arrays(
            *(arrays[f"learned_{which}"] for which in ("runs", "rarity", "mean", "directions"))
        )
        subjects, aspects = ([str(name) for name in arrays[f"learned_{which}"]] for which in ("subjects", "aspects"))
        return cls(features, subjects, aspects, arrays["learned_weights"], arrays["learned_intercepts"])


def _fit_side_by_side(
    rows: scipy.sparse.csr_matrix, labels: np.ndarray, fit: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Classes, coefficients and intercepts; each class is fitted against all others, so half of them go on either core."""
    classes = np.unique(labels)

    def half(part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        model = _fit(rows, np.where(np.isin(labels, part), np.searchsorted(classes, labels), -1), fit)
        return model.coef_[-len(part) :], model.intercept_[-len(part) :]

    with ThreadPoolExecutor(WORKERS) as workers:
        fitted = list(workers.map(half, np.array_split(classes, WORKERS)))
    return classes, np.vstack([coefficients for coefficients, _ in fitted]), np.concatenate([i for _, i in fitted])


def _fit(rows: scipy.sparse.csr_matrix, labels: np.ndarray, fit: float) -> LinearSVC:
    with warnings.catch_warnings():
        # The last digits of the optimum change no answer.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return LinearSVC(C=fit, class_weight="balanced" if labels.dtype == bool else None, tol=1e-3).fit(rows, labels)
