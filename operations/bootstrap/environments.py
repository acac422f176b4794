"""The two Python environments, made from pinned lock files; a second run is instant."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional, Tuple

from operations.bootstrap import interpreters
from operations.errors import OperationError
from operations.places import Places, child_environment
from operations.shell import ask, run
from operations.stamps import Stamp

Note = Callable[[str], None]


@dataclass(frozen=True)
class Environment:
    """One environment: its Python, and the packages pip must take alone before the others.

    torch comes first and by pip alone so that pip's own configuration decides between a CPU and a CUDA build; the
    pin ``torch==X`` fits both.
    """

    name: str
    python: str
    first: Tuple[str, ...] = ()

    def lock(self, places: Places) -> Path:
        return places.root / "requirements" / f"{self.name}.txt"


HALL = Environment("hall", "3.11", ("torch",))
DIALOGUE = Environment("dialogue", "3.10")
ENVIRONMENTS = (HALL, DIALOGUE)


def identity(python: Path, version: str) -> Optional[str]:
    """Version and home of the interpreter an environment stands on, or None when it does not run any more."""
    answer = ask([str(python), "-I", "-c", "import sys, pip; print(sys.version.split()[0], sys.base_prefix)"])
    return answer if answer and answer.startswith(version + ".") else None


def pinned(lock: Path, name: str) -> str:
    """The line ``name==version`` of a lock file.

    Raises:
        OperationError: when the lock file does not pin ``name``.
    """
    match = re.search(rf"^{re.escape(name)}==[^\s;]+", lock.read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE)
    if not match:
        raise OperationError(f"{lock}: 没有固定 does not pin {name}")
    return match.group(0)


def ensure(environment: Environment, places: Places, note: Note) -> bool:
    """Bring an environment to what its lock file says; returns whether something had to be done.

    An installation that was interrupted is made anew, one that fails is made anew once; an environment whose lock
    file changed is brought up to date in place.
    """
    folder = places.environments / environment.name
    lock = environment.lock(places)
    if not lock.is_file():
        raise OperationError(f"缺少 missing: {lock}")
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp, unfinished = Stamp(folder / ".stamp"), folder / ".unfinished"
    standing = identity(places.python(environment.name), environment.python)
    if standing and not unfinished.exists() and stamp.matches(f"{wanted} {standing}"):
        return False
    for attempt in (1, 2):
        if attempt == 2 or not standing or unfinished.exists():
            _make(environment, places, note)
        stamp.clear()
        unfinished.touch()
        try:
            _install(environment, places, note)
            break
        except OperationError as error:
            if attempt == 2:
                raise
            note(f"{str(error).splitlines()[0]}; 重试一次 once more")
    unfinished.unlink()
    stamp.write(f"{wanted} {identity(places.python(environment.name), environment.python)}")
    return True


def _make(environment: Environment, places: Places, note: Note) -> None:
    interpreter = interpreters.ensure(environment.python, places, note)
    folder = places.environments / environment.name
    shutil.rmtree(str(folder), ignore_errors=True)
    run(
        [str(interpreter.path), "-m", "venv", str(folder)],
        what="venv",
        log=places.setup_logs / f"{environment.name}.log",
        cwd=places.root,
        environment=child_environment(places),
    )


def _install(environment: Environment, places: Places, note: Note) -> None:
    lock = environment.lock(places)
    pip = [str(places.python(environment.name)), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    steps = [
        (f"pip install {pin}", [*pip, "install", pin, "-c", str(lock)])
        for pin in (pinned(lock, name) for name in environment.first)
    ]
    steps.append((f"pip install -r {lock.name}", [*pip, "install", "-r", str(lock)]))
    for what, command in steps:
        note(what)
        run(
            command,
            what=what,
            log=places.setup_logs / f"{environment.name}.log",
            cwd=places.root,
            environment=child_environment(places),
            note=note,
            append=True,
        )
