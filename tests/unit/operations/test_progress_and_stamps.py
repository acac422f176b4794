"""Progress lines, stamps, locks and running other programs."""

from __future__ import annotations

import io
import os
import sys
import threading

import pytest

from operations.errors import OperationError
from operations.places import Places, child_environment, settings
from operations.progress import Progress
from operations.shell import ask, last_lines, run
from operations.stamps import Stamp, digest, exclusive, files_below


def test_a_stage_is_one_line_with_its_seconds():
    out, ticks = io.StringIO(), iter([0.0, 12.4])
    with Progress(10, out, lambda: next(ticks)).stage("语音模型", "models"):
        pass
    assert out.getvalue() == "[ 1/10] 语音模型 models ... 完成 done (12 s)\n"


def test_notes_go_below_and_the_outcome_stays_readable():
    out, ticks = io.StringIO(), iter([0.0, 1.0])
    with Progress(3, out, lambda: next(ticks)).stage("网页", "web") as stage:
        stage.note("npm ci")
        stage.unchanged()
    assert out.getvalue().splitlines() == ["[1/3] 网页 web ... ", "        npm ci", "        已就绪 up to date (1 s)"]


def test_a_failed_stage_says_so_and_raises():
    out = io.StringIO()
    with pytest.raises(OperationError), Progress(1, out).stage("模型", "models"):
        raise OperationError("x")
    assert "失败 failed" in out.getvalue()


def test_digest_follows_contents_names_and_extras(tmp_path):
    (tmp_path / "a.py").write_text("1")
    first = digest(tmp_path, files_below(tmp_path))
    assert first == digest(tmp_path, files_below(tmp_path))
    assert first != digest(tmp_path, files_below(tmp_path), "version")
    (tmp_path / "a.py").write_text("2")
    changed = digest(tmp_path, files_below(tmp_path))
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, changed, digest(tmp_path, files_below(tmp_path))}) == 3


def test_caches_and_hidden_files_do_not_count(tmp_path):
    for name in ("__pycache__/a.pyc", "node_modules/x.js", ".cache/y", "dist/z.js", "src/kept.ts", ".hidden"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [path.name for path in files_below(tmp_path)] == ["kept.ts"]


def test_stamp_of_another_state_or_none_does_not_match(tmp_path):
    stamp = Stamp(tmp_path / "below" / "x")
    assert not stamp.matches("one")
    stamp.write("one")
    assert stamp.matches("one") and not stamp.matches("two")
    stamp.clear()
    stamp.clear()
    assert not stamp.matches("one")


def test_the_second_holder_of_a_lock_is_told_and_waits(tmp_path):
    order, told = [], threading.Event()

    def second():
        with exclusive(tmp_path / "lock", told.set):
            order.append("second")

    with exclusive(tmp_path / "lock", lambda: None):
        thread = threading.Thread(target=second)
        thread.start()
        assert told.wait(5)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_a_failing_program_is_told_with_its_last_lines(tmp_path):
    with pytest.raises(OperationError, match="exit 3") as caught:
        run([sys.executable, "-c", "print('no space left'); raise SystemExit(3)"], what="step", log=tmp_path / "l.log",
            cwd=tmp_path, environment=os.environ)  # fmt: skip
    assert "no space left" in str(caught.value)
    assert last_lines(tmp_path / "l.log") == ["no space left"]


def test_a_missing_program_is_told(tmp_path):
    with pytest.raises(OperationError, match="cannot start"):
        run([str(tmp_path / "none")], what="step", log=tmp_path / "l", cwd=tmp_path, environment={})
    assert ask([str(tmp_path / "none")]) is None
    assert ask([sys.executable, "-c", "raise SystemExit(1)"]) is None


def test_settings_come_from_hall_yml_and_the_environment_wins(tmp_path):
    (tmp_path / "hall.yml").write_text(
        '# one hall\nport: 9000   # public\nhost: "0.0.0.0"\nvoice: kokoro\nmodels: ~\nnested:\n  port: 1\n'
    )
    found = settings({"HALL_PORT": "9001", "PATH": "x", "HALL_DATA": ""}, tmp_path)
    assert found == {"HALL_PORT": "9001", "HALL_HOST": "0.0.0.0", "HALL_VOICE": "kokoro"}


def test_folders_are_absolute_and_below_the_checkout_by_default(tmp_path):
    assert Places.of({}, tmp_path).models == tmp_path / "var" / "models"
    given = Places.of({"HALL_DATA": "elsewhere"}, tmp_path)
    assert (given.data, given.models) == (tmp_path / "elsewhere", tmp_path / "elsewhere" / "models")
    assert Places.of({"HALL_MODELS": "/m"}, tmp_path).models.as_posix() == "/m"


def test_make_variables_do_not_reach_the_processes(tmp_path, monkeypatch):
    monkeypatch.setenv("MAKEFLAGS", "-j")
    environment = child_environment(Places.of({}, tmp_path), {"HALL_PORT": "1"})
    assert "MAKEFLAGS" not in environment
    assert environment["PYTHONPATH"] == str(tmp_path) and environment["HALL_PORT"] == "1"
