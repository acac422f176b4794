"""Records that say the same: one question in two places, guides that are one text with the name changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge_base.checking.problem import Finding
from knowledge_base.loading import ReadFolder
from knowledge_base.records import Guide
from knowledge_base.records.faq import FaqEntry
from knowledge_base.search.documents import normalise

#: Character likeness from which two entries' questions are the same question, and from which they are worth a look.
SAME, LIKE = 0.88, 0.7
#: Plain cosine from which two entries' questions mean the same.
SAME_MEANING = 0.985
#: Share of the shorter guide's runs of characters found in the other from which they are one text.
COPIED = 0.5
_RUN = 8


def repeated_questions(read: ReadFolder) -> Iterator[Finding]:
    """A question that leads to two records leads to neither."""
    seen: dict[str, tuple[str, str]] = {}
    for (kind, name), record in read.records.items():
        for field, question in _questions(record):
            holder = seen.setdefault(normalise(question).strip("？?。"), (kind, name))
            same_item = {"guide", "wordings"} >= {kind, holder[0]} and holder[1] == name
            if holder != (kind, name) and not same_item:
                yield Finding(kind, name, field, f"asks what {holder[1]} asks: {question}")


def _questions(record) -> Iterator[tuple[str, str]]:
    if isinstance(record, FaqEntry):
        yield "question", record.question
    for number, question in enumerate(getattr(record, "similar_questions", [])):
        yield f"similar_questions.{number}", question
    for number, wording in enumerate(getattr(record, "wordings", [])):
        yield f"wordings.{number}", wording.text


def near_questions(read: ReadFolder) -> Iterator[Finding]:
    """Entries whose questions are nearly the same words."""
    entries = [record for record in read.records.values() if isinstance(record, FaqEntry)]
    if len(entries) < 2:
        return
    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    matrix = vectoriser.fit_transform([normalise(entry.question) for entry in entries])
    likeness = (matrix @ matrix.T).toarray()
    for a, b in np.argwhere(np.triu(likeness, 1) >= LIKE):
        first, second = entries[a], entries[b]
        error = bool(likeness[a, b] >= SAME)
        message = f"nearly asks what {first.id} asks: {second.question} / {first.question}"
        yield Finding("faq", second.id, "question", message, error)


def same_meaning(read: ReadFolder, model: Path, prefix: str, vectors: Path | None) -> Iterator[Finding]:
    """Entries whose questions mean nearly the same to the search."""
    from knowledge_base.search import open_embedder
    from knowledge_base.search.vectors import VectorCache

    entries = [record for record in read.records.values() if isinstance(record, FaqEntry)]
    if len(entries) < 2:
        return
    cache = VectorCache(open_embedder(model, prefix), vectors)
    encoded = cache.encode([normalise(entry.question) for entry in entries])
    for a, b in np.argwhere(np.triu(encoded @ encoded.T, 1) >= SAME_MEANING):
        message = f"means what {entries[a].id} means: {entries[b].question} / {entries[a].question}"
        yield Finding("faq", entries[b].id, "question", message, error=False)


def copied_guides(read: ReadFolder) -> Iterator[Finding]:
    """Guides that are the same text with the name changed."""
    guides = [record for record in read.records.values() if isinstance(record, Guide)]
    holders: dict[str, set[int]] = defaultdict(set)
    sizes = []
    for number, guide in enumerate(guides):
        runs = _runs(guide)
        sizes.append(len(runs))
        for run in runs:
            holders[run].add(number)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for numbers in holders.values():
        ordered = sorted(numbers)
        for i, a in enumerate(ordered):
            for b in ordered[i + 1 :]:
                shared[a, b] += 1
    for (a, b), count in shared.items():
        share = count / max(1, min(sizes[a], sizes[b]))
        if share >= COPIED:
            message = f"{share:.0%} of it stands in {guides[a].id} too"
            yield Finding("guide", guides[b].id, "conditions", message)


def _runs(guide: Guide) -> set[str]:
    parts = [guide.summary, *(c.text for c in guide.conditions), *(s.text for s in guide.steps)]
    parts += [e.answer for e in guide.eligibility] + [s.difference for s in guide.siblings]
    text = "".join(parts)
    return {text[i : i + _RUN] for i in range(len(text) - _RUN + 1)}
