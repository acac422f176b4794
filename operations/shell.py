"""Running other programs: quietly into a log file, with a sign of life, and their last lines when they fail."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Callable, List, Mapping, Optional, Sequence

from operations.errors import OperationError

LAST_LINES = 12
_BEAT = 20.0


def last_lines(log: Path, count: int = LAST_LINES) -> List[str]:
    """The last ``count`` lines of a log that say something."""
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 64_000))
            lines = file.read().decode("utf-8", "replace").replace("\r", "\n").splitlines()
    except OSError:
        return []
    return [line.rstrip() for line in lines if line.strip()][-count:]


def run(
    command: Sequence[str],
    *,
    what: str,
    log: Path,
    cwd: Path,
    environment: Mapping[str, str],
    note: Optional[Callable[[str], None]] = None,
    append: bool = False,
) -> None:
    """Run ``command`` with its output in ``log``.

    Args:
        what: the name of the step, for messages.
        note: told every twenty seconds how long it has been running.
        append: add to the log instead of beginning it anew.

    Raises:
        OperationError: when it cannot be started or exits with another status than 0; holds the log's last lines.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab" if append else "wb") as output:
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=str(cwd),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise OperationError(f"{what}: 无法启动 cannot start {command[0]}: {error.strerror}") from error
        started = beat = time.monotonic()
        try:
            while True:
                try:
                    status = process.wait(timeout=1)
                    break
                except subprocess.TimeoutExpired:
                    if note and time.monotonic() - beat >= _BEAT:
                        beat = time.monotonic()
                        note(f"{what} … {beat - started:.0f} s")
        except BaseException:
            kill_group(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                kill_group(process.pid, signal.SIGKILL)
                process.wait()
            raise
    if status:
        tail = "\n".join(f"    {line}" for line in last_lines(log))
        raise OperationError(f"{what}: 失败 failed (exit {status}), 日志 log: {log}\n{tail}")


def kill_group(group: int, number: int) -> None:
    """Send a signal to a process group; one that is gone already is fine."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        pass


def ask(command: Sequence[str], timeout: float = 20.0, cwd: Optional[Path] = None) -> Optional[str]:
    """The standard output of a short question to a program, or None when it fails, hangs or does not exist."""
    try:
        answer = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
            cwd=None if cwd is None else str(cwd),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.decode("utf-8", "replace").strip() if answer.returncode == 0 else None
