"""The stored index: opened when it fits the library's texts, else built, calibrated and written."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np

from knowledge_base.loading import Library
from knowledge_base.search.calibration import calibrate, out_of_scope_questions
from knowledge_base.search.documents import IndexText, index_texts, normalise
from knowledge_base.search.embedding import Embedder
from knowledge_base.search.index import SearchIndex, Thresholds

_log = logging.getLogger(__name__)
#: Grows when what is stored changes its meaning.
FORMAT = 3


def fingerprint(library_texts: list[IndexText], outside: list[str], model: str) -> str:
    """Changes when a findable text, an outside question, the model or this format changes."""
    content = json.dumps([FORMAT, model, outside, [asdict(text) for text in library_texts]], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def open_index(library: Library, embedder: Embedder, folder: Path) -> SearchIndex:
    """Load the library's index from ``folder``, or build, calibrate and store it there when a text has changed."""
    texts = index_texts(library)
    questions = out_of_scope_questions()
    key = fingerprint(texts, questions, embedder.name)
    stored = folder / f"{key}.npz"
    read = _read(stored)
    if read is not None:
        vectors, outside, thresholds = read
        return SearchIndex(texts, vectors, outside, embedder, thresholds)
    vectors = embedder.encode([normalise(text.text) for text in texts])
    outside = embedder.encode([normalise(question) for question in questions])
    index = SearchIndex(texts, vectors, outside, embedder, Thresholds(accept=1.0, offer=1.0))
    index.thresholds = calibrate(index)
    _write(stored, index)
    return index


def _read(stored: Path) -> tuple[np.ndarray, np.ndarray, Thresholds] | None:
    """A stored index; None when there is none or the file is damaged (it is then built again)."""
    if not stored.is_file():
        return None
    try:
        with np.load(stored, allow_pickle=False) as data:
            return data["vectors"], data["outside"], Thresholds(*(float(value) for value in data["thresholds"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        _log.warning("the stored index cannot be read (%s) and is built again", type(error).__name__)
        return None


def _write(stored: Path, index: SearchIndex) -> None:
    stored.parent.mkdir(parents=True, exist_ok=True)
    thresholds = np.array([index.thresholds.accept, index.thresholds.offer])
    # Written beside and renamed, so that a reader never meets half a file.
    with tempfile.NamedTemporaryFile(dir=stored.parent, suffix=".tmp", delete=False) as stream:
        np.savez(stream, vectors=index.vectors, outside=index.outside, thresholds=thresholds)
    os.replace(stream.name, stored)
    for old in stored.parent.glob("*.npz"):
        if old != stored:
            old.unlink(missing_ok=True)
