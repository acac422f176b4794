"""The hall as one thing that can be started: dialogue, actions and hall on ports of their own.

As a library::

    with Hall(data=tmp_path, port=free) as hall:
        requests.get(hall.base_url + "/healthz")
        hall.kill("dialogue")          # comes back by itself
"""

from __future__ import annotations

import secrets
import signal
import sys
import time
from pathlib import Path
from typing import Callable, Dict, List, Mapping, Optional, Sequence

from operations.errors import OperationError
from operations.places import ROOT, Places, child_environment, settings
from operations.preparation.library import ensure_library
from operations.preparation.training import model_path
from operations.supervisor.addresses import Address, free_ports
from operations.supervisor.keeper import Keeper
from operations.supervisor.process import ProcessSpec
from operations.supervisor.readiness import Readiness, poll

NAMES = ("dialogue", "actions", "hall")
#: A process that dies so often before all was ready once will not start at all.
HOPELESS = 3
Say = Callable[[str], None]


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class Hall:
    """The three processes under one supervisor.

    Args:
        data: ``HALL_DATA`` of this hall: databases, published lexicon and index, logs.
        models: ``HALL_MODELS``; by default that of the surroundings (``HALL_MODELS``, else ``var/models``).
        port: public port on the loopback address; a free one when None. Ignored when ``where`` is given.
        where: the whole public address, with its certificate.
        overrides: further settings (``HALL_*``) for the processes.
        timeout: seconds that ``wait_ready`` waits.
        say: told one line about whatever dies; standard error by default.
        parts: which of the processes to run; without ``dialogue`` the hall answers by itself, and is never quite ready.
    """

    def __init__(
        self,
        data: Path,
        models: Optional[Path] = None,
        port: Optional[int] = None,
        *,
        where: Optional[Address] = None,
        overrides: Optional[Mapping[str, str]] = None,
        timeout: float = 180.0,
        say: Say = _to_stderr,
        parts: Sequence[str] = NAMES,
    ):
        unknown = set(parts) - set(NAMES)
        if unknown:
            raise ValueError(f"no such process: {', '.join(sorted(unknown))}")
        self.places = Places(ROOT, Path(data).absolute(), Path(models).absolute() if models else Places.of().models)
        self.token = secrets.token_urlsafe(32)
        public, self.internal_port, self.dialogue_port, self.actions_port = free_ports(4)
        self.where = where or Address("127.0.0.1", port or public)
        self._overrides, self._parts = dict(overrides or {}), tuple(parts)
        self._timeout, self._say = timeout, say
        self._keeper: Optional[Keeper] = None

    @property
    def base_url(self) -> str:
        return self.where.local_url

    @property
    def internal_url(self) -> str:
        return f"http://127.0.0.1:{self.internal_port}"

    @property
    def dialogue_url(self) -> str:
        return f"http://127.0.0.1:{self.dialogue_port}"

    def environment(self) -> Dict[str, str]:
        """What all three processes are started with."""
        environment = child_environment(
            self.places,
            {
                **self._overrides,
                **self.where.settings(),
                "HALL_INTERNAL_TOKEN": self.token,
                "HALL_INTERNAL_PORT": str(self.internal_port),
                "HALL_INTERNAL_URL": self.internal_url,
                "HALL_DIALOGUE_URL": self.dialogue_url,
                "HALL_ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
            },
        )
        if not self.where.cert:  # a certificate of the surroundings is not this hall's
            environment.pop("HALL_TLS_CERT", None)
            environment.pop("HALL_TLS_KEY", None)
        return environment

    def specs(self) -> List[ProcessSpec]:
        """The commands, in the order of starting: the slowest first."""
        dialogue, hall = str(self.places.python("dialogue")), str(self.places.python("hall"))
        model = str(model_path(self.places))
        commands = {
            "dialogue": [dialogue, "-m", "operations.supervisor.dialogue", "--model", model, "--endpoints",
                         "endpoints.yml", "--credentials", "credentials.yml", "-i", "127.0.0.1",
                         "-p", str(self.dialogue_port)],
            "actions": [dialogue, "-m", "assistant.actions.server", "--port", str(self.actions_port)],
            "hall": [hall, "-m", "avatar_bridge"],
        }  # fmt: skip
        environment = self.environment()
        return [ProcessSpec(name, commands[name], self.places.root, environment) for name in self._parts]

    def __enter__(self) -> Hall:
        """Publish the library into ``data`` where that was not done, start, wait until ready."""
        ensure_library(self.places, {**settings(), **self._overrides}, lambda _: None)
        self.start()
        try:
            state = self.wait_ready()
            if not state.ready:
                raise OperationError(f"未就绪 not ready after {self._timeout:.0f} s: {state.line()}")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the processes; raises OperationError when something they need was not prepared."""
        needed = {"hall": self.places.python("hall")}
        if "dialogue" in self._parts or "actions" in self._parts:
            needed["dialogue"] = self.places.python("dialogue")
        if "dialogue" in self._parts:
            needed["rasa model"] = model_path(self.places)
        for what, path in needed.items():
            if not path.is_file():
                raise OperationError(f"尚未准备 not prepared: {what} ({path}); 请运行 run: make setup")
        self._keeper = Keeper(self.specs(), self.places.logs, self._say)
        self._keeper.start()

    def stop(self) -> None:
        """End all processes and wait until they are gone; harmless when nothing runs."""
        if self._keeper:
            self._keeper.stop()

    def readiness(self) -> Readiness:
        """Ask ``/readyz`` once."""
        return poll(self.base_url)

    def wait_ready(self, progress: Optional[Say] = None, every: float = 5.0) -> Readiness:
        """Poll until ready or for ``timeout`` seconds; ``progress`` hears every few seconds what is awaited.

        Raises:
            OperationError: when a process dies three times before; names it and its last error line.
        """
        started, told, state = time.monotonic(), time.monotonic(), Readiness(False, {}, reachable=False)
        while time.monotonic() - started < self._timeout:
            state = self.readiness()
            if state.ready:
                return state
            for name in self._keeper.names() if self._keeper else ():
                if self._keeper.deaths(name) >= HOPELESS:
                    raise OperationError(
                        f"{name} 启动失败 does not start: {self._keeper.failure(name) or '-'}\n"
                        f"日志 log: {self.log(name)}"
                    )
            if progress and time.monotonic() - told >= every:
                told = time.monotonic()
                progress(f"等待 waiting for: {state.line()} … {told - started:.0f} s")
            time.sleep(0.5)
        return state

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to ``dialogue``, ``actions`` or ``hall``; the supervisor restarts what dies of it."""
        self._keeper.kill(name, number)

    def pid(self, name: str) -> Optional[int]:
        """The process id, or None while it is down."""
        return self._keeper.pid(name) if self._keeper else None

    def starts(self, name: str) -> int:
        """How often the process was started so far."""
        return self._keeper.starts[name] if self._keeper else 0

    def log(self, name: str) -> Path:
        return self.places.logs / f"{name}.log"
