"""``make lock``: pinned lock files out of the short lists of what is asked for directly."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Callable, Iterable, List

from operations.bootstrap import interpreters
from operations.bootstrap.environments import ENVIRONMENTS, Environment
from operations.errors import OperationError
from operations.places import Places, child_environment
from operations.shell import run

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;+]+)(?:\+\S+)?$")
#: Belongs to the environment, not to the project; CUDA parts come or do not come with torch.
_LEFT_OUT = re.compile(r"^(pip|wheel|distribute|triton|nvidia-.*|cuda-.*)$", re.IGNORECASE)


def pins(frozen: Iterable[str]) -> List[str]:
    """Lines of ``pip freeze --all`` as ``name==version``: no local version labels, paths or addresses.

    Raises:
        OperationError: for a line that is no plain pin (an editable or a local file).
    """
    kept = []
    for line in frozen:
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        match = _PIN.match(line)
        if not match:
            raise OperationError(f"不能固定 cannot be pinned: {line}")
        if not _LEFT_OUT.match(match.group(1)):
            kept.append(f"{match.group(1)}=={match.group(2)}")
    return sorted(kept, key=str.lower)


def write_lock(environment: Environment, python: Path, places: Places) -> Path:
    """Freeze what ``python`` has installed into the lock file of ``environment``."""
    frozen = subprocess.run(
        [str(python), "-m", "pip", "--disable-pip-version-check", "freeze", "--all"],
        stdout=subprocess.PIPE,
        check=True,
        env=child_environment(places, {"PYTHONPATH": ""}),
    ).stdout.decode()
    lock = environment.lock(places)
    head = f"# Made by 'make lock' from {environment.name}.in, for Python {environment.python}; do not edit.\n"
    lock.write_text(head + "\n".join(pins(frozen.splitlines())) + "\n", encoding="utf-8")
    return lock


def make_locks(places: Places, note: Callable[[str], None], present: bool = False) -> int:
    """Install each ``requirements/<name>.in`` into a fresh environment and freeze it.

    Args:
        present: freeze the environments as they stand instead (after trying a version by hand).
    """
    for environment in ENVIRONMENTS:
        if present:
            note(str(write_lock(environment, places.python(environment.name), places)))
            continue
        wanted = places.root / "requirements" / f"{environment.name}.in"
        interpreter = interpreters.ensure(environment.python, places, note)
        folder = Path(tempfile.mkdtemp(prefix="hall-lock-"))
        log, variables = places.setup_logs / f"lock-{environment.name}.log", child_environment(places)
        try:
            run([str(interpreter.path), "-m", "venv", str(folder)], what="venv", log=log, cwd=places.root,
                environment=variables)  # fmt: skip
            python = folder / "bin" / "python"
            pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install"]
            text = wanted.read_text(encoding="utf-8")
            first = [line.split()[0] for line in text.splitlines() if line.split("==")[0] in environment.first]
            for arguments in ([*first] if first else None, ["-r", str(wanted)]):
                if arguments:
                    run([*pip, *arguments], what="pip install", log=log, cwd=places.root, environment=variables,
                        note=note, append=True)  # fmt: skip
            note(str(write_lock(environment, python, places)))
        finally:
            shutil.rmtree(str(folder), ignore_errors=True)
    return 0
