"""Vectors of texts that were encoded before: publishing a changed library encodes only what is new."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from knowledge_base.search.embedding import Embedder

_log = logging.getLogger(__name__)
#: Texts kept beyond the ones asked for last: more than this and the ones not used go.
KEPT = 60_000
#: A smaller share of new vectors is not worth writing the file anew; they are made again next time.
FEW = 0.001


class VectorCache:
    """Vectors by text, for one model, kept in a file. Damaged or foreign files are begun anew.

    Args:
        path: the file (``.npz``); None keeps them in memory only.
    """

    def __init__(self, embedder: Embedder, path: Path | None = None):
        self._embedder = embedder
        self._path = path
        self._vectors: dict[bytes, np.ndarray] | None = None

    def encode(self, texts: list[str]) -> np.ndarray:
        """Unit vectors of ``texts``, float32 of shape [texts, dimensions]."""
        known = self._read()
        keys = [hashlib.sha1(text.encode()).digest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts) if key not in known}
        if missing:
            known.update(zip(missing, self._embedder.encode(list(missing.values()))))
            if len(missing) > FEW * len(known):
                self._write(known, keys)
        return np.ascontiguousarray(np.stack([known[key] for key in keys])) if keys else np.zeros((0, 1), np.float32)

    def _read(self) -> dict[bytes, np.ndarray]:
        if self._vectors is not None:
            return self._vectors
        self._vectors = {}
        if self._path is not None and self._path.is_file():
            try:
                with np.load(self._path, allow_pickle=False) as data:
                    if str(data["model"]) == self._embedder.name:
                        keys = data["keys"].tobytes()
                        self._vectors = {keys[i * 20 : i * 20 + 20]: v for i, v in enumerate(data["vectors"])}
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
                _log.warning("the kept vectors cannot be read (%s) and are made again", type(error).__name__)
        return self._vectors

    def _write(self, known: dict[bytes, np.ndarray], used: list[bytes]) -> None:
        if self._path is None:
            return
        if len(known) > KEPT:
            for key in known.keys() - set(used):
                del known[key]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        keys = np.frombuffer(b"".join(known), dtype=np.uint8)
        # Written beside and renamed, so that a reader never meets half a file.
        with tempfile.NamedTemporaryFile(dir=self._path.parent, suffix=".tmp", delete=False) as stream:
            np.savez(stream, model=self._embedder.name, keys=keys, vectors=np.stack(list(known.values())))
        os.replace(stream.name, self._path)
