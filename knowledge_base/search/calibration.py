"""Where to say no: thresholds set on the library itself.

In-scope scores come from leaving each of the library's own question texts out and asking it; out-of-scope scores from
the questions in ``out_of_scope.yaml``, which no record answers. Absolute cosines differ between models and libraries,
so fixed numbers would be wrong for both.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml

from knowledge_base.search.documents import normalise
from knowledge_base.search.embedding import Embedder
from knowledge_base.search.index import SearchIndex, Thresholds

#: Share of out-of-scope questions that may reach ``accept``, and share that may reach ``offer``.
FALSE_ACCEPT = 0.02
FALSE_OFFER = 0.25
#: Never demand more than what this share of the in-scope questions reaches.
IN_SCOPE_SHARE = 0.85

QUESTION_FIELDS = {"similar_questions", "question"}


def out_of_scope_questions() -> list[str]:
    path = Path(__file__).with_name("out_of_scope.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def in_scope_scores(index: SearchIndex) -> np.ndarray:
    """Best score of each question text against all other texts of its own record. Shape [questions]."""
    owners = np.array([f"{text.kind}/{text.record}" for text in index.texts])
    scores = []
    for i, text in enumerate(index.texts):
        if text.field not in QUESTION_FIELDS:
            continue
        best, _ = index.scores([text.text], vectors=index.vectors[i : i + 1])
        best[i] = -1.0
        scores.append(best[owners == owners[i]].max())
    return np.array(scores, dtype=np.float32)


def out_of_scope_scores(index: SearchIndex, embedder: Embedder) -> np.ndarray:
    """Best score of each out-of-scope question against anything. Shape [questions]."""
    questions = [normalise(question) for question in out_of_scope_questions()]
    vectors = embedder.encode(questions)
    return np.array(
        [index.scores([question], vectors=vectors[i : i + 1])[0].max() for i, question in enumerate(questions)]
    )


def calibrate(index: SearchIndex, embedder: Embedder) -> Thresholds:
    """Thresholds for this library and model."""
    inside = in_scope_scores(index)
    outside = out_of_scope_scores(index, embedder)
    accept = float(np.quantile(outside, 1 - FALSE_ACCEPT))
    if len(inside):
        accept = min(accept, float(np.quantile(inside, 1 - IN_SCOPE_SHARE)))
    offer = min(accept, float(np.quantile(outside, 1 - FALSE_OFFER)))
    return Thresholds(accept=accept, offer=offer)
