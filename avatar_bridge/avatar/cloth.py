"""How clothes are cut: shells over the body, patches with thickness, lofted rings, collars and buttons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator
from scipy.spatial import cKDTree

from avatar_bridge.avatar.body import Body
from avatar_bridge.avatar.rotation import unit
from avatar_bridge.avatar.surface import Surface, merged, vertex_normals


@dataclass(frozen=True)
class Drape:
    """A closed shell over the body to cut garments from: a surface and its unit normals (N, 3)."""

    surface: Surface
    normal: np.ndarray

    def offset(self, distance: np.ndarray | float) -> Drape:
        """The shell moved outwards by ``distance`` metres ((N,) or one number)."""
        moved = self.surface.position + self.normal * np.broadcast_to(distance, len(self.surface))[:, None]
        fields = {**self.surface.fields, "position": moved}
        surface = Surface(self.surface.faces, fields)
        return Drape(surface, vertex_normals(moved, surface.faces))

    def smoothed(self, rounds: int, fixed: np.ndarray | None = None) -> Drape:
        """The shell after ``rounds`` of Laplacian smoothing."""
        moved = self.surface.smoothed(self.surface.position, rounds, fixed=fixed)
        surface = Surface(self.surface.faces, {**self.surface.fields, "position": moved})
        return Drape(surface, vertex_normals(moved, surface.faces))

    def kept_above(self, under: Drape, gap: np.ndarray | float) -> Drape:
        """The shell pushed out wherever it is less than ``gap`` metres above ``under`` (same vertices)."""
        height = ((self.surface.position - under.surface.position) * under.normal).sum(1)
        lack = np.maximum(np.broadcast_to(gap, len(height)) - height, 0)
        moved = self.surface.position + under.normal * lack[:, None]
        surface = Surface(self.surface.faces, {**self.surface.fields, "position": moved})
        return Drape(surface, vertex_normals(moved, surface.faces))


def body_shell(body: Body, subdivide: bool) -> Drape:
    """The helper tights of MakeHuman as a shell, one vertex a place, subdivided once if asked."""
    quads = body.data.faces_of("helper-tights")
    cut = body.surface(quads)
    base = cut.fields["base"][:, 0].astype(int)
    used, renumbered = np.unique(base, return_inverse=True)
    fields = {"position": body.positions[used], "weight": body.weights[used]}
    surface = Surface(renumbered[cut.faces], fields)
    if subdivide:
        surface = surface.subdivided()
    return Drape(surface, vertex_normals(surface.position, surface.faces))


def limb_share(body: Body, points: np.ndarray, side: int) -> np.ndarray:
    """How far (N,) places lie along the forearm: 0 at the elbow, 1 at the wrist; -1 away from that arm."""
    name = "Left" if side > 0 else "Right"
    elbow, hand = body.skeleton.head(f"{name}ForeArm"), body.skeleton.head(f"{name}Hand")
    line = hand - elbow
    share = (points - elbow) @ line / (line @ line)
    return np.where(points[:, 0] * side > abs(elbow[0]) * 0.85, share, -1.0)


def cut(surface: Surface, *values) -> Surface:
    """``surface`` clipped by functions of its places (N, 3), one after another; each keeps where it is positive."""
    for value in values:
        surface = surface.clipped(value(surface.position))
    return surface


def rimmed(surface: Surface, depth: float) -> Surface:
    """``surface`` with its border folded inwards by ``depth`` metres along the normals: gives cloth a thickness."""
    edges = np.concatenate([surface.faces[:, [0, 1]], surface.faces[:, [1, 2]], surface.faces[:, [2, 0]]])
    key = np.sort(edges, axis=1)
    _, first, count = np.unique(key, axis=0, return_index=True, return_counts=True)
    border = edges[first[count == 1]]
    if not len(border):
        return surface
    normal = vertex_normals(surface.position, surface.faces)
    ring = np.unique(border)
    number = np.full(len(surface), -1)
    number[ring] = np.arange(len(ring))
    fields = {k: np.concatenate([v[ring], v[ring]]) for k, v in surface.fields.items() if k != "normal"}
    fields["position"] = np.concatenate([surface.position[ring], surface.position[ring] - normal[ring] * depth])
    a, b = number[border].T
    n = len(ring)
    faces = np.concatenate([np.stack([b, a, a + n], 1), np.stack([b, a + n, b + n], 1)])
    top = Surface(surface.faces, {**surface.fields, "normal": normal})
    rim = Surface(faces, fields)
    rim.fields["normal"] = vertex_normals(rim.position, rim.faces)
    return merged([top, rim])


def patch(drape: Drape, lift: float, *values) -> Surface:
    """A piece of cloth lying ``lift`` metres on ``drape``, cut by ``values``, with edges down to it."""
    fields = {**drape.surface.fields, "normal_": drape.normal}
    piece = cut(Surface(drape.surface.faces, fields), *values)
    normal = unit(piece.fields.pop("normal_"))
    piece.fields["position"] = piece.position + normal * lift
    return rimmed(piece, lift + 0.0015)


def borrow_weights(source: Surface, points: np.ndarray, neighbours: int = 8) -> np.ndarray:
    """Skin weights (N, 56) for places (N, 3) from the nearest vertices of ``source``, by inverse squared distance."""
    distance, index = cKDTree(source.position).query(points, k=neighbours)
    share = 1 / (distance + 0.004) ** 2
    weights = np.einsum("nk,nkj->nj", share, source.fields["weight"][index])
    return weights / weights.sum(1, keepdims=True)


def loft(rings: np.ndarray, source: Surface, closed: bool) -> Surface:
    """A surface of rings of places (R, C, 3), skinned like ``source``; ``closed`` joins last column and first."""
    rows, columns = rings.shape[:2]
    n = np.arange(rows * columns).reshape(rows, columns)
    if closed:
        n = np.concatenate([n, n[:, :1]], axis=1)
    a, b, c, d = n[:-1, :-1], n[1:, :-1], n[1:, 1:], n[:-1, 1:]
    faces = np.concatenate([np.stack(x, -1).reshape(-1, 3) for x in ((a, b, c), (a, c, d))])
    position = rings.reshape(-1, 3)
    return Surface(faces, {"position": position, "weight": borrow_weights(source, position)})


class HeightMap:
    """The height of a shell above the ground seen from above, or its front seen from before.

    Args:
        points: vertices (N, 3) of the shell's single-valued part.
        axes: the two coordinates to look up by; the third is what is returned.
    """

    def __init__(self, points: np.ndarray, axes: tuple[int, int]) -> None:
        value = 3 - sum(axes)
        self._linear = LinearNDInterpolator(points[:, axes], points[:, value])
        self._nearest = NearestNDInterpolator(points[:, axes], points[:, value])

    def __call__(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """The third coordinate at (a, b), of the nearest vertex where the shell does not reach."""
        found = self._linear(a, b)
        return np.where(np.isnan(found), self._nearest(a, b), found)


def disc(centre: np.ndarray, normal: np.ndarray, radius: float, source: Surface, sectors: int = 14) -> Surface:
    """A button: a slightly domed disc lying at ``centre`` (3,) against ``normal`` (3,)."""
    normal = unit(normal)
    x = unit(np.cross([0, 1, 0], normal))
    y = np.cross(normal, x)
    turn = 2 * np.pi * np.arange(sectors) / sectors
    circle = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
    rings = [(1.0, 0.0), (0.97, 0.0016), (0.80, 0.0021), (0.72, 0.0014), (0.02, 0.0014)]
    position = np.stack([centre + circle * radius * r + normal * h for r, h in rings])
    return loft(position, source, closed=True)


def painted(surface: Surface, color: np.ndarray | list[float]) -> Surface:
    """``surface`` with one sRGB colour (3,) in its field ``color`` and a kept or new ``normal``."""
    if "normal" not in surface.fields:
        surface = Surface(surface.faces, {**surface.fields, "normal": vertex_normals(surface.position, surface.faces)})
    surface.fields["color"] = np.tile(np.asarray(color, float), (len(surface), 1))
    return surface
