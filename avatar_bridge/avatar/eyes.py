"""Eyeballs: spherical caps with a painted iris, rigid on the eye bones."""

from __future__ import annotations

import numpy as np
from PIL import Image

from avatar_bridge.avatar.body import Body
from avatar_bridge.avatar.glb import Material, Part
from avatar_bridge.avatar.skeleton import JOINTS
from avatar_bridge.avatar.surface import Surface, merged

CAP_ANGLE = 82.0
"""Degrees from the gaze to the cap's rim."""
IRIS_ANGLE = 27.5
"""Degrees from the gaze to the edge of the iris."""
PUPIL_SHARE = 0.40
RINGS, SECTORS = 14, 32


def _cap(centre: np.ndarray, radius: float, joint: str) -> Surface:
    """A cap (1 + RINGS * SECTORS vertices) looking along +Z; uv is the polar map of the texture."""
    angle = np.radians(CAP_ANGLE) * np.arange(1, RINGS + 1) / RINGS
    turn = 2 * np.pi * np.arange(SECTORS) / SECTORS
    a, t = (x.reshape(-1) for x in np.meshgrid(angle, turn, indexing="ij"))
    direction = np.stack([np.sin(a) * np.cos(t), np.sin(a) * np.sin(t), np.cos(a)], axis=1)
    direction = np.concatenate([[[0, 0, 1.0]], direction])
    share = np.concatenate([[0], a]) / np.radians(CAP_ANGLE)
    turn_all = np.concatenate([[0], t])
    uv = np.stack([0.5 + 0.5 * share * np.cos(turn_all), 0.5 - 0.5 * share * np.sin(turn_all)], axis=1)
    ring = 1 + np.arange(RINGS * SECTORS).reshape(RINGS, SECTORS)
    after = np.roll(ring, -1, axis=1)
    fan = np.stack([np.zeros(SECTORS, int), ring[0], after[0]], axis=1)
    quads = [
        np.stack([ring[:-1], ring[1:], after[1:]], -1).reshape(-1, 3),
        np.stack([ring[:-1], after[1:], after[:-1]], -1).reshape(-1, 3),
    ]
    weight = np.zeros((len(direction), len(JOINTS)))
    weight[:, JOINTS.index(joint)] = 1
    bulge = 1 + 0.035 * np.clip(1 - (share * CAP_ANGLE / (IRIS_ANGLE * 1.1)) ** 2, 0, 1)
    position = centre + radius * direction * bulge[:, None]
    return Surface(np.concatenate([fan, *quads]), {"position": position, "uv": uv, "weight": weight})


def iris_texture(size: int) -> Image.Image:
    """The polar picture (size, size) of white, iris and pupil, with the upper lid's soft shadow and two lights."""
    y, x = np.mgrid[0:size, 0:size] / (size - 1) * 2 - 1
    degrees = np.hypot(x, y) * CAP_ANGLE
    turn = np.arctan2(-y, x)
    r = degrees / IRIS_ANGLE
    rng = np.random.default_rng(7)
    fibres = np.zeros_like(x)
    for frequency in (17, 29, 43, 61, 83):
        fibres += rng.uniform(0.5, 1) * np.sin(frequency * turn + rng.uniform(0, 6.28) + 2.2 * np.sin(3 * turn) * r)
    fibres = fibres / 8 + 0.5
    white = np.array([0.93, 0.925, 0.92]) - 0.05 * np.clip((degrees - 45) / 35, 0, 1)[..., None] * np.array(
        [0.4, 1, 1.0]
    )
    outer, middle, inner = np.array([0.10, 0.052, 0.030]), np.array([0.30, 0.165, 0.085]), np.array([0.40, 0.235, 0.12])
    t = np.clip((r - PUPIL_SHARE) / (1 - PUPIL_SHARE), 0, 1)[..., None]
    iris = np.where(t < 0.45, inner + (middle - inner) * t / 0.45, middle + (outer - middle) * (t - 0.45) / 0.55)
    iris = (
        iris * (0.72 + 0.5 * fibres[..., None]) * (1.12 - 0.45 * np.clip(-y * CAP_ANGLE / IRIS_ANGLE, -1, 1)[..., None])
    )
    edge = lambda at, soft: np.clip((at - r) / soft + 0.5, 0, 1)[..., None]  # noqa: E731
    color = white * (1 - edge(1.0, 0.13)) + iris * edge(1.0, 0.13)
    color = color * (1 - edge(PUPIL_SHARE, 0.09)) + np.array([0.012, 0.010, 0.010]) * edge(PUPIL_SHARE, 0.09)
    shade = np.clip((-y * CAP_ANGLE - 6) / 26, 0, 1)[..., None]
    color = color * (1 - 0.38 * shade)
    for cx, cy, width, strength in ((-0.115, -0.135, 0.050, 0.95), (0.10, 0.13, 0.032, 0.28)):
        light = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / width**2 * 1.6)
        color = color + (1 - color) * strength * np.clip(light * 1.3, 0, 1)[..., None]
    return Image.fromarray(np.round(np.clip(color, 0, 1) * 255).astype(np.uint8))


def fitted_sphere(points: np.ndarray) -> tuple[np.ndarray, float]:
    """Centre (3,) and radius of the sphere nearest to places (K, 3), by linear least squares."""
    system = np.concatenate([2 * points, np.ones((len(points), 1))], axis=1)
    answer, *_ = np.linalg.lstsq(system, (points**2).sum(1), rcond=None)
    return answer[:3], float(np.sqrt(answer[3] + answer[:3] @ answer[:3]))


def build_eyes(body: Body, lite: bool = False) -> Part:
    """Both eyeballs as one part."""
    caps = []
    for side, letter in (("Left", "l"), ("Right", "r")):
        points = body.group(f"helper-{letter}-eye")
        centre, radius = fitted_sphere(points)
        caps.append(_cap(centre, radius, f"{side}Eye"))
    material = Material("Eyes", roughness=0.12, texture=iris_texture(192 if lite else 384), jpeg_quality=92)
    return Part("Eyes", merged(caps), material)
