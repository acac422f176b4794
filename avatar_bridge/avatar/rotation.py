"""Rotations as matrices (3, 3) and quaternions [x, y, z, w], right-handed, radians."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation


def unit(vector: np.ndarray) -> np.ndarray:
    """``vector`` (..., 3) at length one; zero stays zero."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    return vector / np.maximum(length, 1e-12)


def about(axis: np.ndarray | list[float], degrees: float) -> np.ndarray:
    """Rotation matrix (3, 3) by ``degrees`` about ``axis`` (3,)."""
    return Rotation.from_rotvec(unit(np.asarray(axis, float)) * np.radians(degrees)).as_matrix()


def euler(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> np.ndarray:
    """Rotation matrix (3, 3): degrees about x, then y, then z, all in the fixed frame."""
    return Rotation.from_euler("xyz", [x, y, z], degrees=True).as_matrix()


def frame(along: np.ndarray, hinge: np.ndarray) -> np.ndarray:
    """Orthonormal frame (3, 3, axes as columns) with +Y along ``along`` and +X as near ``hinge`` as that allows."""
    y = unit(along)
    x = unit(hinge - y * np.dot(hinge, y))
    return np.stack([x, y, np.cross(x, y)], axis=1)


def quaternion(matrix: np.ndarray) -> list[float]:
    """Quaternion [x, y, z, w] with w >= 0, rounded to 1e-6."""
    q = Rotation.from_matrix(matrix).as_quat(canonical=True)
    return [round(float(v), 6) + 0.0 for v in q]


def twist_about_y(matrix: np.ndarray) -> float:
    """The twist about +Y, in degrees, of the swing-twist decomposition of ``matrix`` (3, 3)."""
    x, y, z, w = Rotation.from_matrix(matrix).as_quat(canonical=True)
    angle = np.degrees(2 * np.arctan2(y, w))
    return float((angle + 180) % 360 - 180)


def slerp(a: np.ndarray, b: np.ndarray, t: float) -> np.ndarray:
    """The rotation a fraction ``t`` of the shortest way from ``a`` to ``b`` (matrices)."""
    return a @ Rotation.from_rotvec(Rotation.from_matrix(a.T @ b).as_rotvec() * t).as_matrix()
