"""Ambient light baked from shadow maps, so that folds, neck and hair read even with the plainest material."""

from __future__ import annotations

import numpy as np

from avatar_bridge.avatar.surface import Surface

DIRECTIONS = 96
CELL = 0.0035
"""Size (m) of a shadow map's cell; occluders are sampled finer than this."""
BIAS = 0.005


def _fibonacci(count: int) -> np.ndarray:
    """Evenly spread unit vectors (count, 3)."""
    k = np.arange(count) + 0.5
    y, turn = 1 - 2 * k / count, np.pi * (1 + 5**0.5) * k
    flat = np.sqrt(1 - y * y)
    return np.stack([flat * np.cos(turn), y, flat * np.sin(turn)], axis=1)


def _samples(surfaces: list[Surface]) -> np.ndarray:
    """Places (M, 3) on the surfaces, dense enough for the shadow maps."""
    found = []
    for surface in surfaces:
        triangles = surface.position[surface.faces]
        longest = np.linalg.norm(triangles - np.roll(triangles, 1, axis=1), axis=2).max(1)
        for steps in (1, 2, 3, 5, 8):
            low = 0 if steps == 1 else {2: 1, 3: 2, 5: 3, 8: 5}[steps] * CELL
            high = np.inf if steps == 8 else steps * CELL
            chosen = triangles[(longest > low) & (longest <= high)]
            for i in range(steps + 1):
                for j in range(steps + 1 - i):
                    a, b = i / steps, j / steps
                    found.append(chosen[:, 0] * a + chosen[:, 1] * b + chosen[:, 2] * (1 - a - b))
    return np.concatenate(found)


def ambient_light(receivers: list[Surface], occluders: list[Surface]) -> list[np.ndarray]:
    """Share 0..1 of a sky, brighter above than below, that reaches every vertex of each receiver (N,).

    Args:
        receivers: surfaces with a ``normal`` field.
        occluders: surfaces that block light; usually the receivers and more.
    """
    solid = _samples(occluders).astype(np.float32)
    points = np.concatenate([r.position + r.fields["normal"] * BIAS for r in receivers])
    normals = np.concatenate([r.fields["normal"] for r in receivers])
    seen, whole = np.zeros(len(points)), np.zeros(len(points))
    for direction in _fibonacci(DIRECTIONS):
        sky = 0.55 + 0.45 * direction[1]
        x = np.cross(direction, [0.0, 0.0, 1.0] if abs(direction[2]) < 0.9 else [1.0, 0.0, 0.0])
        x /= np.linalg.norm(x)
        axes = np.stack([x, np.cross(direction, x), direction], axis=1)
        flat, mine = solid @ axes.astype(np.float32), points @ axes
        low = np.minimum(flat.min(0), mine.min(0))[:2]
        cells = ((np.maximum(flat.max(0), mine.max(0))[:2] - low) / CELL).astype(int) + 2
        depth = np.full(cells[0] * cells[1], -np.inf, np.float32)
        place = ((flat[:, :2] - low) / CELL).astype(int)
        np.maximum.at(depth, place[:, 0] * cells[1] + place[:, 1], flat[:, 2])
        place = ((mine[:, :2] - low) / CELL).astype(int)
        free = depth[place[:, 0] * cells[1] + place[:, 1]] < mine[:, 2] + BIAS
        slope = np.maximum(normals @ direction, 0) * sky
        seen += slope * free
        whole += slope
    share = seen / np.maximum(whole, 1e-9)
    bounds = np.cumsum([len(r) for r in receivers])[:-1]
    parts = np.split(share, bounds)
    return [np.clip(r.smoothed(np.repeat(s[:, None], 3, 1), 2)[:, 0], 0, 1) for r, s in zip(receivers, parts)]
