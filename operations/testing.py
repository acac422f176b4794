"""``make test``: the same set-up, then the web client's tests, Rasa's, and pytest, whose last line is the last."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Dict, List, Mapping, Sequence

from operations.bootstrap import node
from operations.errors import OperationError
from operations.places import Places, child_environment
from operations.progress import Progress
from operations.setup import STAGES, set_up

#: Tests of the components that Rasa loads run in Rasa's own Python.
DIALOGUE_TESTS = "tests/dialogue"


def test_places(places: Places, data: Path) -> Places:
    """The checkout's own models with a data folder that is thrown away: tests never touch a hall's data."""
    return Places(places.root, data, places.models)


def run_tests(places: Places, settings: Mapping[str, str], everything: bool, arguments: Sequence[str]) -> int:
    """Set up, then run all test suites; returns 0 only when every one passed.

    Args:
        everything: also the tests marked ``slow``.
        arguments: handed to pytest; with any, only pytest runs.
    """
    data = Path(tempfile.mkdtemp(prefix="hall-test-"))
    try:
        ours = test_places(places, data)
        # Where HALL_DATA alone is asked, the models are below it.
        places.models.mkdir(parents=True, exist_ok=True)
        (data / "models").symlink_to(places.models, target_is_directory=True)
        for name in ("HALL_HOST", "HALL_PORT", "HALL_TLS_CERT", "HALL_TLS_KEY"):
            os.environ.pop(name, None)
        set_up(ours, settings, Progress(STAGES), tests=True, asked=("kokoro",) if everything else ())
        environment = child_environment(ours, {"HALL_OPEN": "0", "PYTHONDONTWRITEBYTECODE": "1"})
        failed: List[str] = []
        if not arguments:
            if _web(ours):
                failed.append("web")
            if _dialogue(ours, environment):
                failed.append("dialogue")
            if failed:
                print(f"失败 failed: {', '.join(failed)} (见上 see above)", flush=True)
        command: List[str] = [str(ours.python("hall")), "-m", "pytest"]
        if not everything:
            command += ["-m", "not slow"]
        status = subprocess.call([*command, *arguments], cwd=str(ours.root), env=environment)
        return status or (1 if failed else 0)
    finally:
        shutil.rmtree(str(data), ignore_errors=True)


def _web(places: Places) -> int:
    chosen = node.ensure_node(places, print)
    node.ensure_modules(places, chosen, print)
    environment = chosen.environment(places)
    return subprocess.call([str(chosen.folder / "npm"), "test", "--silent"], cwd=str(places.web), env=environment)


def _dialogue(places: Places, environment: Dict[str, str]) -> int:
    folder = places.root / DIALOGUE_TESTS
    if not any(folder.rglob("test_*.py")):
        return 0
    command = [str(places.python("dialogue")), "-m", "pytest", "-q", DIALOGUE_TESTS]
    return subprocess.call(command, cwd=str(places.root), env=environment)


def check(places: Places) -> int:
    """Lint the Python, type-check the web client, validate the library; returns 0 when all is fine."""
    chosen = node.ensure_node(places, print)
    node.ensure_modules(places, chosen, print)
    hall, environment = str(places.python("hall")), child_environment(places)
    if not Path(hall).is_file():
        raise OperationError("尚未准备 not prepared: make setup")
    steps = (
        ([hall, "-m", "ruff", "check", "."], places.root, environment),
        ([hall, "-m", "knowledge_base", "check"], places.root, environment),
        ([str(chosen.folder / "npm"), "run", "--silent", "typecheck"], places.web, chosen.environment(places)),
    )
    statuses = [subprocess.call(command, cwd=str(cwd), env=env) for command, cwd, env in steps]
    return 1 if any(statuses) else 0
