"""The searches that ``python -m bench retrieval`` compares: each ranks items for a question and says how sure it is."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from knowledge_base.loading import Library
from knowledge_base.search import Embedder, SearchIndex
from knowledge_base.search.documents import ITEM_KINDS, IndexText, normalise

ROOT = Path(__file__).resolve().parents[1]
#: Ranks below this are not told apart.
DEPTH = 50
#: Leads to no one item, so none of the methods ranks it.
CLARIFICATION = "clarification"


@dataclass
class Ranking:
    """Names best first (an item's id, or a record's that belongs to no item), and the score that tells in from out of scope."""

    names: list[str]
    score: float


@dataclass
class Method:
    """``build_seconds`` and ``megabytes`` (growth of the process while building) are filled by ``timed``."""

    name: str
    rank: object
    build_seconds: float = 0.0
    megabytes: float = 0.0
    seconds: list[float] = field(default_factory=list)


class Ranker(Protocol):
    def __call__(self, question: str) -> Ranking: ...


def label(text: IndexText, library: Library) -> str:
    """The item that a text leads to, or its own record where there is none: a record without item is a wrong item."""
    if text.kind in ITEM_KINDS:
        return text.record
    record = library.record(text.kind, text.record) if text.kind != "place" else None
    return getattr(record, "item", None) or f"{text.kind}:{text.record}"


def memory() -> float:
    """Resident megabytes of this process now."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * resource.getpagesize() / 2**20


def timed(name: str, build) -> Method:
    """Build a method and note how long it took and how much the process grew."""
    before, began = memory(), time.perf_counter()
    rank = build()
    return Method(name, rank, time.perf_counter() - began, max(0.0, memory() - before))


def _best_first(scores: np.ndarray, labels: list[str]) -> Ranking:
    order = np.argsort(-scores)
    names = dict.fromkeys(labels[i] for i in order[: DEPTH * 12])
    return Ranking(list(names)[:DEPTH], float(scores[order[0]]))


def bm25(texts: list[str], labels: list[str]) -> Ranker:
    """BM25 over jieba words."""
    import bm25s
    import jieba

    def words(text: str) -> list[str]:
        return [word for word in jieba.lcut(text) if word.strip()]

    retriever = bm25s.BM25()
    retriever.index([words(text) for text in texts], show_progress=False)

    def rank(question: str) -> Ranking:
        known = [word for word in words(normalise(question)) if word in retriever.vocab_dict]
        scores = retriever.get_scores(known) if known else np.zeros(len(texts))
        return _best_first(scores, labels)

    return rank


def char_tfidf(texts: list[str], labels: list[str]) -> Ranker:
    """TF-IDF over runs of one to three characters."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
    matrix = vectoriser.fit_transform(texts).T.tocsr()

    def rank(question: str) -> Ranking:
        return _best_first((vectoriser.transform([normalise(question)]) @ matrix).toarray()[0], labels)

    return rank


def plain_vectors(texts: list[str], labels: list[str], embedder: Embedder) -> Ranker:
    """The sentence model as it comes, with the prefix it was trained with, nearest text by FAISS."""
    import faiss

    index = faiss.IndexFlatIP(384)
    index.add(embedder.encode(texts))

    def rank(question: str) -> Ranking:
        near, where = index.search(embedder.encode([normalise(question)]), min(600, len(texts)))
        names = dict.fromkeys(labels[i] for i in where[0])
        return Ranking(list(names)[:DEPTH], float(near[0, 0]))

    return rank


def ours(index: SearchIndex, library: Library) -> Ranker:
    """This project's search, before anything is composed."""
    kinds = {text.kind for text in index.texts} - {CLARIFICATION}

    def rank(question: str) -> Ranking:
        found = index.find(question, limit=DEPTH, kinds=kinds)
        names = dict.fromkeys(label(IndexText(h.kind, h.record, h.field, h.text), library) for h in found.hits)
        return Ranking(list(names), found.contrast)

    return rank


def response_selector(texts: list[str], labels: list[str], questions: list[str], epochs: int) -> Method:
    """Rasa's ResponseSelector, trained on the same texts in Rasa's own Python; asked all questions at once."""
    with tempfile.TemporaryDirectory(prefix="hall-selector-") as folder:
        work = Path(folder)
        request = {"texts": texts, "labels": labels, "questions": questions, "epochs": epochs}
        (work / "request.json").write_text(json.dumps(request, ensure_ascii=False), encoding="utf-8")
        python = ROOT / ".envs" / "dialogue" / "bin" / "python"
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        subprocess.run(
            [str(python), str(Path(__file__).with_name("response_selector.py")), folder],
            check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        reply = json.loads((work / "reply.json").read_text(encoding="utf-8"))
    answers = {q: Ranking(r["names"], r["score"]) for q, r in zip(questions, reply["rankings"])}
    method = Method("Rasa ResponseSelector", answers.__getitem__, reply["build_seconds"], reply["megabytes"])
    method.seconds = reply["seconds"]
    return method
