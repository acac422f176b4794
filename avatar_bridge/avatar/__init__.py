"""Builds the body of the digital human from open MakeHuman data: GLB, skeleton, poses.

``python -m avatar_bridge.avatar build --data DIR --out DIR`` writes ``xiaoxin.glb``, ``xiaoxin.lite.glb``,
``skeleton.json`` and ``poses.json``. Method, sources and file formats: ``docs/avatar.md``.
"""

from avatar_bridge.avatar.build import build_avatar
from avatar_bridge.avatar.source import AvatarDataError

__all__ = ["AvatarDataError", "build_avatar"]
