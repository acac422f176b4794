"""Hair: parted, swept over the forehead as a curtain fringe, gathered in a low bun.

The hair is lofted from strands. A strand is a smooth curve of directions seen from the middle of the skull, laid over
the skull's convex hull at some thickness; a sheet is a row of strands from the fringe to the crown. Texture coordinates
and the baked sheen follow the strands, loose locks and wisps are drawn along them.
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.ndimage import gaussian_filter, gaussian_filter1d
from scipy.spatial import ConvexHull

from avatar_bridge.avatar.body import Body
from avatar_bridge.avatar.glb import Material, Part
from avatar_bridge.avatar.landmarks import Landmarks, painted_mask
from avatar_bridge.avatar.rotation import unit
from avatar_bridge.avatar.skeleton import JOINTS
from avatar_bridge.avatar.surface import Surface, merged

# Strands as (azimuth from the front, latitude) in degrees, azimuth growing towards the sheet's own side.
_FAR_SIDE = {
    0.00: [(-9, 40), (2, 22), (30, 4), (60, -9), (96, -14), (140, -12), (180, -8)],
    0.35: [(-10, 58), (24, 45), (56, 26), (82, 7), (108, -3), (145, -5), (180, -6)],
    0.70: [(-22, 77), (50, 66), (84, 45), (104, 24), (125, 11), (155, 3), (180, -4)],
    1.00: [(-172, 80), (172, 66), (172, 52), (174, 38), (176, 22), (178, 8), (180, -2)],
}
_NEAR_SIDE = {
    0.00: [(9, 40), (16, 26), (40, 7), (67, -8), (98, -14), (140, -12), (180, -8)],
    0.35: [(10, 58), (32, 46), (60, 27), (84, 7), (108, -3), (145, -5), (180, -6)],
    0.70: [(22, 77), (60, 66), (88, 45), (106, 24), (125, 11), (155, 3), (180, -4)],
    1.00: [(172, 80), (173, 66), (174, 52), (175, 38), (176, 22), (178, 8), (180, -2)],
}
_NAPE = {
    0.00: [(99, -14), (118, -17), (140, -17), (162, -13), (180, -9)],
    0.50: [(118, -42), (128, -35), (142, -27), (160, -18), (180, -10)],
    1.00: [(181, -50), (181, -42), (181, -32), (181, -22), (180, -12)],
}
BUN_DIRECTION = (180.0, -8.0)
HAIR_DARK = np.array([0.115, 0.086, 0.078])
HAIR_LIGHT = np.array([0.33, 0.25, 0.215])


def _directions(table: list[tuple[float, float]], side: int) -> np.ndarray:
    """Unit vectors (K, 3) of (azimuth, latitude) in degrees; ``side`` is +1 for the body's left."""
    azimuth, latitude = np.radians(np.array(table, float)).T
    return np.stack(
        [side * np.sin(azimuth) * np.cos(latitude), np.sin(latitude), np.cos(azimuth) * np.cos(latitude)], axis=1
    )


def hairline(marks: Landmarks):
    """A function of places (M, 3): metres above (+) or below (-) the line where hair grows on this head."""
    azimuth = [0, 20, 38, 52, 62, 70, 79, 86, 104, 112, 130, 150, 180]
    height = [0.070, 0.069, 0.062, 0.041, 0.018, -0.006, -0.030, 0.012, 0.012, -0.035, -0.068, -0.080, -0.082]
    line = PchipInterpolator(np.array(azimuth, float), np.array(height) + marks.eye[1])

    def inside(points: np.ndarray) -> np.ndarray:
        angle = np.degrees(np.arctan2(np.abs(points[:, 0]), points[:, 2] - marks.head[2]))
        return points[:, 1] - line(np.clip(angle, 0, 180))

    return inside


