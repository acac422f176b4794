"""Stamps: what something was made from, so that a second run does it only when that changed."""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterable, Iterator, Optional

from operations.errors import OperationError


def digest(root: Path, files: Iterable[Path], *extra: str) -> str:
    """sha256 (hex) over names relative to ``root`` and contents of ``files``, and over ``extra`` texts."""
    total = hashlib.sha256()
    for path in sorted(set(files)):
        total.update(os.path.relpath(str(path), str(root)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for text in extra:
        total.update(b"\1" + text.encode())
    return total.hexdigest()


def files_below(*folders: Path, suffixes: Optional[Iterable[str]] = None, skip: Iterable[str] = ()) -> Iterator[Path]:
    """Files below ``folders`` (a file counts as itself), without caches, hidden files and folders named in ``skip``."""
    unwanted = {"__pycache__", "node_modules", "dist", *skip}
    wanted = None if suffixes is None else set(suffixes)
    for folder in folders:
        if folder.is_file():
            yield folder
            continue
        for where, below, names in os.walk(str(folder)):
            below[:] = sorted(name for name in below if name not in unwanted and not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and (wanted is None or os.path.splitext(name)[1] in wanted):
                    yield Path(where) / name


class Stamp:
    """A small file that holds the digest of what something was made from."""

    def __init__(self, path: Path):
        self.path = path

    def matches(self, value: str) -> bool:
        try:
            return self.path.read_text(encoding="utf-8").strip() == value
        except (OSError, UnicodeDecodeError):
            return False

    def write(self, value: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_name(self.path.name + ".part")
        partial.write_text(value + "\n", encoding="utf-8")
        os.replace(str(partial), str(self.path))

    def clear(self) -> None:
        try:
            self.path.unlink()
        except FileNotFoundError:
            pass


@contextmanager
def exclusive(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file ``path``; ``waiting`` is called once when another process has it. The kernel frees it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("a")
    except OSError as error:
        raise OperationError(f"不能写入 cannot write {path.parent}: {error.strerror}") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
