"""Checking the library and publishing it into the data folder when it changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Callable, Mapping

from operations.places import Places, child_environment
from operations.shell import run
from operations.stamps import Stamp, digest, exclusive, files_below

Note = Callable[[str], None]
#: What publishing writes, below the data folder.
PUBLISHED = ("index", "lexicon.json")
KEPT = 2


def _published_from(places: Places, folder: Path, model: Path, prefix: str) -> str:
    code = files_below(places.root / "knowledge_base", suffixes={".py"}, skip=("library",))
    model_stamp = Stamp(places.model_stamps / "e5-small").path
    made_from = model_stamp.read_text(encoding="utf-8") if model_stamp.is_file() else str(model)
    return digest(places.root, [*code, *files_below(folder)], prefix, made_from)


def ensure_library(places: Places, settings: Mapping[str, str], note: Note) -> bool:
    """Validate every record, then build index and lexicon in ``HALL_DATA``; returns whether something was done.

    Embedding the texts takes minutes, so what was published is kept beside the models: another data folder (a test's,
    a second hall's) with the same library takes a copy.

    Raises:
        OperationError: with the records that are wrong; what was published before stays.
    """
    folder = places.root / Path(settings.get("HALL_LIBRARY", "knowledge_base/library")).expanduser()
    model = Path(settings.get("HALL_EMBEDDING_MODEL") or places.models / "e5-small").expanduser()
    prefix = settings.get("HALL_EMBEDDING_PREFIX", "query: ")
    wanted = _published_from(places, folder, model, prefix)
    stamp = Stamp(places.data / ".stamps" / "library")
    if stamp.matches(wanted) and all((places.data / name).exists() for name in PUBLISHED):
        return False
    places.data.mkdir(parents=True, exist_ok=True)
    with exclusive(places.models / ".published.lock", lambda: note("等待另一次发布 waiting for another publishing")):
        kept = places.models / ".published" / wanted
        if all((kept / name).exists() for name in PUBLISHED):
            _copy(kept, places.data)
        else:
            _publish(places, folder, model, prefix, note)
            _keep(places.data, kept)
    stamp.write(wanted)
    return True


def _publish(places: Places, folder: Path, model: Path, prefix: str, note: Note) -> None:
    log, environment = places.setup_logs / "library.log", child_environment(places)
    command = [str(places.python("hall")), "-m", "knowledge_base"]
    run([*command, "check", "--library", str(folder)], what="knowledge_base check", log=log, cwd=places.root,
        environment=environment, note=note)  # fmt: skip
    publish = ["publish", "--library", str(folder), "--data", str(places.data), "--model", str(model)]
    run([*command, *publish, "--prefix", prefix], what="knowledge_base publish", log=log, cwd=places.root,
        environment=environment, note=note, append=True)  # fmt: skip


def _copy(source: Path, target: Path) -> None:
    """Copy what was published, each file whole or not at all; other files of ``target`` stay."""
    for path in files_below(*(source / name for name in PUBLISHED)):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        partial = copy.with_name(copy.name + ".part")
        shutil.copyfile(str(path), str(partial))
        os.replace(str(partial), str(copy))


def _keep(data: Path, kept: Path) -> None:
    making = kept.with_name(kept.name + ".making")
    shutil.rmtree(str(making), ignore_errors=True)
    _copy(data, making)
    os.replace(str(making), str(kept))
    older = sorted(kept.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in older[KEPT:]:
        shutil.rmtree(str(path), ignore_errors=True)
