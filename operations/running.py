"""``make run`` and ``make stop``: the supervisor in the foreground, found again through its pid file."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import IO, Callable, Mapping, Optional

from operations.errors import OperationError
from operations.places import Places
from operations.progress import Progress
from operations.supervisor.addresses import Address
from operations.supervisor.hall import Hall
from operations.supervisor.readiness import Readiness

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class PidFile:
    """The pid of the running supervisor, held by a kernel lock: a stale file never counts as running."""

    def __init__(self, path: Path):
        self.path = path
        self._handle: Optional[IO[str]] = None

    def take(self) -> bool:
        """Become the running supervisor of this data folder; False when there is one already."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = self.path.open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        handle.truncate(0)
        handle.write(f"{os.getpid()}\n")
        handle.flush()
        self._handle = handle
        return True

    def release(self) -> None:
        if self._handle:
            self._handle.truncate(0)
            self._handle.close()
            self._handle = None

    def running(self) -> Optional[int]:
        """The pid of the supervisor that holds the file now, or None."""
        try:
            with self.path.open("r+") as handle:
                try:
                    fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
                    return None
                except OSError:
                    return int(handle.read().strip() or 0) or None
        except (OSError, ValueError):
            return None


def _state_file(places: Places) -> Path:
    return places.pid_file.with_name("supervisor.json")


def tell_running(places: Places, pid: int) -> None:
    """Say that a hall is already up, and where."""
    try:
        url = json.loads(_state_file(places).read_text(encoding="utf-8"))["url"]
    except (OSError, ValueError, KeyError):
        url = "启动中 starting"
    print(f"已在运行 already running (pid {pid}): {url}; 停止 stop: make stop", flush=True)


def serve(places: Places, where: Address, settings: Mapping[str, str], progress: Progress) -> int:
    """Start the three processes, wait until they are ready, keep them running until a signal; returns the status."""
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ending.set())

    def say(line: str) -> None:
        if not ending.is_set():
            print(f"\n[supervisor] {line}", flush=True)

    timeout = float(settings.get("HALL_READY_TIMEOUT", "180"))
    hall = Hall(places.data, places.models, where=where, overrides=settings, timeout=timeout, say=say)
    try:
        with progress.stage("启动", "starting dialogue, actions, hall"):
            hall.start()
            address = json.dumps({"url": where.local_url, "pid": os.getpid()})
            _state_file(places).write_text(address + "\n", encoding="utf-8")
        with progress.stage("就绪", "readiness") as stage:
            state = _wait(hall, ending, stage.note)
            if ending.is_set():
                stage.outcome = "已中止 stopped"
                return 130
            if not state.ready:
                if not state.reachable:
                    raise OperationError(f"{timeout:.0f} s 后仍未就绪 not ready; 日志 log: {hall.log('hall')}")
                stage.outcome = f"部分未就绪，继续运行 going on without: {state.line()}"
        print(_welcome(where, places, state), flush=True)
        _open_kiosk(where, settings)
        while not ending.wait(1.0):
            pass
        print("正在停止 stopping …", flush=True)
        return 0
    finally:
        ending.set()
        hall.stop()
        if _state_file(places).exists():
            _state_file(places).unlink()


def _wait(hall: Hall, ending: threading.Event, note: Callable[[str], None]) -> Optional[Readiness]:
    """``hall.wait_ready`` that a signal ends early."""
    holder: dict = {}

    def wait() -> None:
        try:
            holder["state"] = hall.wait_ready(note)
        except OperationError as error:
            holder["error"] = error

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    while thread.is_alive() and not ending.is_set():
        thread.join(0.2)
    if "error" in holder and not ending.is_set():
        raise holder["error"]
    return holder.get("state")


def _welcome(where: Address, places: Places, state: Readiness) -> str:
    url = where.local_url
    lines = [
        f"小新已就绪 ready: {url}/kiosk",
        f"  网页组件 widget  {url}/widget/demo",
        f"  接口 API         {url}/docs",
        f"  日志 logs        {places.logs}",
        "  停止 stop        Ctrl-C / make stop",
    ]
    if not where.loopback:
        lines.insert(1, f"  其他机器 others   https://<证书中的名称 a name in the certificate>:{where.port}/kiosk")
    if state.ready and state.awaited:  # a part that cannot be had here does not hold the hall back
        lines.insert(1, f"  不可用 without   {state.line()}")
    # Among them what the default voice's licence asks to be told.
    lines += [f"  注意 notice      {notice}" for notice in state.notices]
    return "\n".join(lines)


def _open_kiosk(where: Address, settings: Mapping[str, str]) -> None:
    """Open the kiosk page where there is a screen; ``HALL_OPEN=0`` leaves it."""
    if settings.get("HALL_OPEN") == "0" or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    url = where.local_url + "/kiosk"
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser and os.geteuid() != 0:  # Chromium refuses to run as root
        command = [browser, f"--app={url}", "--autoplay-policy=no-user-gesture-required"]
    elif shutil.which("xdg-open"):
        command = ["xdg-open", url]
    else:
        return
    try:
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         start_new_session=True)  # fmt: skip
    except OSError as error:
        print(f"无法打开浏览器 cannot open a browser: {error.strerror}", flush=True)


def stop(places: Places, timeout: float = 30.0) -> int:
    """End the running supervisor of this data folder and wait until it is gone."""
    file = PidFile(places.pid_file)
    pid = file.running()
    if pid is None:
        print("没有在运行 nothing is running", flush=True)
        return 0
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + timeout
    while file.running() == pid:
        if time.monotonic() > until:
            raise OperationError(f"{timeout:.0f} s 后仍未停止 still running: pid {pid}")
        time.sleep(0.2)
    print("已停止 stopped", flush=True)
    return 0
