"""Paints the head's skin as functions of 3-D position, so that no texture seam shows.

The head's island of MakeHuman's texture space is cropped, every texel gets its place on the face, and tone, blush,
lips, lids, liner, brows and scalp are painted there.
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy.ndimage import distance_transform_edt
from scipy.spatial import cKDTree

from avatar_bridge.avatar.body import HEAD_UV, Body
from avatar_bridge.avatar.landmarks import Landmarks, painted_mask
from avatar_bridge.avatar.surface import Surface

SKIN_TONE = np.array([0.938, 0.778, 0.690])
LIP_TONE = np.array([0.830, 0.500, 0.480])
BROW_TONE = np.array([0.200, 0.140, 0.115])
LINING_TONE = np.array([0.560, 0.260, 0.250])
SOCKET_TONE = np.array([0.790, 0.520, 0.480])
SCALP_TONE = np.array([0.085, 0.062, 0.055])


def bell(distance: np.ndarray, width: float) -> np.ndarray:
    """exp(-(distance / width)^2)."""
    return np.exp(-((distance / width) ** 2))


def ramp(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """Smooth step from 0 at ``low`` to 1 at ``high`` (either may be the larger)."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def waves(points: np.ndarray, wavelength: float, seed: int, count: int = 10) -> np.ndarray:
    """Smooth seamless noise (N,), about unit variance, from ``count`` plane waves near ``wavelength`` metres."""
    rng = np.random.default_rng(seed)
    total = np.zeros(len(points))
    for _ in range(count):
        direction = rng.normal(size=3)
        direction *= 2 * np.pi / (wavelength * rng.uniform(0.7, 1.4) * np.linalg.norm(direction))
        total += np.sin(points @ direction + rng.uniform(0, 2 * np.pi))
    return total * np.sqrt(2 / count)


def skin_tone(points: np.ndarray) -> np.ndarray:
    """Bare skin colour (N, 3) sRGB at places (N, 3): the tone with faint large mottling. For head and body."""
    mottle = waves(points, 0.035, 3)[:, None] * [0.006, 0.009, 0.009] + waves(points, 0.011, 5)[:, None] * [
        0.003,
        0.005,
        0.005,
    ]
    return SKIN_TONE + mottle


def to_crop(uv: np.ndarray) -> np.ndarray:
    """MakeHuman texture coordinates (N, 2, v down) inside the head's crop; what lies outside goes to a corner."""
    u0, u1, v0, v1 = HEAD_UV
    crop = (uv - [u0, v0]) / [u1 - u0, v1 - v0]
    outside = (crop.min(1) < 0) | (crop.max(1) > 1)
    return np.where(outside[:, None], [0.02, 0.985], crop)


class TexelMap:
    """Which triangle of a surface each texel shows, and where in it.

    Args:
        surface: with a ``uv`` field in 0..1.
        width, height: picture size in texels.
    """

    def __init__(self, surface: Surface, width: int, height: int) -> None:
        self.shape = (height, width)
        self._corner = np.full((height, width), -1)
        self._share = np.zeros((height, width, 3))
        self._surface = surface
        uv = surface.fields["uv"] * [width, height] - 0.5
        for number, (a, b, c) in enumerate(uv[surface.faces]):
            area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
            if abs(area) < 1e-9:
                continue
            x0, y0 = np.maximum(np.ceil(np.minimum(np.minimum(a, b), c) - 0.5), 0).astype(int)
            x1, y1 = np.floor(np.maximum(np.maximum(a, b), c) + 0.5).astype(int)
            x1, y1 = min(x1, width - 1), min(y1, height - 1)
            if x1 < x0 or y1 < y0:
                continue
            x, y = np.meshgrid(np.arange(x0, x1 + 1), np.arange(y0, y1 + 1))
            s = ((b[0] - x) * (c[1] - y) - (c[0] - x) * (b[1] - y)) / area
            t = ((c[0] - x) * (a[1] - y) - (a[0] - x) * (c[1] - y)) / area
            inside = (s > -0.02) & (t > -0.02) & (s + t < 1.02)
            self._corner[y[inside], x[inside]] = number
            self._share[y[inside], x[inside]] = np.stack([s, t, 1 - s - t], -1)[inside]
        self.covered = self._corner >= 0

    def sample(self, values: np.ndarray) -> np.ndarray:
        """Vertex values (N, k) at the covered texels (M, k)."""
        faces = self._surface.faces[self._corner[self.covered]]
        return np.einsum("mi,mik->mk", self._share[self.covered], values[faces])

    def picture(self, color: np.ndarray) -> Image.Image:
        """RGB picture of colours (M, 3) at the covered texels, the rest filled from the nearest."""
        full = np.zeros((*self.shape, 3))
        full[self.covered] = color
        nearest = distance_transform_edt(~self.covered, return_distances=False, return_indices=True)
        full = full[tuple(nearest)]
        height, width = self.shape
        full[int(height * 0.972) :, : int(width * 0.05)] = SOCKET_TONE
        return Image.fromarray(np.round(np.clip(full, 0, 1) * 255).astype(np.uint8))