class Skull:
    """The convex hull of the head without its ears, as a radius per direction from its middle."""

    def __init__(self, body: Body, marks: Landmarks) -> None:
        face = body.surface(body.head_quads())
        p = face.position
        ear = (painted_mask(body, "ears", face.fields["uv"]) > 0.02) | (
            np.abs(p[:, 0]) > np.abs(p[p[:, 1] > marks.eye[1] + 0.035, 0]).max()
        )
        keep = ~ear & (p[:, 1] > marks.eye[1] - 0.085)
        self.middle = marks.head
        self._planes = ConvexHull(p[keep] - self.middle).equations

    def radius(self, directions: np.ndarray) -> np.ndarray:
        """Metres (...) from the middle to the hull along unit ``directions`` (..., 3)."""
        flat = directions.reshape(-1, 3)
        out = np.empty(len(flat))
        for start in range(0, len(flat), 4000):
            slope = flat[start : start + 4000] @ self._planes[:, :3].T
            reach = np.where(slope > 1e-9, -self._planes[:, 3] / np.maximum(slope, 1e-9), np.inf)
            out[start : start + 4000] = reach.min(1)
        return out.reshape(directions.shape[:-1])


def _loft(table: dict[float, list], side: int, q: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Unit directions (len(q), len(t), 3) of the sheet's strands ``q`` at shares ``t`` of their length."""
    keys = sorted(table)
    knots = np.stack([_directions(table[k], side) for k in keys])
    across = PchipInterpolator(np.array(keys), knots, axis=0)(q)
    along = CubicSpline(np.linspace(0, 1, knots.shape[1]), across, axis=1, bc_type="natural")(t)
    return unit(along)


def _grid(position: np.ndarray, uv: np.ndarray, flip: bool) -> Surface:
    """A surface of a grid of places (Q, T, 3) and texture coordinates (Q, T, 2)."""
    rows, columns = position.shape[:2]
    n = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = n[:-1, :-1], n[1:, :-1], n[1:, 1:], n[:-1, 1:]
    faces = np.concatenate([np.stack(x, -1).reshape(-1, 3) for x in ((a, b, c), (a, c, d))])
    if flip:
        faces = faces[:, ::-1]
    weight = np.zeros((rows * columns, len(JOINTS)))
    weight[:, JOINTS.index("Head")] = 1
    tangent = unit(np.gradient(position, axis=1)).reshape(-1, 3)
    fields = {"position": position.reshape(-1, 3), "uv": uv.reshape(-1, 2), "weight": weight, "tangent": tangent}
    return Surface(faces, fields)


def _thickness(q: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Metres (Q, T) between skull and hair of the two parted sheets."""
    edge = np.clip(q / 0.10, 0, 1)[:, None]
    lift = 0.0055 * np.exp(-(((t[None] - 0.16) / 0.13) ** 2)) * (1 - 0.55 * q[:, None])
    body = 0.0085 + 0.003 * np.sin(np.pi * np.clip(t, 0, 1))[None]
    part = 0.0045 * np.exp(-t / 0.035)[None]
    return (body + lift) * (0.42 + 0.58 * np.sqrt(edge)) - part


def _grooves(q: np.ndarray, t: np.ndarray, seed: int, depth: float) -> np.ndarray:
    """Metres (Q, T) of lock-like ridges that run along the strands."""
    rng = np.random.default_rng(seed)
    total = np.zeros((len(q), len(t)))
    for frequency, share in ((9, 0.8), (21, 0.7), (43, 0.5), (70, 0.35)):
        drift = rng.uniform(-0.05, 0.05)
        bend = q[:, None] + drift * np.sin(np.pi * t[None] + rng.uniform(0, 6))
        total += (
            share
            * np.sin(2 * np.pi * frequency * bend + rng.uniform(0, 6.28))
            * (0.7 + 0.3 * np.sin(7 * t[None] + rng.uniform(0, 6)))
        )
    return depth * total * np.clip(t / 0.06, 0, 1)[None]


class _Styler:
    """Lays sheets, locks and wisps over one skull."""

    def __init__(self, skull: Skull) -> None:
        self.skull = skull

    def place(self, direction: np.ndarray, offset: np.ndarray) -> np.ndarray:
        radius = (
            gaussian_filter(self.skull.radius(direction), 1.0, mode="nearest")
            if direction.ndim == 3
            else self.skull.radius(direction)
        )
        return self.skull.middle + direction * (radius + offset)[..., None]

    def sheet(self, table: dict, side: int, count: tuple[int, int], seed: int, parted: bool, repeat: float) -> Surface:
        q, t = np.linspace(0, 1, count[0]), np.linspace(0, 1, count[1]) ** 1.15
        direction = _loft(table, side, q, t)
        if parted:
            offset = _thickness(q, t) + _grooves(q, t, seed, 0.00055)
        else:
            offset = (0.0005 + 0.0085 * np.clip(t / 0.35, 0, 1) ** 0.7)[None] + _grooves(q, t, seed, 0.00045)
        uv = np.stack(np.broadcast_arrays(q[:, None] * repeat, t[None] * 1.0), axis=-1)
        return _grid(self.place(direction, offset), uv, flip=side > 0)

    def lock(
        self,
        table: dict,
        side: int,
        q: float,
        span: tuple[float, float],
        width: float,
        lift: float,
        drift: float,
        droop: float,
        steps: int,
    ) -> Surface:
        """One tapered, slightly vaulted ribbon along strand ``q``; ``droop`` (degrees) lets its end hang below."""
        s = np.linspace(0, 1, steps)
        t = span[0] + (span[1] - span[0]) * s
        strand = np.clip(q + drift * s, 0, 1)
        sheet = _loft(table, side, strand, t)
        middle = sheet[np.arange(steps), np.arange(steps)]
        middle = unit(middle - np.array([0, 1.0, 0]) * np.radians(droop) * (s**1.6)[:, None])
        offset = _thickness(strand, t)[np.arange(steps), np.arange(steps)] + lift
        centre = self.place(middle, np.maximum(offset, 0.0035 + 0 * offset))
        along = unit(np.gradient(centre, axis=0))
        across = unit(np.cross(middle, along)) * -side
        half = width / 2 * np.sin(np.pi * np.clip(0.04 + 0.96 * s, 0, 1)) ** 0.6
        rows = [
            centre + across * (half * k)[:, None] - middle * (np.abs(k) * half * 0.35)[:, None]
            for k in (-1.0, 0.0, 1.0)
        ]
        u = np.array([0.0, width * 9, width * 18]) + q * 3.7
        uv = np.stack(np.broadcast_arrays(u[:, None], t[None]), axis=-1)
        return _grid(np.stack(rows), uv, flip=side > 0)

    def bun(self, detail: int) -> Surface:
        """A coiled knot at the back of the head."""
        direction = _directions([BUN_DIRECTION], 1)[0]
        centre = self.skull.middle + direction * (float(self.skull.radius(direction[None])[0]) + 0.020)
        a = np.linspace(0, 2 * np.pi, 4 * detail + 1)
        b = np.linspace(0.02, np.pi - 0.02, 2 * detail)
        coil = 0.0016 * np.sin(3 * a[:, None] + 9 * b[None]) + 0.0006 * np.sin(17 * b[None] + 2 * a[:, None])
        out = np.stack(
            [
                np.sin(b)[None] * np.cos(a)[:, None],
                np.sin(b)[None] * np.sin(a)[:, None],
                -np.cos(b)[None] + 0 * a[:, None],
            ],
            -1,
        )
        position = centre + out * np.array([0.037, 0.035, 0.027]) + out * coil[..., None]
        uv = np.stack([a[:, None] * 0.15 + 1.6 * b[None] / np.pi, a[:, None] / 6.28 + 0.6 * b[None]], axis=-1)
        return _grid(position, uv, flip=True)


def _sheen(surface: Surface) -> np.ndarray:
    """Vertex colours (N, 3): Kajiya-Kay highlights (1989) for a light above the viewer, baked in."""
    tangent = surface.fields["tangent"]
    normal = surface.with_normals().fields["normal"]
    half = unit(np.array([-0.15, 0.72, 0.68]))
    glow = np.sqrt(np.clip(1 - (tangent @ half) ** 2, 0, 1))
    facing = np.clip(normal @ half, 0, 1)
    bright = 0.44 + 0.18 * facing + 0.60 * glow**22 * facing**0.6
    return np.repeat(np.clip(bright, 0, 1)[:, None], 3, axis=1)


def strand_texture(size: int) -> Image.Image:
    """Fine streaks (size, size) that run along v, seamless in u."""
    rng = np.random.default_rng(19)
    u = rng.normal(size=(1, size)) * 0.9 + gaussian_filter1d(rng.normal(size=(1, size)), 3, axis=1, mode="wrap") * 2.2
    fine = gaussian_filter(rng.normal(size=(size, size)), (size / 6, 0.6), mode="wrap") * 22
    broad = gaussian_filter(rng.normal(size=(size, size)), (size / 3, size / 50), mode="wrap") * 60
    value = np.clip(0.46 + 0.10 * u + 0.12 * fine + 0.10 * broad, 0, 1)
    color = HAIR_DARK + (HAIR_LIGHT - HAIR_DARK) * value[..., None] ** 1.2
    return Image.fromarray(np.round(color * 255).astype(np.uint8))


def build_hair(body: Body, marks: Landmarks, lite: bool = False) -> Part:
    """All of the hair as one part, rigid on the head."""
    style = _Styler(Skull(body, marks))
    sheet = (70, 20) if lite else (150, 34)
    parts = [
        style.sheet(_FAR_SIDE, -1, sheet, 1, True, 3.2),
        style.sheet(_NEAR_SIDE, 1, sheet, 2, True, 3.0),
        style.sheet(_NAPE, -1, (sheet[0] // 3, sheet[1] // 2), 3, False, 1.2),
        style.sheet(_NAPE, 1, (sheet[0] // 3, sheet[1] // 2), 4, False, 1.2),
        style.bun(8 if lite else 12),
    ]
    rng = np.random.default_rng(5)
    steps = 9 if lite else 14
    for side, table, number in ((-1, _FAR_SIDE, 26), (1, _NEAR_SIDE, 22)):
        for _ in range(number // 2 if lite else number):
            q = 0.01 + 0.86 * rng.uniform() ** 1.3
            span = (rng.uniform(0.02, 0.12), rng.uniform(0.55, 0.97))
            width = rng.uniform(0.006, 0.012)
            parts.append(
                style.lock(
                    table, side, q, span, width, rng.uniform(0.0004, 0.0016), rng.uniform(-0.03, 0.03), 0.0, steps
                )
            )
        for _ in range(5 if lite else 9):
            q, start = rng.uniform(0.0, 0.05), rng.uniform(0.08, 0.16)
            droop = rng.uniform(2.0, 7.0)
            end = start + rng.uniform(0.26, 0.36)
            parts.append(style.lock(table, side, q, (start, end), rng.uniform(0.0016, 0.0042), 0.0, 0.0, droop, steps))
        for k in range(2 if lite else 4):
            droop = rng.uniform(12, 24)
            parts.append(
                style.lock(
                    table, side, 0.004, (0.40, 0.555 + 0.01 * k), rng.uniform(0.0014, 0.003), -0.001, 0.0, droop, steps
                )
            )
    hair = merged(parts)
    hair.fields["color"] = _sheen(hair)
    del hair.fields["tangent"]
    material = Material("Hair", roughness=0.42, texture=strand_texture(256 if lite else 512), double_sided=True)
    return Part("Hair", hair, material)
