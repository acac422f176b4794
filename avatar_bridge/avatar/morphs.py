"""The 52 ARKit face morphs, taken from the face units of the data."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from scipy.spatial import cKDTree

from avatar_bridge.avatar.shape import METRES_PER_UNIT
from avatar_bridge.avatar.source import MakeHumanData
from avatar_bridge.avatar.surface import Surface, adjacency, triangulate, vertex_normals, weld_by_position


def _both(*stems: str) -> list[str]:
    return [stem + side for stem in stems for side in ("Left", "Right")]


ARKIT_MORPHS: list[str] = [
    *_both("eyeBlink", "eyeLookDown", "eyeLookIn", "eyeLookOut", "eyeLookUp", "eyeSquint", "eyeWide"),
    *("jawForward", "jawLeft", "jawRight", "jawOpen"),
    *("mouthClose", "mouthFunnel", "mouthPucker", "mouthLeft", "mouthRight"),
    *_both("mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch"),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"),
    *_both("mouthPress", "mouthLowerDown", "mouthUpperUp"),
    *_both("browDown"),
    "browInnerUp",
    *_both("browOuterUp"),
    "cheekPuff",
    *_both("cheekSquint", "noseSneer"),
    "tongueOut",
]
"""Apple's 52 ARKit blend-shape names in ARKit's order."""

LITE_MORPHS: list[str] = [
    *_both("eyeBlink", "eyeSquint"),
    *("jawOpen", "mouthClose", "mouthFunnel", "mouthPucker"),
    *_both("mouthSmile", "mouthStretch"),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugUpper"),
    *_both("mouthPress", "mouthLowerDown", "mouthUpperUp"),
    *_both("browDown"),
    "browInnerUp",
    *_both("browOuterUp"),
]
"""What lips, blinks and brows need: the morphs of the light model."""

NORMAL_THRESHOLD = 0.02
"""Changes of a unit normal below this are not stored."""

CREASING = (
    "mouthSmile",
    "mouthStretch",
    "mouthDimple",
    "mouthFrown",
    "mouthPress",
    "cheekSquint",
    "mouthUpperUp",
    "mouthPucker",
    "mouthFunnel",
)
"""Face units whose displacement of the cheeks is smoothed: as delivered they fold a young face too hard."""

RELAX_ROUNDS = 7

SEAM_FADE = 0.025
"""Metres over which a face unit fades out above the seam between head and torso skin."""


def face_morphs(data: MakeHumanData, positions: np.ndarray, seam: np.ndarray) -> dict[str, np.ndarray]:
    """Displacements (19158, 3) in metres of every base-mesh vertex by ARKit name.

    Args:
        positions: neutral base-mesh vertices (19158, 3) in metres.
        seam: indices (K,) of the vertices where the head's skin meets the torso's, which no face unit may move.
    """
    distance = cKDTree(positions[seam]).query(positions)[0]
    fade = np.clip(distance / SEAM_FADE, 0, 1)
    fade = fade * fade * (3 - 2 * fade)
    skin = data.vertex_groups["body"]
    near = adjacency(triangulate(data.faces[data.faces_of("body")]), len(skin))
    eyes = positions[data.vertex_groups["helper-l-eye"]].mean(0)
    height = np.clip((eyes[1] - 0.022 - positions[skin, 1]) / 0.012, 0, 1)
    off_lips = np.linalg.norm((positions[skin] - _mouth(data, positions)) / [0.031, 0.0135, 0.05], axis=1)
    calm = height * np.clip((off_lips - 0.95) / 0.5, 0, 1)
    corner = np.clip((np.abs(np.abs(positions[skin, 0]) - eyes[0]) - 0.009) / 0.004, 0, 1) * (
        positions[skin, 2] > eyes[2]
    )
    morphs = {}
    for name in ARKIT_MORPHS:
        index, delta = data.face_unit(name)
        full = np.zeros_like(positions)
        full[index] = delta * METRES_PER_UNIT
        if name.startswith(CREASING):
            full[skin] = _relaxed(near, full[skin], calm)
        elif name.startswith("eyeBlink"):
            full[skin] = _relaxed(near, full[skin], corner)
        morphs[name] = full * fade[:, None]
    return morphs


def morph_normals(surface: Surface, name: str) -> np.ndarray:
    """Change (N, 3) of the unit normals when morph ``name`` is fully on, small changes dropped."""
    weld = weld_by_position(surface.position)
    change = vertex_normals(surface.position + surface.morphs[name], surface.faces, weld) - surface.fields["normal"]
    return np.where(np.linalg.norm(change, axis=1, keepdims=True) > NORMAL_THRESHOLD, change, 0.0)


def _mouth(data: MakeHumanData, positions: np.ndarray) -> np.ndarray:
    """Middle of the lips (3,): the mean of the vertices that rolling both lips moves."""
    rolled = np.concatenate([data.face_unit(name)[0] for name in ("mouthRollLower", "mouthRollUpper")])
    return positions[rolled].mean(0) * [0, 1, 1]


def _relaxed(near: sparse.csr_matrix, delta: np.ndarray, share: np.ndarray) -> np.ndarray:
    """``delta`` (N, 3) averaged over neighbours ``near`` (N, N) where ``share`` (N,) is 1: takes out hard creases."""
    degree = np.maximum(np.asarray(near.sum(1)).reshape(-1, 1), 1)
    for _ in range(RELAX_ROUNDS):
        delta = delta + 0.5 * share[:, None] * (near @ delta / degree - delta)
    return delta
