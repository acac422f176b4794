"""Training the dialogue core when its inputs changed; one model file a state of the inputs."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Callable, List

from operations.errors import OperationError
from operations.places import Places, child_environment
from operations.shell import run
from operations.stamps import digest, exclusive, files_below

KEPT = 3
_TRAINERS = ("rasa", "jieba", "scikit-learn", "onnxruntime", "tokenizers")


def trained_from(places: Places) -> str:
    """Hash of what a trained model depends on: configuration, domain, training data, versions.

    The code of our own components (``assistant/nlu``) is part of it: the classifier is trained on the features they make.
    """
    root = places.root
    lock = (root / "requirements" / "dialogue.txt").read_text(encoding="utf-8")
    versions = [line for line in lock.splitlines() if re.split(r"[=\s]", line)[0] in _TRAINERS]
    inputs: List[Path] = [root / "config.yml", root / "domain.yml"]
    inputs += files_below(root / "assistant" / "nlu", suffixes={".py"})
    inputs += files_below(root / "nlu_data", suffixes={".yml", ".yaml", ".txt"})
    return digest(root, inputs, *versions)[:16]


def model_path(places: Places) -> Path:
    """The model file that fits the present inputs, whether it is there or not."""
    return places.models / "rasa" / f"{trained_from(places)}.tar.gz"


def ensure_model(places: Places, note: Callable[[str], None], force: bool = False) -> bool:
    """Train unless the model for the present inputs is there; returns whether it was trained."""
    target = model_path(places)
    if target.is_file() and not force:
        return False
    with exclusive(places.models / ".train.lock", lambda: note("等待另一个训练 waiting for another training")):
        if target.is_file() and not force:
            return False
        making = target.parent / ".making"
        shutil.rmtree(str(making), ignore_errors=True)
        making.mkdir(parents=True)
        # The configuration files name these variables; nothing is called during training.
        unused = {"HALL_INTERNAL_TOKEN": "x", "HALL_ACTIONS_URL": "http://127.0.0.1:9/webhook"}
        command = [str(places.python("dialogue")), "-m", "rasa", "train", "--config", "config.yml", "--domain",
                   "domain.yml", "--data", "nlu_data", "--out", str(making), "--fixed-model-name", "model"]  # fmt: skip
        try:
            run(command, what="rasa train", log=places.setup_logs / "train.log", cwd=places.root,
                environment=child_environment(places, unused), note=note)  # fmt: skip
            made = making / "model.tar.gz"
            if not made.is_file():
                raise OperationError(f"rasa 没有写出模型 wrote no model (log: {places.setup_logs / 'train.log'})")
            os.replace(str(made), str(target))
        finally:
            shutil.rmtree(str(making), ignore_errors=True)
        _forget_old(target)
    return True


def _forget_old(newest: Path) -> None:
    models = sorted(newest.parent.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in models[KEPT:]:
        if path != newest:
            path.unlink()
