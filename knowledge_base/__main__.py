"""``python -m knowledge_base check [FILE...]``: validate the library, or single record files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledge_base.loading import SEED, LibraryError, check_file, load_library


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge_base", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="validate the library or single files")
    check.add_argument("files", nargs="*", type=Path)
    check.add_argument("--library", type=Path, default=SEED)
    options = parser.parse_args()
    if options.files:
        problems = [problem for path in options.files for problem in check_file(path)]
    else:
        try:
            library = load_library(options.library)
        except LibraryError as error:
            problems = error.problems
        else:
            print(f"{len(library.guides)} guides, {len(library.faq)} FAQ entries, {len(library.hall.zones)} zones: fine")
            return 0
    for problem in problems:
        print(problem)
    print("fine" if not problems else f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
