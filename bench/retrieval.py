"""``python -m bench retrieval``: this search against BM25, n-grams, plain vectors and Rasa's ResponseSelector.

All rank the same texts for the same questions in one run. Then the whole of the hall's answering (search, names, aspects,
refusal) is judged on them, by kind of question.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np

from assistant.answers.composer import Composer
from assistant.answers.request import Context
from bench.judging import Reply, judge, read_questions, table
from bench.retrieval_methods import (
    CLARIFICATION,
    Method,
    bm25,
    char_tfidf,
    label,
    ours,
    plain_vectors,
    response_selector,
    timed,
)
from knowledge_base.loading import SEED
from knowledge_base.publishing import publish_folder
from knowledge_base.search import SearchIndex, SentenceTransformerEmbedder, open_embedder
from knowledge_base.search.documents import normalise
from knowledge_base.search.vectors import VectorCache

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = sorted((Path(__file__).with_name("data") / "evaluation").glob("*.yaml"))
COLUMNS = ("top1", "mrr10", "recall5", "auroc", "far90", "auroc_unanswerable", "far90_unanswerable", "wrong_item")


def _auc(inside: np.ndarray, outside: np.ndarray) -> float:
    """Chance that a question in scope scores above one out of scope (area under the ROC curve)."""
    above = (inside[:, None] > outside[None, :]).mean()
    return float(above + 0.5 * (inside[:, None] == outside[None, :]).mean())


def measure(method: Method, questions: list[dict]) -> dict:
    """Ranks, refusal and time of one method."""
    ranks, inside, outside = [], [], {"out_of_scope": [], "unanswerable": []}
    by_kind: dict[str, list[bool]] = {}
    waited = []
    for question in questions:
        began = time.perf_counter()
        found = method.rank(question["text"])
        waited.append(time.perf_counter() - began)
        if question.get("refuse"):
            if question["kind"] in outside:
                outside[question["kind"]].append(found.score)
            continue
        wanted = {question.get("item"), *question.get("also", []), *question.get("ask_back", [])} - {None}
        if "record" in question:
            wanted = {f"one_thing:{question['record']}"}
        places = [found.names.index(item) + 1 for item in wanted if item in found.names]
        ranks.append(min(places, default=1000))
        inside.append(found.score)
        by_kind.setdefault(question["kind"], []).append(ranks[-1] == 1)
    rank, scores = np.array(ranks), np.array(inside)
    threshold = np.quantile(scores, 0.1)
    far = {kind: np.array(values) for kind, values in outside.items()}
    times = np.array(method.seconds or waited) * 1000
    return {
        "method": method.name,
        "top1": float((rank == 1).mean()),
        "mrr10": float(np.where(rank <= 10, 1 / rank, 0).mean()),
        "recall5": float((rank <= 5).mean()),
        "auroc": _auc(scores, far["out_of_scope"]),
        "far90": float((far["out_of_scope"] >= threshold).mean()),
        "auroc_unanswerable": _auc(scores, far["unanswerable"]),
        "far90_unanswerable": float((far["unanswerable"] >= threshold).mean()),
        "wrong_item": float(((rank != 1) & (scores >= threshold)).sum() / max(1, (scores >= threshold).sum())),
        "p50_ms": float(np.percentile(times, 50)),
        "p95_ms": float(np.percentile(times, 95)),
        "build_s": method.build_seconds,
        "mb": method.megabytes,
        "by_kind": {kind: float(np.mean(values)) for kind, values in by_kind.items()},
    }


def _print(rows: list[dict]) -> None:
    names = [*COLUMNS, "p50_ms", "p95_ms", "build_s", "mb"]
    print("| method | " + " | ".join(names) + " |\n" + "| --- " * (len(names) + 1) + "|")
    for row in rows:
        print(
            f"| {row['method']} | "
            + " | ".join(f"{row[name]:.3f}" if name in COLUMNS else f"{row[name]:.1f}" for name in names)
            + " |"
        )
    kinds = list(rows[0]["by_kind"])
    print("\n| top-1 by kind | " + " | ".join(kinds) + " |\n" + "| --- " * (len(kinds) + 1) + "|")
    for row in rows:
        print(f"| {row['method']} | " + " | ".join(f"{row['by_kind'][kind]:.3f}" for kind in kinds) + " |")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench retrieval", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--data", type=Path, nargs="*", default=QUESTIONS, help="files of questions")
    parser.add_argument("--library", type=Path, default=SEED)
    parser.add_argument("--models", type=Path, default=Path(os.environ.get("HALL_MODELS") or ROOT / "var" / "models"))
    parser.add_argument("--epochs", type=int, default=20, help="of the ResponseSelector; 0 leaves it out")
    parser.add_argument("--wrong", action="store_true", help="list what was answered wrong")
    options = parser.parse_args(argv)
    questions = read_questions(*options.data)
    folder = options.models / "e5-small"
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as data:
        published = publish_folder(
            options.library, open_embedder(folder), Path(data), options.models / ".vectors" / "e5-small.npz"
        )
        library, index = published.library, published.index
        ranked = [text for text in index.texts if text.kind != CLARIFICATION]
        texts = [normalise(text.text) for text in ranked]
        labels = [label(text, library) for text in ranked]
        as_trained = SentenceTransformerEmbedder(folder, "query: ")
        methods = [
            timed("BM25 (jieba)", lambda: bm25(texts, labels)),
            timed("char TF-IDF", lambda: char_tfidf(texts, labels)),
            timed("plain e5 + FAISS", lambda: plain_vectors(texts, labels, as_trained)),
        ]
        embedder = open_embedder(folder)
        methods.append(
            timed("this search", lambda: ours(SearchIndex.build(library, embedder, VectorCache(embedder)), library))
        )
        if options.epochs:
            asked = list(dict.fromkeys(question["text"] for question in questions))
            # Over a thousand answers it learns nothing in a quarter of an hour, so it chooses among the items alone.
            of_items = [(text, item) for text, item in zip(texts, labels) if item in library.items]
            methods.insert(3, response_selector(*map(list, zip(*of_items)), asked, options.epochs))
        rows = [measure(method, questions) for method in methods]
        _print(rows)
        composer = Composer(library, index)
        tallies = judge(
            questions, lambda text: Reply.of(composer.answer(composer.understand(text), Context()).to_json())
        )
    print(f"\nthe hall's answering, {len(index.texts)} texts\n" + table(tallies))
    if options.wrong:
        print("\n".join(line for tally in tallies.values() for line in tally.wrong))
    if options.json:
        judged = {kind: tally.row() for kind, tally in tallies.items()}
        options.json.write_text(json.dumps({"search": rows, "answering": judged}, indent=1), encoding="utf-8")
    return 0
