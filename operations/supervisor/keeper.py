"""Keeps a set of processes running: starts them, restarts what died after a growing pause, stops them."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path
from typing import Callable, Dict, Optional, Sequence

from operations.supervisor.logs import RotatingLog
from operations.supervisor.process import ProcessSpec, WatchedProcess

PAUSES = (0.5, 2.0, 5.0, 10.0, 30.0)
#: After so many seconds of running, a death counts as the first again.
STEADY = 120.0
GRACE = 10.0


class Keeper:
    """Runs ``specs`` in a thread of its own until ``stop``.

    Args:
        specs: the processes, started in this order.
        logs: folder of ``<name>.log``.
        say: told one line whenever a process dies.
        pauses: seconds before the first, second, ... restart; the last one repeats.
    """

    def __init__(
        self,
        specs: Sequence[ProcessSpec],
        logs: Path,
        say: Callable[[str], None],
        pauses: Sequence[float] = PAUSES,
        steady: float = STEADY,
    ):
        self._say, self._pauses, self._steady = say, pauses, steady
        self._processes = {s.name: WatchedProcess(s, RotatingLog(logs / f"{s.name}.log")) for s in specs}
        self._due: Dict[str, float] = {name: 0.0 for name in self._processes}
        self._deaths: Dict[str, int] = {name: 0 for name in self._processes}
        self.starts: Dict[str, int] = {name: 0 for name in self._processes}
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _keep(self) -> None:
        while not self._ending.is_set():
            for name, process in self._processes.items():
                with self._lock:
                    self._look_after(name, process)
            self._ending.wait(0.2)
        self._end_all()

    def _look_after(self, name: str, process: WatchedProcess) -> None:
        now = time.monotonic()
        if self._due[name]:
            pass
        elif process.running():
            if self._deaths[name] and now - process.started_at > self._steady:
                self._deaths[name] = 0
            return
        elif self.starts[name]:
            status = process.exit_status()
            process.end(0)  # what it had started itself
            pause = self._pauses[min(self._deaths[name], len(self._pauses) - 1)]
            self._deaths[name] += 1
            self._due[name] = now + pause
            # A process that was killed had no time to say why: its last line would mislead.
            why = process.log.failure(errors_only=status is None or status < 0) or "-"
            self._say(
                f"{name} 已退出 exited ({_status(status)}): {why}; "
                f"{pause:g} s 后重启 restarting; 日志 log: {process.log.path}"
            )
        if now >= self._due[name] and not self._ending.is_set():
            self._due[name] = 0.0
            self.starts[name] += 1
            try:
                process.start()
            except OSError as error:
                process.log.write(f"error: cannot start: {error}\n".encode())
                self._deaths[name] += 1
                self._due[name] = now + self._pauses[-1]
                self._say(f"{name} 无法启动 cannot be started: {error}")

    def _end_all(self) -> None:
        for process in self._processes.values():
            process.send(signal.SIGTERM)
        until = time.monotonic() + GRACE
        for process in self._processes.values():
            process.end(until - time.monotonic())
            process.log.close()

    def stop(self) -> None:
        """End everything: SIGTERM, ten seconds, SIGKILL to the groups. Returns when all are gone."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to the group of one process; if it dies it is restarted like any other."""
        with self._lock:
            self._processes[name].send(number)

    def pid(self, name: str) -> Optional[int]:
        process = self._processes[name]
        return process.pid if process.running() else None

    def deaths(self, name: str) -> int:
        """How often it died since it last ran steadily."""
        return self._deaths[name]

    def failure(self, name: str) -> str:
        return self._processes[name].log.failure()

    def names(self) -> Sequence[str]:
        return tuple(self._processes)


def _status(status: Optional[int]) -> str:
    if status is not None and status < 0:
        try:
            return signal.Signals(-status).name
        except ValueError:
            return f"signal {-status}"
    return f"exit {status}"
