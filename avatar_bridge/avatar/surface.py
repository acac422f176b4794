"""Triangle surfaces whose every attribute survives subdivision and clipping.

An operation on a surface is a sparse matrix of linear combinations of its vertices; position, texture coordinates, skin
weights, colours and morphs all pass through the same matrix, so no layer of the body can drift from another.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sparse


def triangulate(quads: np.ndarray) -> np.ndarray:
    """Split quads (F, 4) into triangles (2F, 3)."""
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def vertex_normals(positions: np.ndarray, faces: np.ndarray, weld: np.ndarray | None = None) -> np.ndarray:
    """Area-weighted unit normals (N, 3); vertices with one ``weld`` number (N,) share theirs across texture seams."""
    a, b, c = (positions[faces[:, i]] for i in range(3))
    face_normal = np.cross(b - a, c - a)
    target = faces if weld is None else weld[faces]
    total = np.zeros((int(target.max()) + 1 if weld is not None else len(positions), 3))
    for corner in range(3):
        np.add.at(total, target[:, corner], face_normal)
    if weld is not None:
        total = total[weld]
    length = np.linalg.norm(total, axis=1, keepdims=True)
    return np.where(length > 1e-20, total / np.maximum(length, 1e-20), [0.0, 0.0, 1.0])


def weld_by_position(positions: np.ndarray, step: float = 1e-6) -> np.ndarray:
    """Number (N,) the distinct places of ``positions`` (N, 3), closer than ``step`` metres being one."""
    keys = np.round(positions / step).astype(np.int64)
    return np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)


def adjacency(faces: np.ndarray, count: int) -> sparse.csr_matrix:
    """Symmetric 0/1 vertex adjacency (count, count) of triangles (T, 3)."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    both = np.concatenate([edges, edges[:, ::-1]])
    return sparse.csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), (count, count))


@dataclass
class Surface:
    """Triangles ``faces`` (T, 3) over vertices with named ``fields`` (N, k) and sparse-in-spirit ``morphs`` (N, 3).

    Usual fields: ``position`` (3, metres), ``uv`` (2, v downwards as in glTF), ``weight`` (joints), ``color`` (3, sRGB
    0..1), ``normal`` (3, unit; recomputed when missing).
    """

    faces: np.ndarray
    fields: dict[str, np.ndarray]
    morphs: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def position(self) -> np.ndarray:
        """Vertex positions (N, 3) in metres."""
        return self.fields["position"]

    def __len__(self) -> int:
        return len(self.position)

    def resampled(self, matrix: sparse.spmatrix, faces: np.ndarray) -> Surface:
        """A surface whose vertices are the combinations ``matrix`` (N', N) of this one's."""
        matrix = sparse.csr_matrix(matrix)
        fields = {name: matrix @ values for name, values in self.fields.items() if name != "normal"}
        return Surface(faces, fields, {name: matrix @ values for name, values in self.morphs.items()})

    def with_faces(self, keep: np.ndarray) -> Surface:
        """Only the triangles ``keep`` (mask or indices), without unused vertices."""
        faces = self.faces[keep]
        used, renumbered = np.unique(faces, return_inverse=True)
        pick = sparse.csr_matrix((np.ones(len(used)), (np.arange(len(used)), used)), (len(used), len(self)))
        return self.resampled(pick, renumbered.reshape(-1, 3))

    def subdivided(self) -> Surface:
        """Every triangle split into four at its edges' middles."""
        f, count = self.faces, len(self)
        edges = np.sort(np.concatenate([f[:, [0, 1]], f[:, [1, 2]], f[:, [2, 0]]]), axis=1)
        unique, inverse = np.unique(edges, axis=0, return_inverse=True)
        middle = count + inverse.reshape(3, -1)
        ab, bc, ca = middle
        a, b, c = f.T
        faces = np.concatenate([np.stack(t, 1) for t in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))])
        rows = count + np.repeat(np.arange(len(unique)), 2)
        matrix = sparse.csr_matrix(
            (
                np.concatenate([np.ones(count), np.full(2 * len(unique), 0.5)]),
                (np.concatenate([np.arange(count), rows]), np.concatenate([np.arange(count), unique.reshape(-1)])),
            ),
            (count + len(unique), count),
        )
        return self.resampled(matrix, faces)

    def clipped(self, value: np.ndarray) -> Surface:
        """The part where the function ``value`` (N,) is not negative, cut exactly along its zero line."""
        value = np.where(np.abs(value) < 1e-9, 1e-9, value)
        inside = value > 0
        count, rows, new = len(self), [], {}

        def crossing(i: int, j: int) -> int:
            key = (min(i, j), max(i, j))
            if key not in new:
                new[key] = count + len(new)
                t = value[key[0]] / (value[key[0]] - value[key[1]])
                rows.append((key[0], key[1], t))
            return new[key]

        number_inside = inside[self.faces].sum(1)
        faces = list(map(tuple, self.faces[number_inside == 3]))
        for triangle in self.faces[(number_inside == 1) | (number_inside == 2)]:
            polygon = []
            for i, j in zip(triangle, np.roll(triangle, -1)):
                if inside[i]:
                    polygon.append(int(i))
                if inside[i] != inside[j]:
                    polygon.append(crossing(int(i), int(j)))
            faces.extend((polygon[0], polygon[k], polygon[k + 1]) for k in range(1, len(polygon) - 1))
        if not faces:
            raise ValueError("clipping left nothing of the surface")
        i, j, t = (np.array(x) for x in zip(*rows)) if rows else (np.zeros(0, int), np.zeros(0, int), np.zeros(0))
        line = count + np.arange(len(i))
        matrix = sparse.csr_matrix(
            (
                np.concatenate([np.ones(count), 1 - t, t]),
                (np.concatenate([np.arange(count), line, line]), np.concatenate([np.arange(count), i, j])),
            ),
            (count + len(i), count),
        )
        return self.resampled(matrix, np.array(faces)).with_faces(slice(None))

    def smoothed(
        self, positions: np.ndarray, rounds: int, strength: float = 0.5, fixed: np.ndarray | None = None
    ) -> np.ndarray:
        """``positions`` (N, 3) after ``rounds`` of Laplacian smoothing over this surface; mask ``fixed`` stays."""
        near = adjacency(self.faces, len(self))
        degree = np.maximum(np.asarray(near.sum(1)).reshape(-1, 1), 1)
        for _ in range(rounds):
            moved = positions + strength * (near @ positions / degree - positions)
            positions = moved if fixed is None else np.where(fixed[:, None], positions, moved)
        return positions

    def with_normals(self) -> Surface:
        """The same surface with a ``normal`` field, continuous over texture seams."""
        weld = weld_by_position(self.position)
        return Surface(
            self.faces, {**self.fields, "normal": vertex_normals(self.position, self.faces, weld)}, self.morphs
        )


def merged(surfaces: list[Surface]) -> Surface:
    """One surface of several that have the same fields; missing morphs are zero."""
    names = set.intersection(*(set(s.fields) for s in surfaces))
    offsets = np.cumsum([0] + [len(s) for s in surfaces[:-1]])
    fields = {name: np.concatenate([s.fields[name] for s in surfaces]) for name in sorted(names)}
    keys = sorted({key for s in surfaces for key in s.morphs})
    morphs = {k: np.concatenate([s.morphs.get(k, np.zeros((len(s), 3))) for s in surfaces]) for k in keys}
    return Surface(np.concatenate([s.faces + o for s, o in zip(surfaces, offsets)]), fields, morphs)
