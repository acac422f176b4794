"""Questions that no record answers: what tells a stranger from a question of the library."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from knowledge_base.search.documents import searchable


@lru_cache(maxsize=1)
def outside_questions() -> list[str]:
    """As search compares them, each once."""
    path = Path(__file__).with_name("out_of_scope.yaml")
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    groups = content.values() if isinstance(content, dict) else [content]
    return list(dict.fromkeys(searchable(question) for group in groups for question in group))
