"""``python -m bench retrieval``: the search alone, n-grams, vectors and their fusion, on the development questions."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

import numpy as np

from bench.questions import PATH, conversations
from knowledge_base.loading import load_library
from knowledge_base.search import SearchIndex, SentenceTransformerEmbedder
from knowledge_base.search.documents import normalise
from knowledge_base.search.index import NGRAM_WEIGHT
from knowledge_base.search.store import open_index

ROOT = Path(__file__).resolve().parents[1]


def _auc(inside: np.ndarray, outside: np.ndarray) -> float:
    """Chance that a question in scope scores above one out of scope (area under the ROC curve)."""
    above = (inside[:, None] > outside[None, :]).mean()
    return float(above + 0.5 * (inside[:, None] == outside[None, :]).mean())


def _false_accepts(inside: np.ndarray, outside: np.ndarray, share: float = 0.9) -> float:
    """Share of out-of-scope questions above the threshold that ``share`` of those in scope reach."""
    return float((outside >= np.quantile(inside, 1 - share)).mean())


def _items(index: SearchIndex, scores: np.ndarray) -> list[str]:
    """Items, best first, by their best text."""
    seen: dict[str, None] = {}
    for i in np.argsort(-scores):
        if index.texts[i].kind in ("guide", "item"):
            seen.setdefault(index.texts[i].record)
    return list(seen)


def measure(index: SearchIndex, embedder: SentenceTransformerEmbedder) -> list[dict]:
    """One row a method: top-1, among the first five, mean reciprocal rank, AUROC and false accepts at 90 %."""
    single = [turns[0] for turns in conversations(PATH) if len(turns) == 1]
    inside = [turn for turn in single if not turn.get("refused") and turn["item"]]
    outside = [turn for turn in single if turn.get("refused")]
    methods = {"char n-grams": (0.0, 1.0), "vectors": (1.0, 0.0), "fused": (1.0, NGRAM_WEIGHT)}
    rows = []
    for name, (of_vectors, of_ngrams) in methods.items():
        ranks, inside_scores, outside_scores = [], [], []
        for turn in inside + outside:
            query = normalise(turn["text"])
            vector = embedder.encode([query])
            cosine = index.vectors @ vector[0]
            scores = of_vectors * cosine + of_ngrams * index.ngram_scores(query)
            (outside_scores if turn.get("refused") else inside_scores).append(float(scores.max()))
            if not turn.get("refused"):
                found = _items(index, scores)
                ranks.append(found.index(turn["item"]) + 1 if turn["item"] in found else len(found) + 1)
        rows.append(_row(name, np.array(ranks), np.array(inside_scores), np.array(outside_scores)))
    vectors = embedder.encode([normalise(turn["text"]) for turn in inside + outside])
    contrasts = np.array([index.contrast(vector) for vector in vectors])
    split = len(inside)
    rows.append(
        {
            "method": "contrast (refusal only)",
            "auroc": _auc(contrasts[:split], contrasts[split:]),
            "far90": _false_accepts(contrasts[:split], contrasts[split:]),
        }
    )
    return rows


def _row(name: str, ranks: np.ndarray, inside: np.ndarray, outside: np.ndarray) -> dict:
    return {
        "method": name,
        "top1": float((ranks == 1).mean()),
        "top5": float((ranks <= 5).mean()),
        "mrr": float((1 / ranks).mean()),
        "auroc": _auc(inside, outside),
        "far90": _false_accepts(inside, outside),
    }


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench retrieval", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--models", type=Path, default=Path(os.environ.get("HALL_MODELS") or ROOT / "var" / "models"))
    options = parser.parse_args(argv)
    embedder = SentenceTransformerEmbedder(options.models / "e5-small")
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(load_library(), embedder, Path(folder))
    rows = measure(index, embedder)
    columns = ("top1", "top5", "mrr", "auroc", "far90")
    print("| method | " + " | ".join(columns) + " |")
    print("| --- |" + " --- |" * len(columns))
    for row in rows:
        print(f"| {row['method']} | " + " | ".join(f"{row[c]:.3f}" if c in row else "-" for c in columns) + " |")
    print(f"\naccept from {index.thresholds.accept:.4f}, offer from {index.thresholds.offer:.4f} (contrast)")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0
