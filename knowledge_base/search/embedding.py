"""Sentence vectors behind one small contract."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np


class ModelMissing(Exception):
    """The model's folder is not there; the message says which command makes it."""


class Embedder(Protocol):
    """Turns texts into unit vectors. ``name`` identifies the model in an index's manifest."""

    name: str

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return float32 of shape [len(texts), dimensions], each row of length 1."""
        ...


def open_embedder(folder: Path, prefix: str = "", threads: int = 2) -> Embedder:
    """The model in ``folder``: by its ONNX export where there is one (a quarter of the time), else as sentence-transformers loads it.

    Raises:
        ModelMissing: when the folder holds no model.
    """
    if (folder / OnnxEmbedder.EXPORT).is_file():
        return OnnxEmbedder(folder, prefix, threads)
    return SentenceTransformerEmbedder(folder, prefix, threads)


def _name(model: str, prefix: str) -> str:
    """Vectors of the same model after another prefix are other vectors."""
    return f"{model}+{prefix.strip(' :')}"


class SentenceTransformerEmbedder:
    """Any sentence-transformers model folder.

    Args:
        folder: the model, a folder that ``SentenceTransformer`` loads.
        prefix: put before each text. The e5 family was trained with ``query: `` before a question; with what is learned here
            beside the vectors, as much is found without it, and a text takes a quarter less time.

    Raises:
        ModelMissing: when the folder does not exist.
    """

    def __init__(self, folder: Path, prefix: str = "", threads: int = 2):
        if not (folder / "modules.json").is_file():
            raise ModelMissing(f"no sentence-transformers model in {folder}: run 'make models'")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        torch.set_num_threads(threads)
        self.name = _name(folder.name, prefix)
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


class OnnxEmbedder:
    """A sentence-transformers folder with mean pooling and normalising exported beside it; nearly the same vectors, sooner.

    The export pools and normalises itself, so nothing but the tokenizer is needed besides. Arguments and errors are those of
    ``SentenceTransformerEmbedder``.
    """

    EXPORT = Path("onnx") / "model.onnx"
    _BATCH = 32
    #: With more texts than this only those of as many tokens go together and nothing is padded; that saves a fifth.
    _MANY = 256
    #: Fewer go together up to this ratio and difference of tokens; a story and its end do not.
    _UNLIKE, _NEAR = 1.5, 5
    _LONGEST = 128

    def __init__(self, folder: Path, prefix: str = "", threads: int = 2):
        if not (folder / self.EXPORT).is_file():
            raise ModelMissing(f"no ONNX export in {folder}: run 'make models'")
        from tokenizers import Tokenizer

        self._folder = folder
        self._threads = threads
        # Vectors of the export are not those of the model itself, nor of another export.
        with (folder / self.EXPORT).open("rb") as stream:
            export = hashlib.file_digest(stream, "sha256").hexdigest()[:12]
        self.name = _name(f"{folder.name}-onnx-{export}", prefix)
        self._prefix = prefix
        self._session = self._open(threads)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(self._LONGEST)
        self._tokenizer.no_padding()
        self._pad = self._tokenizer.token_to_id("<pad>") or 0
        # Two threads with two runs at once only slow each other down.
        self._lock = threading.Lock()

    def _open(self, threads: int):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Waiting threads sleep instead of spinning: on two cores they would take the time from the rest of a search.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(
            str(self._folder / self.EXPORT), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: list[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch([self._prefix + text for text in texts])]
        batches = self._batches([len(ids) for ids in tokens])
        vectors: list[np.ndarray | None] = [None] * len(texts)
        for batch, found in zip(batches, self._run([[tokens[i] for i in batch] for batch in batches])):
            for i, vector in zip(batch, found):
                vectors[i] = vector
        return np.ascontiguousarray(np.stack(vectors), dtype=np.float32)

    def _batches(self, lengths: list[int]) -> list[list[int]]:
        """Positions of texts that go together: of like length, so that little is padded."""
        unlike, near = (1, 0) if len(lengths) > self._MANY else (self._UNLIKE, self._NEAR)
        order = sorted(range(len(lengths)), key=lambda i: lengths[i])
        batches: list[list[int]] = [[]]
        for i in order:
            batch = batches[-1]
            if len(batch) == self._BATCH or (batch and lengths[i] > unlike * lengths[batch[0]] + near):
                batches.append(batch := [])
            batch.append(i)
        return batches

    def _run(self, batches: list[list[list[int]]]) -> list[np.ndarray]:
        """One batch with all threads; many of them side by side with one thread each, which wastes less."""
        if len(batches) * self._BATCH < self._MANY:
            with self._lock:
                return [self._encode(self._session, batch) for batch in batches]
        session = self._open(1)
        with ThreadPoolExecutor(self._threads) as workers:
            return list(workers.map(lambda batch: self._encode(session, batch), batches))

    def _encode(self, session, tokens: list[list[int]]) -> np.ndarray:
        longest = max(map(len, tokens))
        ids = np.full((len(tokens), longest), self._pad, dtype=np.int64)
        known = np.zeros_like(ids)
        for row, text in enumerate(tokens):
            ids[row, : len(text)], known[row, : len(text)] = text, 1
        return session.run(["vectors"], {"input_ids": ids, "attention_mask": known})[0]
