"""Where to say no: thresholds set on the library itself.

Contrasts of questions in scope come from leaving each of the library's own question texts out and asking it. Absolute
numbers differ between models and libraries, so fixed ones would be wrong for both.
"""

from __future__ import annotations

import numpy as np

from knowledge_base.search.documents import QUESTION_FIELDS
from knowledge_base.search.index import SearchIndex, Thresholds

#: Shares of the library's own left-out questions that must be answered outright, and at least be met with an offer.
ACCEPTED_SHARE = 0.95
OFFERED_SHARE = 0.97
#: More questions than this do not move the quantiles; they are taken evenly over the library.
SAMPLE = 1500


def in_scope_contrasts(index: SearchIndex) -> np.ndarray:
    """Contrast of question texts of the library, each with itself left out. Shape [questions]."""
    places = [i for i, text in enumerate(index.texts) if text.field in QUESTION_FIELDS]
    return index.left_out(np.array(places[:: max(1, len(places) // SAMPLE)], dtype=int))


def calibrate(index: SearchIndex) -> Thresholds:
    """Thresholds for this library and model; with no question texts to learn from, zero contrast decides."""
    inside = in_scope_contrasts(index)
    if not len(inside):
        return Thresholds(accept=0.0, offer=0.0)
    accept, offer = np.quantile(inside, [1 - ACCEPTED_SHARE, 1 - OFFERED_SHARE])
    return Thresholds(accept=float(accept), offer=float(offer))
