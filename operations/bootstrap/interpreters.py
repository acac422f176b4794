"""Finding Python 3.10 (Rasa refuses newer ones) and 3.11 (everything else) that really run."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator, List, Mapping, Optional

from operations.bootstrap import system_packages
from operations.errors import OperationError
from operations.places import Places, child_environment
from operations.shell import ask, run

# What an environment needs of its interpreter; Debian splits ensurepip off into python3.x-venv.
_PROBE = (
    "import sys; print('%d.%d.%d' % sys.version_info[:3]); print(sys.executable); "
    "import ensurepip, venv, ssl, sqlite3, ctypes, bz2, zlib; print('complete')"
)
UV = "uv==0.13.9"


@dataclass(frozen=True)
class Interpreter:
    """A Python that runs: its path, its whole version, and where it was found."""

    path: Path
    version: str
    found: str


def probe(path: Path, version: str, found: str) -> Optional[Interpreter]:
    """Run ``path``; None unless it is a complete CPython ``version`` (``"3.10"``). A pyenv shim may exist and fail."""
    answer = (ask([str(path), "-I", "-c", _PROBE]) or "").splitlines()
    if len(answer) != 3 or answer[2] != "complete" or not answer[0].startswith(version + "."):
        return None
    return Interpreter(Path(answer[1]), answer[0], found)


def _newest_first(folder: Path, pattern: str) -> List[Path]:
    def key(path: Path) -> List[int]:
        return [int(number) for number in re.findall(r"\d+", path.name)[:3]]

    return sorted(folder.glob(pattern), key=key, reverse=True) if folder.is_dir() else []


def candidates(version: str, places: Places, environ: Mapping[str, str]) -> Iterator[tuple]:
    """(path, where found) of everything that may be Python ``version``, in the order of preference."""
    setting = "HALL_PYTHON_" + version.replace(".", "_")
    if environ.get(setting):
        yield Path(environ[setting]), setting
    for folder in environ.get("PATH", "").split(os.pathsep):
        for name in ("python" + version, "python3"):
            path = Path(folder or ".") / name
            if path.is_file() and os.access(str(path), os.X_OK):
                yield path, "PATH"
    roots = [environ.get("PYENV_ROOT"), ask(["pyenv", "root"]), str(Path.home() / ".pyenv")]
    for root in dict.fromkeys(filter(None, roots)):
        for folder in _newest_first(Path(root) / "versions", version + ".*"):
            yield folder / "bin" / ("python" + version), "pyenv"
    for root in (places.environments / "python", Path.home() / ".local" / "share" / "uv" / "python"):
        for folder in _newest_first(root, f"cpython-{version}.*"):
            yield folder / "bin" / ("python" + version), "uv"


def find(version: str, places: Places, environ: Optional[Mapping[str, str]] = None) -> Optional[Interpreter]:
    """The first candidate that runs, or None."""
    environ = os.environ if environ is None else environ
    tried = set()
    for path, found in candidates(version, places, environ):
        if path in tried:
            continue
        tried.add(path)
        interpreter = probe(path, version, found)
        if interpreter:
            return interpreter
    return None


def ensure(version: str, places: Places, note: Callable[[str], None]) -> Interpreter:
    """Find Python ``version``, else install it: by apt where the release has it, else by ``uv python install``.

    Raises:
        OperationError: with one line on what to install by hand.
    """
    found = find(version, places)
    if not found:
        found = _by_apt(version, places, note) or _by_uv(version, places, note)
    if not found:
        raise OperationError(
            f"找不到可用的 Python {version}：请安装 python{version} 与 python{version}-venv（apt、pyenv 或 uv 均可），"
            f"或设置 HALL_PYTHON_{version.replace('.', '_')}。\n"
            f"No working Python {version}: install it (apt install python{version} python{version}-venv, "
            f"pyenv install {version}, or uv python install {version}), then run the command again."
        )
    note(f"Python {found.version} ({found.found}: {found.path})")
    return found


def _by_apt(version: str, places: Places, note: Callable[[str], None]) -> Optional[Interpreter]:
    before = system_packages.privilege()
    names = [f"python{version}", f"python{version}-venv"]
    if before is None or not all(system_packages.available(name) for name in names):
        return None
    note("apt-get install " + " ".join(names))
    try:
        system_packages.install(names, before, places.setup_logs / "apt.log", places.root, note)
    except OperationError as error:
        note(str(error).splitlines()[0])
        return None
    return find(version, places)


def _by_uv(version: str, places: Places, note: Callable[[str], None]) -> Optional[Interpreter]:
    """Neither Debian 12 nor Ubuntu 24.04 packages Python 3.10; uv fetches a standalone build of it."""
    log = places.setup_logs / f"python-{version}.log"
    uv = shutil.which("uv") or _own_uv(places, log, note)
    if not uv:
        return None
    note(f"uv python install {version}")
    environment = child_environment(places, {"UV_PYTHON_INSTALL_DIR": str(places.environments / "python")})
    try:
        run([uv, "python", "install", version], what="uv", log=log, cwd=places.root, environment=environment, note=note,
            append=True)  # fmt: skip
    except OperationError as error:
        note(str(error).splitlines()[0])
        return None
    return find(version, places)


def _own_uv(places: Places, log: Path, note: Callable[[str], None]) -> Optional[str]:
    """uv from its package, in an environment of its own made by any Python that can."""
    folder = places.environments / "tools"
    uv = folder / "bin" / "uv"
    if uv.is_file():
        return str(uv)
    base = find("3.11", places) or probe(Path(sys.executable), "%d.%d" % sys.version_info[:2], "this one")
    if not base:
        return None
    note(f"pip install {UV}")
    environment = child_environment(places)
    try:
        run([str(base.path), "-m", "venv", str(folder)], what="venv", log=log, cwd=places.root, environment=environment)
        run([str(folder / "bin" / "python"), "-m", "pip", "install", UV], what="pip", log=log, cwd=places.root,
            environment=environment, note=note, append=True)  # fmt: skip
    except OperationError as error:
        note(str(error).splitlines()[0])
        return None
    return str(uv)
