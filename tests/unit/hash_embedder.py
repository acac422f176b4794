"""A stand-in for the sentence model: deterministic, quick, and near for texts that share characters."""

from __future__ import annotations

import zlib

import numpy as np

DIMENSIONS = 256
#: What any two texts have in common. Sentence models of the e5 family put all texts into such a narrow cone, and the
#: hall's constants are meant for scores of that kind.
COMMON = 0.8


class HashEmbedder:
    """Character 1- to 3-grams hashed into 255 dimensions and one that is the same for all; ``calls`` counts texts."""

    def __init__(self, name: str = "hashed-ngrams"):
        self.name = name
        self.calls = 0

    def encode(self, texts: list[str]) -> np.ndarray:
        """float32 of shape [len(texts), 256], each row of length 1."""
        self.calls += len(texts)
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            for size in (1, 2, 3):
                for at in range(len(text) - size + 1):
                    vectors[row, zlib.crc32(text[at : at + size].encode()) % (DIMENSIONS - 1)] += 1.0
        vectors[:, 0] += 1e-3
        vectors *= np.sqrt(1 - COMMON) / np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors[:, -1] = np.sqrt(COMMON)
        return vectors