def _mix(color: np.ndarray, tone: np.ndarray, share: np.ndarray) -> np.ndarray:
    return color + (tone - color) * np.clip(share, 0, 1)[:, None]


def _lid_rim(body: Body, marks: Landmarks, upper: bool) -> np.ndarray:
    """Places (K, 3) along the rims of both upper or both lower lids, from the roots of MakeHuman's lashes."""
    rims = []
    for letter, mirror in (("l", 1), ("r", -1)):
        lashes = (
            body.surface(body.data.faces_of(f"helper-{letter}-eyelashes-{2 if upper else 1}")).subdivided().position
        )
        centre = marks.eye * [mirror, 1, 1]
        radius = np.median(np.linalg.norm(body.group(f"helper-{letter}-eye") - centre, axis=1))
        distance = np.linalg.norm(lashes - centre, axis=1)
        rims.append(lashes[(distance > radius * 1.13) & (distance < radius * 1.25)])
    return np.concatenate(rims)


def _brows(color: np.ndarray, p: np.ndarray, marks: Landmarks) -> np.ndarray:
    """Soft, slightly arched brows of fine strokes."""
    x, y = np.abs(p[:, 0]) - marks.eye[0], p[:, 1] - marks.eye[1]
    t = (x + 0.0185) / 0.0415
    line = 0.0186 + 0.0058 * np.sin(np.clip(t, 0, 1.05) * np.pi * 0.78) - 0.0046 * ramp(t, 0.62, 1.1)
    half = 0.0030 * ramp(t, -0.10, 0.16) * (1 - 0.80 * ramp(t, 0.45, 1.03)) + 1e-5
    off = (y - line) / half
    lean = np.where(off > 0, 0.9, -0.5) + 1.1 * t
    stroke = np.sin((x - y * (0.85 - 0.75 * np.clip(t, 0, 1))) * 2 * np.pi / 0.00105 + 1.9 * waves(p, 0.004, 11) + lean)
    body_ = (
        np.exp(-(np.abs(off) ** 2.6))
        * ramp(t, -0.06, 0.22)
        * (1 - ramp(t, 0.90, 1.06))
        * (p[:, 2] > marks.eye[2] - 0.02)
    )
    return _mix(color, BROW_TONE, body_ * (0.54 + 0.13 * stroke))


