"""The neutral shape of 小新: a weighted sum of MakeHuman targets, in metres, standing on the ground."""

from __future__ import annotations

import numpy as np

from avatar_bridge.avatar.source import MakeHumanData

SHAPE_TARGETS: dict[str, float] = {
    "macrodetails/asian-female-young": 1.0,
    "macrodetails/universal-female-young-averagemuscle-averageweight": 0.72,
    "macrodetails/universal-female-young-averagemuscle-minweight": 0.28,
    "macrodetails/proportions/female-young-averagemuscle-averageweight-idealproportions": 0.55,
    "head/head-oval": 0.45,
    "head/head-age-decr": 0.20,
    "head/head-scale-vert-decr": 0.12,
    "eyes/l-eye-scale-incr": 0.55,
    "eyes/r-eye-scale-incr": 0.55,
    "eyes/l-eye-height2-incr": 0.35,
    "eyes/r-eye-height2-incr": 0.35,
    "chin/chin-width-decr": 0.45,
    "chin/chin-bones-decr": 0.30,
    "chin/chin-height-decr": 0.22,
    "nose/nose-scale-horiz-decr": 0.40,
    "nose/nose-scale-vert-decr": 0.15,
    "nose/nose-volume-decr": 0.25,
    "mouth/mouth-angles-up": 0.25,
    "mouth/mouth-lowerlip-volume-decr": 0.30,
    "mouth/mouth-upperlip-volume-decr": 0.15,
    "torso/torso-vshape-decr": 0.60,
    "torso/torso-scale-horiz-decr": 0.12,
    "arms/l-upperarm-shoulder-muscle-decr": 0.80,
    "arms/r-upperarm-shoulder-muscle-decr": 0.80,
    "arms/l-upperarm-fat-decr": 0.70,
    "arms/r-upperarm-fat-decr": 0.70,
    "ears/l-ear-wing-decr": 0.60,
    "ears/r-ear-wing-decr": 0.60,
    "ears/l-ear-scale-decr": 0.35,
    "ears/r-ear-scale-decr": 0.35,
}
"""Weights of the shape targets below ``mpfb2/targets``; found by looking at renderings."""

REST_EXPRESSION: dict[str, float] = {
    "mouthClose": 0.16,
    "mouthSmileLeft": 0.17,
    "mouthSmileRight": 0.17,
    "browInnerUp": 0.15,
}
"""Face units that are part of the face at rest: closed lips, a soft brow, the trace of a smile."""

METRES_PER_UNIT = 0.1065
"""MakeHuman counts in decimetres; 6.5 % more brings this body to 1.63 m."""


def neutral_shape(data: MakeHumanData) -> np.ndarray:
    """Vertices (19158, 3) in metres of the person at rest in MakeHuman's A-pose, y = 0 at the soles.

    Raises:
        AvatarDataError: when a target file is missing or damaged.
    """
    positions = data.positions.copy()
    for name, weight in SHAPE_TARGETS.items():
        index, delta = data.target(name)
        positions[index] += weight * delta
    for name, weight in REST_EXPRESSION.items():
        index, delta = data.face_unit(name)
        positions[index] += weight * delta
    positions[:, 1] -= positions[data.vertex_groups["joint-ground"], 1].mean()
    return positions * METRES_PER_UNIT
