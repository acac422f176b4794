"""Putting models in place: atomically, and only when their sources changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Callable, Mapping, Sequence

from operations.errors import OperationError
from operations.models import download
from operations.models.registry import Model
from operations.models.upkeep import note_sums
from operations.places import Places, child_environment
from operations.shell import run
from operations.stamps import Stamp, digest, exclusive

Note = Callable[[str], None]


def complete(folder: Path, model: Model) -> bool:
    """Whether ``folder`` holds the files every copy of ``model`` has."""
    return folder.is_dir() and any(folder.iterdir()) and all((folder / name).exists() for name in model.proof)


def fingerprint(model: Model, places: Places) -> str:
    """What the model is made from: the unpacker's source and the versions of its packages, or the upstream entry."""
    module = places.root / "operations" / "models" / f"{model.unpacker}.py"
    files = [module] if model.unpacker and module.is_file() else []
    versions = [f"{name}=={version}" for name, version in sorted({**model.packages, **model.npm_packages}.items())]
    return digest(places.root, files, *versions, repr(model.upstream))


def swap(made: Path, target: Path) -> None:
    """Put the folder ``made`` at ``target``; what was there (a folder or a link) goes away."""
    target.parent.mkdir(parents=True, exist_ok=True)
    old = target.with_name(f".{target.name}.old")
    _remove(old)
    if target.exists() or target.is_symlink():
        os.replace(str(target), str(old))
    os.replace(str(made), str(target))
    _remove(old)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(str(path), ignore_errors=True)


def provide(models: Sequence[Model], places: Places, settings: Mapping[str, str], note: Note) -> bool:
    """Bring every model of ``models`` into the models folder; returns whether anything was done.

    Raises:
        OperationError: when a given path is no such model, or fetching or unpacking fails.
    """
    changed = False
    with exclusive(places.models / ".lock", lambda: note("等待另一个安装 waiting for another set-up")):
        for model in models:
            given = settings.get(model.setting)
            changed |= _link(model, given, places) if given else _make(model, places, note)
    return changed


def _link(model: Model, given: str, places: Places) -> bool:
    source = (places.root / Path(given).expanduser()).resolve()
    if not complete(source, model):
        raise OperationError(
            f"{model.setting}={given}: 不是 {model.name} 模型目录 not a folder of this model ({', '.join(model.proof)})"
        )
    target = places.models / model.name
    if target.is_symlink() and target.resolve() == source:
        return False
    making = places.models / f".{model.name}.making"
    _remove(making)
    making.symlink_to(source, target_is_directory=True)
    swap(making, target)
    Stamp(places.model_stamps / model.name).clear()
    return True


def _make(model: Model, places: Places, note: Note) -> bool:
    target, stamp = places.models / model.name, Stamp(places.model_stamps / model.name)
    wanted = fingerprint(model, places)
    if complete(target, model) and not target.is_symlink():
        # A folder without packages behind it was put there by hand: it is the engineer's.
        if stamp.matches(wanted) or (model.upstream and not stamp.path.exists()):
            return False
    making = places.models / f".{model.name}.making"
    _remove(making)
    making.mkdir(parents=True)
    try:
        if model.upstream:
            archive = places.packages / f"{model.upstream.top}.zip"
            if not archive.is_file():
                note(f"{model.what}: {model.upstream.url}")
                download.download(model.upstream, archive, note)
            try:
                download.unzip(archive, model.upstream, making / model.name)
            except OperationError:
                archive.unlink()
                raise
        else:
            packages = download.fetch_packages(model, places, note)
            note(f"{model.what} ({model.licence})")
            command = [str(places.python("hall")), "-m", "operations.models.unpack", model.name, str(making)]
            command += [f"{name}={path}" for name, path in packages.items()]
            run(command, what=model.name, log=places.setup_logs / f"model-{model.name}.log", cwd=places.root,
                environment=child_environment(places), note=note)  # fmt: skip
        if not complete(making / model.name, model):
            raise OperationError(f"{model.name}: 解包不完整 unpacked, but files are missing: {', '.join(model.proof)}")
        swap(making / model.name, target)
    finally:
        _remove(making)
    note_sums(model, places)
    stamp.write(wanted)
    return True
