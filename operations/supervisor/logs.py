"""Log files that rotate by size, and the one line of a log that says what failed."""

from __future__ import annotations

import os
import re
import threading
from collections import deque
from pathlib import Path
from typing import Deque

_FAILURE = re.compile(r"error|exception|fatal|failed|refused|错误|失败", re.IGNORECASE)
_NOISE = re.compile(r"^\s*(File \"|Traceback|\^|During handling|The above exception)")


class RotatingLog:
    """Appends bytes to ``path``; at ``limit`` bytes the file becomes ``path.1``, of which ``keep`` are kept.

    Thread-safe. Remembers the last lines, so that a failure can be told without reading the file.
    """

    def __init__(self, path: Path, limit: int = 5_000_000, keep: int = 3):
        self.path, self._limit, self._keep = path, limit, keep
        self._lock = threading.Lock()
        self._recent: Deque[str] = deque(maxlen=200)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab")

    def write(self, line: bytes) -> None:
        with self._lock:
            if self._file.closed:
                return
            if self._file.tell() + len(line) > self._limit:
                self._rotate()
            self._file.write(line)
            self._file.flush()
            self._recent.append(line.decode("utf-8", "replace").rstrip())

    def _rotate(self) -> None:
        self._file.close()
        for number in range(self._keep - 1, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            if older.exists():
                os.replace(str(older), str(self.path.with_name(f"{self.path.name}.{number + 1}")))
        os.replace(str(self.path), str(self.path.with_name(self.path.name + ".1")))
        self._file = self.path.open("ab")

    def mark(self) -> None:
        """Forget the remembered lines: what follows belongs to a new start of the process."""
        with self._lock:
            self._recent.clear()

    def failure(self, errors_only: bool = False) -> str:
        """The last line that names an error, else (unless ``errors_only``) the last line; 200 characters at most."""
        with self._lock:
            lines = [line for line in self._recent if line.strip() and not _NOISE.match(line)]
        last = lines[-1] if lines and not errors_only else ""
        told = next((line for line in reversed(lines) if _FAILURE.search(line)), last)
        return told.strip()[:200]

    def close(self) -> None:
        with self._lock:
            self._file.close()
