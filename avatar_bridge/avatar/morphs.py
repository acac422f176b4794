"""The 52 ARKit face morphs, taken from the face units of the data."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from scipy.spatial import cKDTree

from avatar_bridge.avatar.shape import METRES_PER_UNIT
from avatar_bridge.avatar.source import MakeHumanData
from avatar_bridge.avatar.surface import Surface, vertex_normals, weld_by_position


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
    morphs = {}
    for name in ARKIT_MORPHS:
        index, delta = data.face_unit(name)
        full = np.zeros_like(positions)
        full[index] = delta * METRES_PER_UNIT
        morphs[name] = full * fade[:, None]
    return morphs


def morph_normals(surface: Surface, name: str) -> np.ndarray:
    """Change (N, 3) of the unit normals when morph ``name`` is fully on, small changes dropped."""
    weld = weld_by_position(surface.position)
    change = vertex_normals(surface.position + surface.morphs[name], surface.faces, weld) - surface.fields["normal"]
    return np.where(np.linalg.norm(change, axis=1, keepdims=True) > NORMAL_THRESHOLD, change, 0.0)


def relaxed(surface: Surface, delta: np.ndarray, rounds: int, mask: np.ndarray) -> np.ndarray:
    """``delta`` (N, 3) after ``rounds`` of averaging with the neighbours where ``mask`` (N,) is 1: takes out creases."""
    weld = weld_by_position(surface.position)
    count = int(weld.max()) + 1
    faces = weld[surface.faces]
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    both = np.unique(np.concatenate([edges, edges[:, ::-1]]), axis=0)
    near = sparse.csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), (count, count))
    degree = np.maximum(np.asarray(near.sum(1)).reshape(-1, 1), 1)
    first = np.zeros(count, int)
    first[weld] = np.arange(len(weld))
    values, strength = delta[first], 0.5 * mask[first][:, None]
    for _ in range(rounds):
        values = values + strength * (near @ values / degree - values)
    return values[weld]
