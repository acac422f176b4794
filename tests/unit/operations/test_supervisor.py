"""The supervisor with small real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from operations.errors import OperationError
from operations.places import Places
from operations.running import PidFile
from operations.supervisor import addresses
from operations.supervisor.addresses import Address, address, free_ports, is_loopback, require_free
from operations.supervisor.hall import Hall
from operations.supervisor.keeper import Keeper
from operations.supervisor.logs import RotatingLog
from operations.supervisor.process import ProcessSpec
from operations.supervisor.readiness import NOT_REACHABLE, read


def until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def spec(tmp_path: Path, name: str, code: str) -> ProcessSpec:
    return ProcessSpec(name, [sys.executable, "-u", "-c", code], tmp_path, dict(os.environ))


SLEEP = "import time; print('up', flush=True); time.sleep(60)"


@pytest.fixture
def keep(tmp_path):
    keepers = []

    def make(*codes: str, **options) -> tuple[Keeper, list[str]]:
        told: list[str] = []
        specs = [spec(tmp_path, f"p{number}", code) for number, code in enumerate(codes)]
        keeper = Keeper(specs, tmp_path / "logs", told.append, **options)
        keepers.append(keeper)
        keeper.start()
        return keeper, told

    yield make
    for keeper in keepers:
        keeper.stop()


def test_a_killed_process_comes_back(keep):
    keeper, told = keep(SLEEP, SLEEP, pauses=(0.1,))
    until(lambda: keeper.pid("p0") and keeper.pid("p1"))
    first, other = keeper.pid("p0"), keeper.pid("p1")
    keeper.kill("p0")
    until(lambda: keeper.pid("p0") not in (None, first))
    assert keeper.pid("p1") == other and keeper.starts == {"p0": 2, "p1": 1}
    assert "p0" in told[0] and "SIGKILL" in told[0]


def test_the_pause_grows_and_the_message_has_the_last_error(keep):
    keeper, told = keep("import sys; print('ValueError: no model'); sys.exit(7)", pauses=(0.1, 0.2, 60))
    until(lambda: keeper.deaths("p0") == 3)
    assert [line.split("; ")[1].split()[0] for line in told] == ["0.1", "0.2", "60"]
    assert "exit 7" in told[0] and "ValueError: no model" in told[0]
    assert keeper.failure("p0") == "ValueError: no model"


def test_a_command_that_does_not_exist_is_told_and_stopping_still_works(tmp_path):
    told: list[str] = []
    keeper = Keeper([ProcessSpec("p", [str(tmp_path / "none")], tmp_path, {})], tmp_path, told.append)
    keeper.start()
    until(lambda: told)
    keeper.stop()


def test_stop_ends_grandchildren_too(keep, tmp_path):
    code = (
        "import subprocess, sys, time; "
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(p.pid)); time.sleep(60)"
    )
    keeper, _ = keep(code)
    until(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text())
    grandchild = int((tmp_path / "pid").read_text())
    keeper.stop()
    until(lambda: _gone(grandchild))


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_killed_supervisor_leaves_nothing_behind(tmp_path):
    code = f"""
import sys, time
from pathlib import Path
from operations.supervisor.keeper import Keeper
from operations.supervisor.process import ProcessSpec
import os
k = Keeper([ProcessSpec("p", [sys.executable, "-c", "import time; time.sleep(60)"], Path("."), dict(os.environ))],
           Path({str(tmp_path)!r}), print)
k.start()
while not k.pid("p"): time.sleep(0.05)
time.sleep(0.5)
print(k.pid("p"), flush=True)
time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=str(Places.of().root))
    pid = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    until(lambda: _gone(pid))


def test_logs_rotate_by_size(tmp_path):
    log = RotatingLog(tmp_path / "x.log", limit=100, keep=2)
    for number in range(40):
        log.write(f"line {number:04d}\n".encode())
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.log", "x.log.1", "x.log.2"]
    assert all(path.stat().st_size <= 100 for path in tmp_path.iterdir())
    assert "line 0039" in (tmp_path / "x.log").read_text()


def test_the_line_that_says_what_failed(tmp_path):
    log = RotatingLog(tmp_path / "x.log")
    assert log.failure() == ""
    for line in ("Traceback (most recent call last):", '  File "x.py", line 1', "OSError: disk full", "bye", ""):
        log.write(line.encode() + b"\n")
    assert log.failure() == "OSError: disk full"
    log.mark()
    log.write(b"just this\n")
    assert log.failure() == "just this" and log.failure(errors_only=True) == ""
    log.close()


def test_readiness_is_read_and_anything_else_is_not_ready():
    body = b'{"ready": false, "parts": {"voice": {"ready": false, "detail": "loading"}, "library": {"ready": true}}}'
    assert read(body).awaited == {"voice": "loading"} and read(body).line() == "voice (loading)"
    assert read(b'{"ready": true, "parts": {}}').ready
    for nonsense in (b"", b"<html>", b"[]", b'{"detail": "Not Found"}', b'{"ready": true, "parts": {"a": 1}}', b"\xff"):
        assert read(nonsense) == NOT_REACHABLE


