"""What a question asks of an item where no word says it outright: learned from the library's labelled wordings.

爷爷带去行不行 holds no word for 代办, but the wordings of all items together show how people ask for it. Logistic regression
over the sentence vector and runs of characters; small enough to be learned at publishing.
"""

from __future__ import annotations

import hashlib
import warnings

import numpy as np
import scipy.sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

#: Weights of the two kinds of feature, tuned on the calibration questions.
_CHARACTERS, _VECTOR = 3.0, 4.0
#: With fewer wordings nothing is learned.
LEAST = 200


class AspectModel:
    """``guess`` gives the likeliest aspect and its share.

    Args:
        wordings: (text as search compares it, aspect). ``vectors``: their unit vectors, [wordings, dimensions].
        weights: classes, coefficients and intercepts learned before from the same wordings.
    """

    def __init__(self, wordings: list[tuple[str, str]], vectors: np.ndarray, weights: dict | None = None):
        texts = [text for text, _ in wordings]
        self._mean = vectors.mean(0)
        self._vectoriser = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True, dtype=np.float32
        )
        characters = self._vectoriser.fit_transform(texts)
        self.fingerprint = _fingerprint(wordings)
        self.weights = weights or _learn(self._features(characters, vectors), [aspect for _, aspect in wordings])

    @classmethod
    def of(
        cls, wordings: list[tuple[str, str]], vectors: np.ndarray, weights: dict | None = None, previous=None
    ) -> AspectModel | None:
        """A model where there are enough wordings; the previous one where they are the same."""
        if len(wordings) < LEAST or len({aspect for _, aspect in wordings}) < 2:
            return None
        if previous is not None and previous.fingerprint == _fingerprint(wordings):
            return previous
        return cls(wordings, vectors, weights)

    def _features(self, characters: scipy.sparse.spmatrix, vectors: np.ndarray) -> scipy.sparse.csr_matrix:
        centred = scipy.sparse.csr_matrix((vectors - self._mean) * _VECTOR)
        return scipy.sparse.hstack([characters * _CHARACTERS, centred]).tocsr()

    def guess(self, text: str, vector: np.ndarray) -> tuple[str, float]:
        """The likeliest aspect of a question and its probability."""
        features = self._features(self._vectoriser.transform([text]), vector[None])
        scores = (features @ self.weights["coefficients"].T)[0] + self.weights["intercepts"]
        shares = np.exp(scores - scores.max())
        best = int(shares.argmax())
        return str(self.weights["classes"][best]), float(shares[best] / shares.sum())


def _learn(features: scipy.sparse.csr_matrix, aspects: list[str]) -> dict:
    with warnings.catch_warnings():
        # The last digits of the optimum change no answer.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = LogisticRegression(C=1.0, max_iter=60).fit(features, aspects)
    return {
        "classes": np.array(model.classes_),
        "coefficients": model.coef_.astype(np.float32),
        "intercepts": model.intercept_.astype(np.float32),
    }


def _fingerprint(wordings: list[tuple[str, str]]) -> str:
    return hashlib.sha256("\n".join(f"{aspect} {text}" for text, aspect in wordings).encode()).hexdigest()
