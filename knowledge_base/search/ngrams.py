"""Likeness by characters and by sound: TF-IDF over runs of one to three characters, and of one to three syllables."""

from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge_base.search.pinyin import sound_grams


class NGrams:
    """Compares queries with a fixed list of normalised texts.

    Args:
        texts: what is compared with.
        own: how many of them, from the start, teach which runs are rare; the rest (questions outside) are only compared.
    """

    def __init__(self, texts: list[str], own: int | None = None):
        taught = texts[:own] if own is not None else texts
        self._characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
        self._sounds = TfidfVectorizer(analyzer=sound_grams, sublinear_tf=True, dtype=np.float32)
        self._characters.fit(taught)
        self._sounds.fit(taught)
        self._by_characters = self._characters.transform(texts).T.tocsr()
        self._by_sounds = self._sounds.transform(texts).T.tocsr()

    def compare(self, queries: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Likeness by characters and by sound, two float32 arrays of shape [queries, texts] between 0 and 1."""
        characters = (self._characters.transform(queries) @ self._by_characters).toarray()
        sounds = (self._sounds.transform(queries) @ self._by_sounds).toarray()
        return characters, sounds
