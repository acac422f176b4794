"""Publishing the library into the data folder when it changed."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Mapping

from operations.places import Places, child_environment
from operations.shell import run
from operations.stamps import Stamp, digest, exclusive, files_below

Note = Callable[[str], None]
#: The pointer to what is published, below the data folder.
PUBLISHED = Path("published") / "current"


def _published_from(places: Places, folder: Path, model: Path, prefix: str) -> str:
    code = files_below(places.root / "knowledge_base", suffixes={".py", ".yaml"}, skip=("library",))
    model_stamp = Stamp(places.model_stamps / "e5-small").path
    made_from = model_stamp.read_text(encoding="utf-8") if model_stamp.is_file() else str(model)
    return digest(places.root, [*code, *files_below(folder)], prefix, made_from)


def vectors_file(places: Places, model: Path) -> Path:
    """Vectors of texts encoded before: they take the time, so every data folder on this machine shares them."""
    return places.models / ".vectors" / f"{model.name}.npz"


def library_settings(places: Places, settings: Mapping[str, str]) -> "tuple[Path, Path, str]":
    """The library folder, the embedding model's folder and its prefix."""
    folder = places.root / Path(settings.get("HALL_LIBRARY", "knowledge_base/library")).expanduser()
    model = Path(settings.get("HALL_EMBEDDING_MODEL") or places.models / "e5-small").expanduser()
    return folder, model, settings.get("HALL_EMBEDDING_PREFIX", "")


def ensure_library(places: Places, settings: Mapping[str, str], note: Note) -> bool:
    """Take the library folder into the store and publish it; returns whether something was done.

    Raises:
        OperationError: with the records that are wrong; what was published before stays.
    """
    folder, model, prefix = library_settings(places, settings)
    wanted = _published_from(places, folder, model, prefix)
    stamp = Stamp(places.data / ".stamps" / "library")
    if stamp.matches(wanted) and (places.data / PUBLISHED).is_file():
        return False
    places.data.mkdir(parents=True, exist_ok=True)
    command = [str(places.python("hall")), "-m", "knowledge_base", "publish"]
    command += ["--library", str(folder), "--data", str(places.data), "--model", str(model), "--prefix", prefix]
    command += ["--vectors", str(vectors_file(places, model)), "--database", settings.get("HALL_DATABASE", "")]
    with exclusive(places.models / ".published.lock", lambda: note("等待另一次发布 waiting for another publishing")):
        run(command, what="knowledge_base publish", log=places.setup_logs / "library.log", cwd=places.root,
            environment=child_environment(places), note=note)  # fmt: skip
    stamp.write(wanted)
    return True
