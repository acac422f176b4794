"""Checking the library and publishing it into the data folder when it changed."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Mapping

from operations.places import Places, child_environment
from operations.shell import run
from operations.stamps import Stamp, digest, files_below


def ensure_library(places: Places, settings: Mapping[str, str], note: Callable[[str], None]) -> bool:
    """Validate every record, then build index and lexicon in ``HALL_DATA``; returns whether it was published.

    Raises:
        OperationError: with the records that are wrong; what was published before stays.
    """
    folder = places.root / Path(settings.get("HALL_LIBRARY", "knowledge_base/library")).expanduser()
    model = Path(settings.get("HALL_EMBEDDING_MODEL") or places.models / "e5-small").expanduser()
    prefix = settings.get("HALL_EMBEDDING_PREFIX", "query: ")
    code = files_below(places.root / "knowledge_base", suffixes={".py"}, skip=("library",))
    model_stamp = Stamp(places.model_stamps / "e5-small").path
    made_from = model_stamp.read_text(encoding="utf-8") if model_stamp.is_file() else ""
    wanted = digest(places.root, [*code, *files_below(folder)], str(model), prefix, made_from)
    stamp = Stamp(places.data / ".stamps" / "library")
    if stamp.matches(wanted) and places.lexicon.is_file():
        return False
    places.data.mkdir(parents=True, exist_ok=True)
    log, environment = places.setup_logs / "library.log", child_environment(places)
    command = [str(places.python("hall")), "-m", "knowledge_base"]
    run([*command, "check", "--library", str(folder)], what="knowledge_base check", log=log, cwd=places.root,
        environment=environment, note=note)  # fmt: skip
    publish = ["publish", "--library", str(folder), "--data", str(places.data), "--model", str(model)]
    run([*command, *publish, "--prefix", prefix], what="knowledge_base publish", log=log, cwd=places.root,
        environment=environment, note=note, append=True)  # fmt: skip
    stamp.write(wanted)
    return True