def paint_head(body: Body, surface: Surface, marks: Landmarks, hairline, shade: np.ndarray, size: int) -> Image.Image:
    """The head's texture.

    Args:
        surface: the head's skin with ``uv`` in the crop and MakeHuman's own in the field ``makehuman_uv``.
        hairline: function of places (M, 3) giving metres inside (+) or outside (-) the hairline.
        shade: ambient light 0..1 at the vertices (N,).
        size: width in texels; the height is twice that.
    """
    texels = TexelMap(surface, size, 2 * size)
    p = texels.sample(surface.position)
    uv = texels.sample(surface.fields["makehuman_uv"])
    light = np.clip(texels.sample(shade[:, None])[:, 0], 0, 1)
    side = np.abs(p[:, 0])
    e, m, n = marks.eye, marks.mouth, marks.nose
    color = skin_tone(p)
    pores = ramp(p[:, 1], marks.chin[1] - 0.06, marks.chin[1])
    pores = pores * (1 - bell(np.hypot((side - e[0]) / 1.3, p[:, 1] - e[1] - 0.005), 0.016))
    color = color * (1 + (0.012 * waves(p, 0.0022, 21, 14) + 0.008 * waves(p, 0.0011, 22, 14)) * pores)[:, None]

    def spot(x: float, y: float, wide: float, tall: float) -> np.ndarray:
        return np.exp(-(((side - x) / wide) ** 2) - ((p[:, 1] - y) / tall) ** 2) * ramp(
            p[:, 2], e[2] - 0.06, e[2] - 0.03
        )

    rose = np.array([0.93, 0.55, 0.52])
    color = _mix(color, rose, 0.24 * spot(e[0] + 0.013, e[1] - 0.036, 0.020, 0.016))
    color = _mix(color, rose, 0.10 * spot(0, n[1], 0.012, 0.012) + 0.07 * spot(0, marks.chin[1], 0.016, 0.014))
    color = _mix(
        color,
        np.array([0.99, 0.88, 0.80]),
        0.30 * spot(e[0], e[1] - 0.0215, 0.014, 0.007) + 0.18 * spot(0, n[1] + 0.03, 0.0045, 0.028),
    )
    color = _mix(color, np.array([0.99, 0.87, 0.79]), 0.18 * spot(0, e[1] + 0.05, 0.03, 0.022))
    lid_shadow = spot(e[0] + 0.003, e[1] + 0.0105, 0.019, 0.0065)
    color = _mix(color, np.array([0.68, 0.44, 0.38]), 0.30 * lid_shadow)

    liner = np.array([0.15, 0.09, 0.08])
    outer = ramp(side, e[0] - 0.016, e[0] + 0.010)
    near = cKDTree(_lid_rim(body, marks, upper=True)).query(p, distance_upper_bound=0.02)[0]
    color = _mix(color, liner, 0.92 * bell(near, 0.0017) * (0.6 + 0.4 * outer))
    near = cKDTree(_lid_rim(body, marks, upper=False)).query(p, distance_upper_bound=0.02)[0]
    color = _mix(color, np.array([0.55, 0.33, 0.29]), 0.30 * bell(near, 0.0012) * outer)

    lips = painted_mask(body, "lips", uv)
    depth = ramp(p[:, 2], m[2] - 0.020, m[2] - 0.006)
    middle = 1 - 0.25 * ramp(np.abs(p[:, 0]), 0.008, 0.026)
    crease = 0.05 * np.sin(p[:, 0] * 2 * np.pi / 0.0016 + waves(p, 0.006, 31)) * bell(p[:, 1] - m[1], 0.008)
    lip_color = LIP_TONE * (1 + crease)[:, None] * (0.94 + 0.08 * bell(p[:, 1] - (m[1] - 0.0065), 0.003)[:, None])
    color = color + (lip_color - color) * (lips * (0.35 + 0.55 * depth) * middle)[:, None]
    lining = painted_mask(body, "inside-mouth", uv)
    color = _mix(color, LINING_TONE, 0.97 * ramp(lining, 0.2, 0.8))

    color = _brows(color, p, marks)
    inside = hairline(p)
    strands = 0.0022 * np.sin(np.arctan2(p[:, 0], p[:, 1] - marks.head[1]) * 260 + 2 * waves(p, 0.01, 41))
    color = _mix(color, SCALP_TONE, 0.96 * ramp(inside + strands, -0.0035, 0.0055))
    warm = np.array([1.0, 0.93, 0.90])
    color = color * (light[:, None] ** (2 - warm))
    return texels.picture(color)
