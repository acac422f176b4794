"""Run one unpacker, in the hall's environment: ``python -m operations.models.unpack MODEL OUT NAME=ARCHIVE...``.

Unpackers need numpy, torch or ai-edge-litert, so they run in a process of their own; ``OUT`` is an empty folder that
stands for the models folder. What an unpacker raises ends the process; its last line says what is wrong.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from operations.models.registry import named


def main(arguments: list[str]) -> int:
    name, out, *given = arguments
    model = named(name)
    packages = {key: Path(path) for key, _, path in (entry.partition("=") for entry in given)}
    unpacker = importlib.import_module(f"operations.models.{model.unpacker}")
    target = Path(out) / model.name if model.into_folder else Path(out)
    target.mkdir(parents=True, exist_ok=True)
    unpacker.unpack(packages, target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
