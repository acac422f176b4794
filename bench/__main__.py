"""``python -m bench NAME [--json FILE] [--data DIR]``: run one benchmark in the hall's own environment."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HALL_PYTHON = ROOT / ".envs" / "hall" / "bin" / "python"
BENCHES = {
    "retrieval": "this search against four others, and the answering by kind of question",
    "scale": "building, one changed record, search; with thousands of guides more",
    "nlu": "intents, cross-validated and on utterances by another hand; names",
    "dialogue": "item, aspect and refusals through the whole stack",
    "turn": "time of a text turn through the whole stack, part by part",
    "speech": "recognition: error rate and speed",
    "barge_in": "who stops her, and how soon; who does not",
    "speaking": "in a browser: words to sound, a voice or a touch to silence",
    "voice": "synthesis: speed, mouth against sound, understood",
}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in BENCHES:
        print(__doc__)
        for name, what in BENCHES.items():
            print(f"  {name:<10} {what}")
        return 0 if sys.argv[1:] in ([], ["--help"], ["-h"]) else 2
    # Resolving would follow the environment's own link to the interpreter it was made from.
    if HALL_PYTHON.exists() and Path(sys.prefix).resolve() != HALL_PYTHON.parent.parent.resolve():
        os.chdir(ROOT)
        os.execv(HALL_PYTHON, [str(HALL_PYTHON), "-m", "bench", *sys.argv[1:]])
    return importlib.import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
