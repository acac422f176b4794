"""The person before dressing: shape, skeleton, weights and face morphs, and the surfaces cut from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from avatar_bridge.avatar.morphs import face_morphs
from avatar_bridge.avatar.shape import neutral_shape
from avatar_bridge.avatar.skeleton import Skeleton, build_skeleton, joint_weights, stand_upright
from avatar_bridge.avatar.source import MakeHumanData
from avatar_bridge.avatar.surface import Surface, triangulate, vertex_normals

HEAD_UV = (0.638, 0.998, 0.172, 0.992)
"""u and v range of the head's island in MakeHuman's texture space."""


@dataclass(frozen=True)
class Body:
    """The undressed person at rest.

    Attributes:
        data: the files.
        positions: base-mesh vertices (19158, 3) in metres.
        weights: skin weights (19158, 56).
        skeleton: joints at rest.
        morphs: face displacements (19158, 3) by ARKit name.
        normals: unit normals (19158, 3) of the body's skin; elsewhere meaningless.
    """

    data: MakeHumanData
    positions: np.ndarray
    weights: np.ndarray
    skeleton: Skeleton
    morphs: dict[str, np.ndarray]
    normals: np.ndarray

    def surface(self, quads: np.ndarray, morphs: bool = False) -> Surface:
        """The quads with indices ``quads`` (K,) as a surface; vertices are split where their texture coordinates are.

        The field ``base`` (N, 1) holds each vertex's number in the base mesh.
        """
        corners = np.stack([self.data.faces[quads], self.data.face_uvs[quads]], axis=-1).reshape(-1, 2)
        unique, inverse = np.unique(corners, axis=0, return_inverse=True)
        base = unique[:, 0]
        uv = self.data.uvs[unique[:, 1]] * [1, -1] + [0, 1]
        fields = {
            "position": self.positions[base],
            "uv": uv,
            "weight": self.weights[base],
            "base": base[:, None].astype(float),
        }
        moved = {name: delta[base] for name, delta in self.morphs.items()} if morphs else {}
        return Surface(triangulate(inverse.reshape(-1, 4)), fields, moved)

    def head_quads(self) -> np.ndarray:
        """Quads of the head's skin, the insides of mouth and lids included."""
        return head_quads(self.data)

    def group(self, name: str) -> np.ndarray:
        """Positions (K, 3) of a vertex group such as ``helper-l-eye``."""
        return self.positions[self.data.vertex_groups[name]]


def _uv_box(data: MakeHumanData, quads: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    middle = data.uvs[data.face_uvs[quads]].mean(1)
    return (middle[:, 0] > box[0]) & (middle[:, 0] < box[1]) & (middle[:, 1] > box[2]) & (middle[:, 1] < box[3])


def head_quads(data: MakeHumanData) -> np.ndarray:
    """Quads whose texture lies in the islands of head, mouth lining and lid linings."""
    quads = data.faces_of("body")
    height = data.positions[data.faces[quads], 1].mean(1)
    island = _uv_box(data, quads, (0.640, 1.0, 0.148, 0.83))
    mouth = _uv_box(data, quads, (0.757, 0.925, 0.0, 0.137))
    lids = _uv_box(data, quads, (0.0, 0.16, 0.545, 0.635))
    return quads[(island | mouth | lids) & (height > 6.0)]


def build_body(data: MakeHumanData) -> Body:
    """Shape, skeleton, weights and morphs of the undressed person.

    Raises:
        AvatarDataError: when a data file is missing or damaged.
    """
    weights = joint_weights(data)
    positions = stand_upright(data, neutral_shape(data), weights)
    body_quads = data.faces_of("body")
    head = np.isin(body_quads, head_quads(data))
    seam = np.intersect1d(data.faces[body_quads[head]], data.faces[body_quads[~head]])
    normals = vertex_normals(positions, triangulate(data.faces[body_quads]))
    skeleton = build_skeleton(data, positions)
    return Body(data, positions, weights, skeleton, face_morphs(data, positions, seam), normals)
