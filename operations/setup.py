"""The stages of the set-up, in their order; each does only what is missing."""

from __future__ import annotations

import shutil
from typing import Callable, Mapping, Sequence, Tuple

from operations.bootstrap import environments, node, system_packages
from operations.errors import OperationError
from operations.models.provide import provide
from operations.models.registry import wanted
from operations.places import Places
from operations.preparation.avatar import ensure_avatar
from operations.preparation.library import ensure_library
from operations.preparation.training import ensure_model
from operations.progress import Progress, Stage
from operations.stamps import exclusive

#: Both environments, models, node modules and packages; a CUDA build of torch takes more than this.
NEEDED_BYTES = 12_000_000_000
STAGES = 8


def set_up(
    places: Places, settings: Mapping[str, str], progress: Progress, tests: bool = False, asked: Sequence[str] = ()
) -> None:
    """System packages, both environments, web client, models, avatar, library, dialogue model.

    Args:
        tests: also fetch what only the tests need.
        asked: names of further models to fetch.

    Raises:
        OperationError: with one line on what failed; run again, it goes on where it stopped.
    """
    stages: Tuple[Tuple[str, str, Callable[[Stage], bool]], ...] = (
        ("系统软件包", "system packages", lambda s: _system(places, s)),
        ("对话环境", "Python 3.10 + Rasa", lambda s: environments.ensure(environments.DIALOGUE, places, s.note)),
        ("大厅环境", "Python 3.11", lambda s: environments.ensure(environments.HALL, places, s.note)),
        ("网页客户端", "web client", lambda s: node.ensure_web(places, s.note)),
        ("模型", "models", lambda s: provide(wanted(settings, tests, asked), places, settings, s.note)),
        ("数字人形象", "avatar", lambda s: ensure_avatar(places, s.note)),
        ("知识库", "library", lambda s: ensure_library(places, settings, s.note)),
        ("对话模型", "dialogue model", lambda s: ensure_model(places, s.note)),
    )
    assert len(stages) == STAGES
    lock = places.environments / ".lock"
    with exclusive(lock, lambda: print("等待另一个安装结束 waiting for another set-up of this checkout", flush=True)):
        for chinese, english, work in stages:
            with progress.stage(chinese, english) as stage:
                if not work(stage):
                    stage.unchanged()


def _system(places: Places, stage: Stage) -> bool:
    first = not places.python("dialogue").exists() or not places.python("hall").exists()
    if first and shutil.disk_usage(str(places.root)).free < NEEDED_BYTES:
        raise OperationError(
            f"磁盘空间不足 not enough disk space below {places.root}: {NEEDED_BYTES // 10**9} GB needed"
        )
    before = system_packages.missing()
    if not before:
        return False
    if not system_packages.ensure(places.setup_logs / "apt.log", places.root, stage.note):
        stage.outcome = "不完整，继续 incomplete, going on"
    return True