@pytest.mark.parametrize(
    ("host", "loopback"), [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True),
                           ("0.0.0.0", False), ("192.168.1.2", False), ("hall.local", False)]
)  # fmt: skip
def test_loopback(host, loopback):
    assert is_loopback(host) is loopback


@pytest.fixture
def here(tmp_path):
    return Places(tmp_path, tmp_path, tmp_path)


def test_plain_http_beyond_localhost_is_refused(here):
    with pytest.raises(OperationError, match="make cert"):
        address({"HALL_HOST": "0.0.0.0"}, here)


def test_a_certificate_opens_the_other_addresses(here):
    here.tls.mkdir()
    for name in ("server.pem", "server.key"):
        (here.tls / name).write_text("x")
    made = address({"HALL_HOST": "0.0.0.0", "HALL_PORT": "8443"}, here)
    assert made.local_url == "https://127.0.0.1:8443" and made.settings()["HALL_TLS_KEY"].endswith("server.key")
    assert address({}, here).local_url == "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    "found", [{"HALL_PORT": "http"}, {"HALL_PORT": "70000"}, {"HALL_PORT": "0"}, {"HALL_TLS_CERT": "c.pem"},
              {"HALL_TLS_CERT": "c.pem", "HALL_TLS_KEY": "k.pem"}]
)  # fmt: skip
def test_unusable_addresses_are_one_clear_error(found, here):
    with pytest.raises(OperationError):
        address(found, here)


def test_a_port_in_use_is_told_with_another_one():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(OperationError, match=f"HALL_PORT={port + 1}"):
            require_free(Address("127.0.0.1", port))
    require_free(Address("127.0.0.1", port))
    with pytest.raises(OperationError, match="cannot listen"):
        require_free(Address("192.0.2.1", port))


def test_free_ports_differ():
    assert len(set(free_ports(5))) == 5
    assert addresses.Address("::1", 1).local_url == "http://[::1]:1"


def test_only_one_supervisor_a_data_folder(tmp_path):
    first, second = PidFile(tmp_path / "run" / "x.pid"), PidFile(tmp_path / "run" / "x.pid")
    assert first.running() is None
    assert first.take() and not second.take()
    assert second.running() == os.getpid()
    first.release()
    assert second.running() is None and second.take()
    second.release()


def test_a_stale_pid_file_is_not_a_running_hall(tmp_path):
    (tmp_path / "x.pid").write_text("1\n")
    assert PidFile(tmp_path / "x.pid").running() is None


def test_the_processes_of_a_hall_share_ports_and_token(tmp_path):
    hall = Hall(tmp_path, tmp_path / "models", overrides={"HALL_VOICE": "kokoro"})
    environment = hall.environment()
    assert environment["HALL_INTERNAL_URL"] == f"http://127.0.0.1:{environment['HALL_INTERNAL_PORT']}"
    assert environment["HALL_DIALOGUE_URL"] == hall.dialogue_url
    assert environment["HALL_ACTIONS_URL"].endswith("/webhook")
    assert environment["HALL_DATA"] == str(tmp_path) and environment["HALL_VOICE"] == "kokoro"
    assert len(environment["HALL_INTERNAL_TOKEN"]) > 30
    commands = {s.name: s.command for s in hall.specs()}
    assert list(commands) == ["dialogue", "actions", "hall"]
    assert all(hall.token not in part for command in commands.values() for part in command)


def test_a_hall_that_was_not_prepared_says_so(tmp_path, monkeypatch):
    hall = Hall(tmp_path, tmp_path / "models", parts=("dialogue",))
    with pytest.raises(OperationError, match="not prepared"):
        hall.start()
    hall.stop()
    with pytest.raises(ValueError, match="no such process"):
        Hall(tmp_path, parts=("moon",))


def test_a_process_that_never_starts_ends_the_waiting(tmp_path):
    hall = Hall(tmp_path, tmp_path, timeout=20, say=lambda _: None)
    failing = spec(tmp_path, "hall", "print('error: bad settings'); raise SystemExit(2)")
    hall._keeper = Keeper([failing], tmp_path / "logs", lambda _: None, pauses=(0.05,))
    hall._keeper.start()
    try:
        with pytest.raises(OperationError, match="bad settings"):
            hall.wait_ready()
    finally:
        hall.stop()


def test_a_signal_reaches_only_the_named_process(keep):
    keeper, _ = keep(SLEEP, SLEEP, pauses=(5,))
    until(lambda: keeper.pid("p0") and keeper.pid("p1"))
    keeper.kill("p1", signal.SIGTERM)
    until(lambda: keeper.pid("p1") is None)
    assert keeper.pid("p0")
