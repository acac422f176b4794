"""Sentence vectors behind one small contract."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Protocol

import numpy as np

_log = logging.getLogger(__name__)


class ModelMissing(Exception):
    """The model's folder is not there; the message says which command makes it."""


class Embedder(Protocol):
    """Turns texts into unit vectors. ``name`` identifies the model in an index's manifest."""

    name: str

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return float32 of shape [len(texts), dimensions], each row of length 1."""
        ...


class SentenceTransformerEmbedder:
    """Any sentence-transformers model folder.

    Args:
        folder: the model, a folder that ``SentenceTransformer`` loads.
        prefix: put before each text; the e5 family wants ``query: `` on both sides of a question-to-question search.

    Raises:
        ModelMissing: when the folder does not exist.
    """

    def __init__(self, folder: Path, prefix: str = "query: ", threads: int = 2):
        if not (folder / "modules.json").is_file():
            raise ModelMissing(f"no sentence-transformers model in {folder}: run 'make models'")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        torch.set_num_threads(threads)
        self.name = folder.name
        self._prefix = prefix
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        # The tokenizer keeps padding state between calls and is not safe to use from two threads at once.
        self._lock = threading.Lock()

    def encode(self, texts: list[str]) -> np.ndarray:
        with self._lock:
            vectors = self._model.encode(
                [self._prefix + text for text in texts],
                batch_size=64,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)
