"""What a record's texts have in common: the middle of its texts, in a space where texts of one record lie together.

The nearest single text is fooled by how something is said; the middle of all texts of a record is what they are about. The
space is that of linear discriminant analysis: directions in which texts of the same record scatter count less (Fisher
1936; ridge-shrunk within-class covariance).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse

#: Share of the mean variance added to every direction; with less, few texts a record make the space follow their noise.
SHRINKAGE = 0.3


class RecordModel:
    """``names`` are the classes, in the order of ``middles``.

    Args:
        mean: of all texts, shape [d]. ``space``: maps a centred vector, shape [d, d].
        middles: unit vectors of the classes in that space, shape [classes, d].
    """

    def __init__(self, names: list[str], mean: np.ndarray, space: np.ndarray, middles: np.ndarray):
        self.names, self.mean, self.space, self.middles = names, mean, space, middles

    @classmethod
    def learn(cls, vectors: np.ndarray, labels: list[str], space_of: RecordModel | None = None) -> RecordModel:
        """From unit vectors of shape [texts, d] and the class of each.

        Args:
            space_of: a model of nearly the same texts, whose mean and space are kept; only the middles are counted anew.
        """
        names = sorted(set(labels))
        position = {name: i for i, name in enumerate(names)}
        where = np.array([position[label] for label in labels])
        members = scipy.sparse.csr_matrix((np.ones(len(where)), (where, np.arange(len(where)))))
        counts = np.bincount(where, minlength=len(names))[:, None].astype(np.float32)
        means = (members.astype(np.float32) @ vectors) / counts
        if space_of is not None:
            return cls(names, space_of.mean, space_of.space, _unit((means - space_of.mean) @ space_of.space))
        scatter = vectors - means[where]
        within = (scatter.T @ scatter / len(vectors)).astype(np.float64)
        within += SHRINKAGE * np.trace(within) / len(within) * np.eye(len(within)) + 1e-9 * np.eye(len(within))
        space = np.linalg.cholesky(np.linalg.inv(within))
        mean = vectors.mean(0)
        middles = _unit((means - mean) @ space)
        return cls(names, *(array.astype(np.float32) for array in (mean, space, middles)))

    def scores(self, vectors: np.ndarray) -> np.ndarray:
        """Cosine of each vector to each class's middle, shape [vectors, classes]."""
        return _unit((vectors - self.mean) @ self.space) @ self.middles.T


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
