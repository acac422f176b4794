"""``python -m bench scale``: time of building, of one changed record and of a search; with ``--data FILE`` thousands of guides more."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.answers.composer import Composer
from assistant.answers.question_wordings import wordings
from assistant.answers.request import Context
from bench.foreign_guides import read_foreign
from bench.judging import read_questions
from bench.retrieval import QUESTIONS
from knowledge_base.loading import SEED, load_library
from knowledge_base.publishing import Publisher
from knowledge_base.search import SearchIndex, open_embedder
from knowledge_base.search.vectors import VectorCache
from knowledge_base.store import Accounts, RecordStore, Role, open_database
from knowledge_base.store.database import database_url
from knowledge_base.store.folder_import import import_folder

ROOT = Path(__file__).resolve().parents[1]


def _timed(work) -> tuple[float, object]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _percentiles(index: SearchIndex, composer: Composer, texts: list[str]) -> tuple[float, float]:
    """Milliseconds of a search as the hall does it: the question, its core and a story's end at once."""
    queries = [wordings(composer.understand(text)) for text in texts]
    for query in queries[:20]:
        index.find(query)
    waited = [_timed(lambda query=query: index.find(query))[0] * 1000 for query in queries]
    return float(np.percentile(waited, 50)), float(np.percentile(waited, 95))


def _changed_record(store: RecordStore, publisher: Publisher) -> float:
    """Seconds from an approved change of one guide to its being published."""
    with store.session() as session:
        Accounts(session).create("writer", {Role.EDITOR})
        Accounts(session).create("checker", {Role.REVIEWER})
    content = dict(store.revision("guide", "G055", store.latest("guide", "G055")).content)
    content["similar_questions"] = [*content["similar_questions"][:4], "出差路上证件全落在火车上了身份证怎么再弄一张"]
    store.save("guide", content, "writer", "bench", base=store.latest("guide", "G055"))
    store.submit("guide", "G055", "writer")
    store.approve("guide", "G055", "checker")
    return _timed(lambda: publisher.publish("checker"))[0]


def _with_foreign(path: Path, embedder, questions: list[str]) -> dict:
    library = load_library(SEED)
    zone = library.hall.zones[-1]
    seconds, (items, guides) = _timed(lambda: read_foreign(path, zone.id, zone.name))
    whole = replace(library, items={**library.items, **items}, guides={**library.guides, **guides})
    build, index = _timed(lambda: SearchIndex.build(whole, embedder, VectorCache(embedder)))
    composer = Composer(whole, index)
    asked = list(guides)[:: max(1, len(guides) // 300)]
    answers = [composer.answer(composer.understand(f"{guides[i].name}要什么条件"), Context()).state.item for i in asked]
    p50, p95 = _percentiles(index, composer, questions)
    return {
        "guides": len(whole.guides),
        "import_s": seconds,
        "texts": len(index.texts),
        "build_s": build,
        "search_p50_ms": p50,
        "search_p95_ms": p95,
        "named_guide_answered": float(np.mean([a == b for a, b in zip(asked, answers)])),
    }


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench scale", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--data", type=Path, help="JSON lines of guides to add")
    parser.add_argument("--models", type=Path, default=Path(os.environ.get("HALL_MODELS") or ROOT / "var" / "models"))
    options = parser.parse_args(argv)
    embedder = open_embedder(options.models / "e5-small")
    questions = [question["text"] for question in read_questions(*QUESTIONS)][:400]
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        data = Path(folder)
        store = RecordStore(open_database(database_url(data)))
        imported, _ = _timed(lambda: import_folder(store, SEED))
        publisher = Publisher(store, embedder, data)
        build, published = _timed(publisher.publish)
        composer = Composer(published.library, published.index)
        p50, p95 = _percentiles(published.index, composer, questions)
        rows = {
            "this library": {
                "guides": len(published.library.guides),
                "import_s": imported,
                "texts": len(published.index.texts),
                "build_s": build,
                "changed_record_s": _changed_record(store, publisher),
                "search_p50_ms": p50,
                "search_p95_ms": p95,
            }
        }
    if options.data:
        rows[f"with {options.data.name}"] = _with_foreign(options.data, embedder, questions)
    for name, row in rows.items():
        print(
            name
            + ": "
            + ", ".join(
                f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}" for key, value in row.items()
            )
        )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0
