"""``python -m knowledge_base check [FILE...]`` validates records; ``publish`` builds the index and the lexicon."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledge_base.loading import SEED, LibraryError, check_file, load_library, read_file


def _check(files: list[Path], folder: Path, laws: Path | None) -> int:
    if files:
        problems = [problem for path in files for problem in check_file(path)]
        if laws is not None and not problems:
            from knowledge_base.checking.laws import LawTexts, check_laws

            texts = LawTexts(laws)
            problems = [
                f"{path.name}: {record.id}: {problem}"
                for path in files
                for record in read_file(path)
                for problem in check_laws(record, texts)
            ]
    else:
        try:
            library = load_library(folder)
        except LibraryError as error:
            problems = error.problems
        else:
            zones = len(library.hall.zones)
            print(f"{len(library.guides)} guides, {len(library.faq)} FAQ entries, {zones} zones: fine")
            return 0
    for problem in problems:
        print(problem)
    print("fine" if not problems else f"{len(problems)} problems")
    return 1 if problems else 0


def _publish(folder: Path, data: Path, model: Path, prefix: str) -> int:
    from knowledge_base.publishing import publish
    from knowledge_base.search import SentenceTransformerEmbedder

    try:
        published = publish(folder, SentenceTransformerEmbedder(model, prefix), data / "index", data / "lexicon.json")
    except LibraryError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 1
    thresholds = published.index.thresholds
    print(
        f"{len(published.library.guides)} guides, {len(published.library.faq)} FAQ entries, "
        f"{len(published.index.texts)} texts; accept from {thresholds.accept:.3f}, offer from {thresholds.offer:.3f}"
    )
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge_base", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="validate the library or single files")
    check.add_argument("files", nargs="*", type=Path)
    check.add_argument("--laws", type=Path, help="folder of law texts: are the cited articles and figures there?")
    check.add_argument("--library", type=Path, default=SEED)
    publish = commands.add_parser("publish", help="build index and lexicon into the data folder")
    publish.add_argument("--library", type=Path, default=SEED)
    publish.add_argument("--data", type=Path, required=True)
    publish.add_argument("--model", type=Path, required=True, help="folder of the sentence-transformers model")
    publish.add_argument("--prefix", default="query: ")
    options = parser.parse_args()
    if options.command == "check":
        return _check(options.files, options.library, options.laws)
    return _publish(options.library, options.data, options.model, options.prefix)


if __name__ == "__main__":
    sys.exit(main())
