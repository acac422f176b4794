"""``python -m assistant.answers.schema``: the answer type as JSON Schema, for the web client and for anybody's client."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import TypeAdapter

from assistant.answers.model import Answer

PATH = Path(__file__).resolve().parents[2] / "docs" / "answer.schema.json"


def schema() -> dict:
    """JSON Schema of the ``answer`` message's own fields (without ``type`` and ``turn_id``)."""
    return TypeAdapter(Answer).json_schema(mode="serialization")


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    PATH.write_text(text(), encoding="utf-8")
    print(PATH.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
