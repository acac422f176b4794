"""Interpreters, environments, system packages, node: decisions, without touching the machine."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from operations.bootstrap import environments, interpreters, node, system_packages
from operations.bootstrap.environments import Environment
from operations.bootstrap.system_packages import SystemPackage
from operations.errors import OperationError
from operations.locking import pins
from operations.places import Places

OWN = f"{sys.version_info[0]}.{sys.version_info[1]}"


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def places(root: Path) -> Places:
    return Places.of({}, root)


def test_a_shim_that_fails_is_passed_over(tmp_path):
    shim = script(tmp_path / "shims" / f"python{OWN}", "echo 'pyenv: command not found' >&2; exit 127\n")
    real = script(tmp_path / "bin" / f"python{OWN}", f'exec "{sys.executable}" "$@"\n')
    path = os.pathsep.join([str(shim.parent), str(real.parent)])
    found = interpreters.find(OWN, places(tmp_path), {"PATH": path, "PYENV_ROOT": str(tmp_path / "none")})
    assert found and found.found == "PATH" and found.version.startswith(OWN)


def test_pyenv_versions_are_found_when_its_shims_fail(tmp_path):
    script(tmp_path / "versions" / f"{OWN}.9" / "bin" / f"python{OWN}", f'exec "{sys.executable}" "$@"\n')
    script(tmp_path / "versions" / f"{OWN}.10" / "bin" / f"python{OWN}", "exit 1\n")
    found = interpreters.find(OWN, places(tmp_path), {"PATH": "", "PYENV_ROOT": str(tmp_path)})
    assert found and found.found == "pyenv"


def test_a_python_of_another_version_is_none(tmp_path):
    assert interpreters.probe(Path(sys.executable), "3.1", "x") is None
    assert interpreters.probe(Path(sys.executable), OWN, "x") is not None


def test_a_python_without_ensurepip_is_none(tmp_path):
    half = script(tmp_path / f"python{OWN}", f"echo {OWN}.2; echo /usr/bin/python; exit 1\n")
    assert interpreters.probe(half, OWN, "x") is None


def test_without_any_python_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(interpreters, "candidates", lambda *_: iter(()))
    monkeypatch.setattr(interpreters, "_by_apt", lambda *_: None)
    monkeypatch.setattr(interpreters, "_by_uv", lambda *_: None)
    with pytest.raises(OperationError, match="python3.10-venv"):
        interpreters.ensure("3.10", places(tmp_path), lambda _: None)


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """An environment that is 'installed' by scripted steps; yields (environment, places, calls)."""
    calls: list[str] = []
    here = places(tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "tiny.txt").write_text("torch==2.0\nsix==1.17.0\n")

    def run(command, *, what, **_):
        calls.append(what)
        if what == "venv":
            script(tmp_path / ".envs" / "tiny" / "bin" / "python", f"echo {OWN}.1 /home\n")
        if calls.count("pip install -r tiny.txt") == 1 and what.startswith("pip install -r") and "fail" in here_flags:
            raise OperationError("no network")

    here_flags: set[str] = set()
    monkeypatch.setattr(environments, "run", run)
    monkeypatch.setattr(
        environments.interpreters, "ensure", lambda *_: interpreters.Interpreter(Path("/p"), OWN + ".1", "test")
    )
    return Environment("tiny", OWN, ("torch",)), here, calls, here_flags


def test_an_environment_is_made_once_and_torch_comes_first(environment):
    tiny, here, calls, _ = environment
    assert environments.ensure(tiny, here, lambda _: None)
    assert calls == ["venv", "pip install torch==2.0", "pip install -r tiny.txt"]
    assert not environments.ensure(tiny, here, lambda _: None)
    assert len(calls) == 3


def test_a_changed_lock_file_updates_in_place(environment):
    tiny, here, calls, _ = environment
    environments.ensure(tiny, here, lambda _: None)
    tiny.lock(here).write_text("torch==2.1\n")
    assert environments.ensure(tiny, here, lambda _: None)
    assert calls.count("venv") == 1 and calls[3] == "pip install torch==2.1"


def test_an_interrupted_installation_is_made_anew(environment):
    tiny, here, calls, _ = environment
    environments.ensure(tiny, here, lambda _: None)
    (here.environments / "tiny" / ".unfinished").touch()
    assert environments.ensure(tiny, here, lambda _: None)
    assert calls.count("venv") == 2


def test_a_failed_installation_is_tried_once_more_from_scratch(environment):
    tiny, here, calls, flags = environment
    flags.add("fail")
    assert environments.ensure(tiny, here, lambda _: None)
    assert calls.count("venv") == 2 and calls[-1] == "pip install -r tiny.txt"
    assert not environments.ensure(tiny, here, lambda _: None)


def test_an_environment_that_was_moved_is_made_anew(environment):
    tiny, here, calls, _ = environment
    environments.ensure(tiny, here, lambda _: None)
    script(here.python("tiny"), "exit 127\n")
    assert environments.ensure(tiny, here, lambda _: None)
    assert calls.count("venv") == 2


def test_missing_packages_are_named_with_the_line_to_paste(tmp_path, monkeypatch):
    monkeypatch.setattr(system_packages, "missing", lambda: [SystemPackage(("a-new", "a"), "why")])
    monkeypatch.setattr(system_packages, "available", lambda name: name == "a")
    monkeypatch.setenv("HALL_SKIP_APT", "1")
    told: list[str] = []
    assert not system_packages.ensure(tmp_path / "log", tmp_path, told.append)
    assert any("sudo apt-get install -y --no-install-recommends a" in line for line in told)
    assert any("why" in line for line in told)


def test_the_name_that_the_release_offers_is_chosen():
    package = SystemPackage(("libglib2.0-0t64", "libglib2.0-0"), "")
    assert system_packages.choose_names([package], lambda name: name.endswith("t64")) == ["libglib2.0-0t64"]
    assert system_packages.choose_names([package], lambda _: False) == ["libglib2.0-0"]


def test_a_browser_of_another_name_is_a_browser(monkeypatch):
    monkeypatch.setattr(system_packages, "_installed", lambda _: False)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: "/x" if name == "google-chrome" else None)
    assert "chromium" not in [package.names[0] for package in system_packages.missing()]


@pytest.mark.parametrize(
    ("version", "fine"),
    [("v20.19.0", True), ("v20.18.3", False), ("v21.7.0", False), ("v22.11.0", False), ("v22.12.0", True),
     ("v24.19.0", True), ("v18.20.4", False), ("", False), ("garbage", False)],
)  # fmt: skip
def test_node_versions(version, fine):
    assert node.new_enough(version) is fine


def test_modules_are_complete_when_npm_installed_what_the_lock_says(tmp_path):
    optional = {"version": "1", "optional": True}
    lock = {"packages": {"": {}, "node_modules/a": {"version": "1"}, "node_modules/o": optional}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    assert not node.modules_complete(tmp_path)
    (tmp_path / "node_modules").mkdir()
    held = tmp_path / "node_modules" / ".package-lock.json"
    held.write_text(json.dumps({"packages": {"node_modules/a": {"version": "1"}}}))
    assert node.modules_complete(tmp_path)
    held.write_text(json.dumps({"packages": {"node_modules/a": {"version": "2"}}}))
    assert not node.modules_complete(tmp_path)


def test_lock_lines_are_plain_pins():
    frozen = ["torch==2.13.0+cpu", "pip==24.0", "nvidia-cublas-cu12==12.1", "numpy==1.26.4", "# x", ""]
    assert pins(frozen) == ["numpy==1.26.4", "torch==2.13.0"]
    with pytest.raises(OperationError, match="cannot be pinned"):
        pins(["thing @ file:///somewhere/thing.whl"])


@pytest.mark.parametrize("name", ["hall", "dialogue"])
def test_the_lock_files_of_the_project_hold_only_pins_and_cover_what_is_asked_for(name):
    here = Places.of()
    lock = (here.root / "requirements" / f"{name}.txt").read_text().splitlines()[1:]
    assert pins(lock) == lock
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lock}
    for line in (here.root / "requirements" / f"{name}.in").read_text().splitlines():
        asked = line.split("#")[0].split("=")[0].split("<")[0].split("[")[0].strip().lower()
        assert not asked or asked in pinned, line
