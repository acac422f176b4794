"""Where to say no: thresholds set on the library itself.

Contrasts of questions in scope come from leaving each of the library's own question texts out and asking it. Absolute
numbers differ between models and libraries, so fixed ones would be wrong for both.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml

from knowledge_base.search.index import SearchIndex, Thresholds

#: Shares of the library's own left-out questions that must be answered outright, and at least be met with an offer.
ACCEPTED_SHARE = 0.92
OFFERED_SHARE = 0.975

QUESTION_FIELDS = {"similar_questions", "question"}


def out_of_scope_questions() -> list[str]:
    """Questions that no record answers."""
    path = Path(__file__).with_name("out_of_scope.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def in_scope_contrasts(index: SearchIndex) -> np.ndarray:
    """Contrast of each question text of the library with itself left out. Shape [questions]."""
    return np.array(
        [
            index.contrast(index.vectors[i], without=i)
            for i, text in enumerate(index.texts)
            if text.field in QUESTION_FIELDS
        ]
    )


def calibrate(index: SearchIndex) -> Thresholds:
    """Thresholds for this library and model; with no question texts to learn from, zero contrast decides."""
    inside = in_scope_contrasts(index)
    if not len(inside):
        return Thresholds(accept=0.0, offer=0.0)
    accept, offer = np.quantile(inside, [1 - ACCEPTED_SHARE, 1 - OFFERED_SHARE])
    return Thresholds(accept=float(accept), offer=float(offer))
