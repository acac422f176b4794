"""``python -m knowledge_base``: check the library, take it into the store, publish it, write it out again.

``check [FILE...]`` validates records; ``publish`` takes the library folder into the store and publishes; ``export`` writes the
store as a library folder; ``account`` makes an account of the store.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import time
from pathlib import Path

from knowledge_base.loading import SEED, LibraryError


def _check(options: argparse.Namespace) -> int:
    from knowledge_base.checking import check_files, check_folder, counts

    if options.files:
        problems = check_files(options.files, options.laws)
    else:
        problems = check_folder(options.library, options.laws, options.model, options.prefix, options.vectors)
    errors = [problem for problem in problems if problem.error]
    for problem in problems:
        print(problem)
    if options.files or errors:
        print("fine" if not errors else f"{len(errors)} problems")
    else:
        print(f"{counts(options.library)}: fine")
    return 1 if errors else 0


def _publish(options: argparse.Namespace) -> int:
    from knowledge_base.publishing import publish_folder
    from knowledge_base.search import open_embedder

    began = time.monotonic()
    embedder = open_embedder(options.model, options.prefix)
    try:
        published = publish_folder(options.library, embedder, options.data, options.vectors, options.database)
    except LibraryError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 1
    thresholds = published.index.thresholds
    print(
        f"{len(published.library.guides)} guides, {len(published.library.faq)} FAQ entries, "
        f"{len(published.index.texts)} texts in {time.monotonic() - began:.1f} s; "
        f"accept from {thresholds.accept:.3f}, offer from {thresholds.offer:.3f}"
    )
    return 0


def _store(options: argparse.Namespace):
    from knowledge_base.store import RecordStore, open_database
    from knowledge_base.store.database import database_url

    return RecordStore(open_database(database_url(options.data, options.database)))


def _import(options: argparse.Namespace) -> int:
    from knowledge_base.store.folder_import import import_folder

    try:
        done = import_folder(_store(options), options.library)
    except LibraryError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 1
    print(f"{len(done.added)} added, {len(done.changed)} changed, {len(done.retired)} retired")
    if done.kept:
        print(f"staff's own revisions stay: {', '.join(done.kept)}")
    return 0


def _export(options: argparse.Namespace) -> int:
    from knowledge_base.store.folder_export import export_folder

    print(f"{export_folder(_store(options), options.folder)} records written to {options.folder}")
    return 0


def _account(options: argparse.Namespace) -> int:
    from knowledge_base.store import Accounts, Role, StoreError

    password = sys.stdin.readline().rstrip("\n") if options.stdin else getpass.getpass("password: ")
    try:
        with _store(options).session() as session:
            Accounts(session).create(options.name, {Role(role) for role in options.roles}, password)
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"account {options.name}: {', '.join(options.roles)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m knowledge_base", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    library, model, stored = (argparse.ArgumentParser(add_help=False) for _ in range(3))
    library.add_argument("--library", type=Path, default=SEED)
    model.add_argument("--model", type=Path, help="folder of the sentence-transformers model")
    model.add_argument("--prefix", default="")
    model.add_argument("--vectors", type=Path, help="file that keeps vectors of texts encoded before")
    stored.add_argument("--data", type=Path, required=True)
    stored.add_argument(
        "--database", default=os.environ.get("HALL_DATABASE", ""), help="URL; default: a file in --data"
    )

    check = commands.add_parser("check", parents=[library, model], help="validate the library or single files")
    check.add_argument("files", nargs="*", type=Path)
    check.add_argument("--laws", type=Path, help="folder of law texts: are the cited articles and figures there?")
    check.set_defaults(run=_check)
    publish = commands.add_parser("publish", parents=[library, model, stored], help="take in and publish")
    publish.set_defaults(run=_publish)
    commands.add_parser("import", parents=[library, stored], help="take a library folder into the store").set_defaults(
        run=_import
    )
    export = commands.add_parser("export", parents=[stored], help="write the store as a library folder")
    export.add_argument("folder", type=Path)
    export.set_defaults(run=_export)
    account = commands.add_parser("account", parents=[stored], help="make an account")
    account.add_argument("name")
    account.add_argument("roles", nargs="+", choices=["editor", "reviewer", "clerk", "administrator", "reader"])
    account.add_argument("--stdin", action="store_true", help="read the password from standard input")
    account.set_defaults(run=_account)
    return parser


def main() -> int:
    options = _parser().parse_args()
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
