"""One watched process in a process group of its own."""

from __future__ import annotations

import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Optional, Sequence

from operations.shell import kill_group
from operations.supervisor.logs import RotatingLog


@dataclass(frozen=True)
class ProcessSpec:
    """What to run: a short name, the command, its environment and working folder."""

    name: str
    command: Sequence[str]
    cwd: Path
    environment: Dict[str, str] = field(repr=False)


class WatchedProcess:
    """Starts and ends one process; its output goes to a rotating log by way of a thread.

    ``start`` must be called from a thread that lives as long as the process should: where ``setpriv`` exists the
    kernel ends the process together with that thread, so that a killed supervisor leaves nothing behind.
    """

    def __init__(self, spec: ProcessSpec, log: RotatingLog):
        self.spec, self.log = spec, log
        self._process: Optional[subprocess.Popen] = None
        self._pump: Optional[threading.Thread] = None
        self.started_at = 0.0

    @property
    def pid(self) -> Optional[int]:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Raises OSError when the command cannot be started."""
        self.log.mark()
        guard = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
        self._process = subprocess.Popen(
            [*guard, *self.spec.command],
            cwd=str(self.spec.cwd),
            env=self.spec.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.started_at = time.monotonic()
        name = f"log-{self.spec.name}"
        self._pump = threading.Thread(target=self._copy, args=(self._process,), name=name, daemon=True)
        self._pump.start()

    def _copy(self, process: subprocess.Popen) -> None:
        with process.stdout as pipe:
            for line in iter(pipe.readline, b""):
                self.log.write(line)

    def exit_status(self) -> Optional[int]:
        """None while it runs or was never started; else the status, negative for a signal."""
        return self._process.poll() if self._process else None

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def send(self, number: int) -> None:
        """A signal to the process and everything it started."""
        if self._process is not None:
            kill_group(self._process.pid, number)

    def end(self, grace: float) -> None:
        """Wait ``grace`` seconds for the process to go by itself, then kill its whole group."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=max(0.0, grace))
        except subprocess.TimeoutExpired:
            pass
        self.send(signal.SIGKILL)
        self._process.wait()
        if self._pump is not None:
            self._pump.join(timeout=2)
