"""Writes skinned, morphing meshes as one binary glTF 2.0 file.

Only what the avatar needs of the Khronos glTF 2.0 specification: one skin, sparse POSITION and NORMAL morph targets,
metallic-roughness materials with embedded pictures. No extension is used, so every loader reads the file.
"""

from __future__ import annotations

import io
import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from avatar_bridge.avatar.morphs import morph_normals
from avatar_bridge.avatar.rotation import quaternion
from avatar_bridge.avatar.skeleton import JOINTS, PARENTS, Skeleton
from avatar_bridge.avatar.surface import Surface

_FLOAT, _UBYTE, _USHORT, _UINT = 5126, 5121, 5123, 5125
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
MORPH_EPSILON = 2e-6
"""Displacements (m) below this are not stored."""


@dataclass(frozen=True)
class Material:
    """A metallic-roughness material; ``color`` is linear RGBA, ``texture`` an sRGB picture (RGB or RGBA)."""

    name: str
    color: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    roughness: float = 0.8
    texture: Image.Image | None = None
    jpeg_quality: int | None = 88
    alpha_mode: str = "OPAQUE"
    alpha_cutoff: float = 0.5
    double_sided: bool = False


@dataclass(frozen=True)
class Part:
    """One mesh of the model: a surface with ``weight`` (and optional ``uv``, ``color``) fields, and its material."""

    name: str
    surface: Surface
    material: Material


def srgb_to_linear(color: np.ndarray) -> np.ndarray:
    """IEC 61966-2-1 decoding of values in 0..1."""
    color = np.clip(color, 0, 1)
    return np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)


def strongest_four(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The four strongest joints (N, 4) uint8 of dense ``weights`` (N, J) and their shares (N, 4), summing to one."""
    order = np.argsort(-weights, axis=1, kind="stable")[:, :4]
    share = np.take_along_axis(weights, order, axis=1)
    share = np.where(share < 1e-4, 0, share)
    share = (share / share.sum(1, keepdims=True)).astype(np.float32)
    return np.where(share > 0, order, 0).astype(np.uint8), share


class GlbWriter:
    """Collects accessors and writes the file."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._binary = bytearray()
        self._doc: dict = {
            "asset": {"version": "2.0", "generator": "avatar_bridge.avatar"},
            "scene": 0,
            "scenes": [{"name": "xiaoxin", "nodes": [0]}],
            "nodes": [],
            "meshes": [],
            "materials": [],
            "textures": [],
            "images": [],
            "samplers": [{"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}],
            "accessors": [],
            "bufferViews": [],
        }
        self._add_skeleton(skeleton)
        self._materials: dict[str, int] = {}

    def _view(self, data: bytes, target: int | None = None) -> int:
        self._binary.extend(b"\0" * (-len(self._binary) % 4))
        view = {"buffer": 0, "byteOffset": len(self._binary), "byteLength": len(data)}
        if target:
            view["target"] = target
        self._binary.extend(data)
        self._doc["bufferViews"].append(view)
        return len(self._doc["bufferViews"]) - 1

    def _accessor(self, array: np.ndarray, kind: int, target: int | None = None, bounds=False, normalized=False) -> int:
        width = array.shape[1] if array.ndim == 2 else 1
        accessor = {
            "bufferView": self._view(np.ascontiguousarray(array).tobytes(), target),
            "componentType": kind,
            "count": len(array),
            "type": _TYPES[width],
        }
        if normalized:
            accessor["normalized"] = True
        if bounds:
            accessor["min"], accessor["max"] = array.min(0).tolist(), array.max(0).tolist()
        self._doc["accessors"].append(accessor)
        return len(self._doc["accessors"]) - 1

    def _sparse(self, array: np.ndarray, bounds: bool) -> int:
        """An accessor that is zero but for the rows of ``array`` (N, 3) that are not."""
        array = array.astype(np.float32)
        index = np.flatnonzero(np.abs(array).max(1) > 0)
        accessor: dict = {"componentType": _FLOAT, "count": len(array), "type": "VEC3"}
        if len(index):
            small = len(array) < 65536
            accessor["sparse"] = {
                "count": len(index),
                "indices": {
                    "bufferView": self._view(index.astype(np.uint16 if small else np.uint32).tobytes()),
                    "componentType": _USHORT if small else _UINT,
                },
                "values": {"bufferView": self._view(np.ascontiguousarray(array[index]).tobytes())},
            }
        if bounds:
            accessor["min"], accessor["max"] = array.min(0).tolist(), array.max(0).tolist()
        self._doc["accessors"].append(accessor)
        return len(self._doc["accessors"]) - 1

    def _add_skeleton(self, skeleton: Skeleton) -> None:
        nodes = self._doc["nodes"]
        nodes.append({"name": "Xiaoxin", "children": [1]})
        for joint in JOINTS:
            translation, rotation = skeleton.local(joint)
            children = [1 + JOINTS.index(j) for j in JOINTS if PARENTS[j] == joint]
            node = {"name": joint, "translation": translation.tolist(), "rotation": quaternion(rotation)}
            nodes.append({**node, "children": children} if children else node)
        inverse = np.zeros((len(JOINTS), 4, 4))
        inverse[:, 3, 3] = 1
        inverse[:, :3, :3] = skeleton.frames.transpose(0, 2, 1)
        inverse[:, :3, 3] = -np.einsum("jba,jb->ja", skeleton.frames, skeleton.heads)
        columns = inverse.transpose(0, 2, 1).reshape(len(JOINTS), 16).astype(np.float32)
        accessor = self._accessor(columns, _FLOAT)
        joints = list(range(1, 1 + len(JOINTS)))
        self._doc["skins"] = [{"name": "Xiaoxin", "joints": joints, "skeleton": 1, "inverseBindMatrices": accessor}]

    def _material(self, material: Material) -> int:
        if material.name in self._materials:
            return self._materials[material.name]
        surface: dict = {
            "baseColorFactor": list(material.color),
            "metallicFactor": 0.0,
            "roughnessFactor": material.roughness,
        }
        if material.texture is not None:
            picture = io.BytesIO()
            jpeg = material.jpeg_quality is not None and material.texture.mode == "RGB"
            if jpeg:
                material.texture.save(picture, "JPEG", quality=material.jpeg_quality, subsampling=0)
            else:
                material.texture.save(picture, "PNG", compress_level=9)
            self._doc["images"].append(
                {
                    "name": material.name,
                    "mimeType": "image/jpeg" if jpeg else "image/png",
                    "bufferView": self._view(picture.getvalue()),
                }
            )
            self._doc["textures"].append({"source": len(self._doc["images"]) - 1, "sampler": 0})
            surface["baseColorTexture"] = {"index": len(self._doc["textures"]) - 1}
        entry: dict = {"name": material.name, "pbrMetallicRoughness": surface, "doubleSided": material.double_sided}
        if material.alpha_mode != "OPAQUE":
            entry["alphaMode"] = material.alpha_mode
            if material.alpha_mode == "MASK":
                entry["alphaCutoff"] = material.alpha_cutoff
        self._doc["materials"].append(entry)
        self._materials[material.name] = len(self._doc["materials"]) - 1
        return self._materials[material.name]

    def add(self, part: Part, morph_names: list[str], keep_empty_morphs: bool = False) -> list[str]:
        """Add one mesh; morphs that do not move it are left out unless asked for. Returns the morphs it got."""
        surface = part.surface if "normal" in part.surface.fields else part.surface.with_normals()
        fields, array = surface.fields, 34962
        joints, share = strongest_four(fields["weight"])
        attributes = {
            "POSITION": self._accessor(fields["position"].astype(np.float32), _FLOAT, array, bounds=True),
            "NORMAL": self._accessor(fields["normal"].astype(np.float32), _FLOAT, array),
            "JOINTS_0": self._accessor(joints, _UBYTE, array),
            "WEIGHTS_0": self._accessor(share, _FLOAT, array),
        }
        if "uv" in fields and part.material.texture is not None:
            attributes["TEXCOORD_0"] = self._accessor(fields["uv"].astype(np.float32), _FLOAT, array)
        if "color" in fields:
            linear = np.ones((len(surface), 4))
            linear[:, :3] = srgb_to_linear(fields["color"])
            packed = np.round(linear * 65535).astype(np.uint16)
            attributes["COLOR_0"] = self._accessor(packed, _USHORT, array, normalized=True)
        small = len(surface) < 65536
        index = surface.faces.reshape(-1).astype(np.uint16 if small else np.uint32)
        primitive: dict = {
            "attributes": attributes,
            "indices": self._accessor(index, _USHORT if small else _UINT, 34963),
            "material": self._material(part.material),
        }
        mesh: dict = {"name": part.name, "primitives": [primitive]}
        names, targets = [], []
        for name in morph_names:
            delta = surface.morphs.get(name, np.zeros((len(surface), 3)))
            delta = np.where(np.abs(delta).max(1, keepdims=True) > MORPH_EPSILON, delta, 0)
            if not delta.any() and not keep_empty_morphs:
                continue
            change = morph_normals(surface, name) if delta.any() else np.zeros_like(delta)
            names.append(name)
            targets.append({"POSITION": self._sparse(delta, bounds=True), "NORMAL": self._sparse(change, bounds=False)})
        if names:
            primitive["targets"] = targets
            mesh["weights"] = [0.0] * len(names)
            mesh["extras"] = {"targetNames": names}
        self._doc["meshes"].append(mesh)
        self._doc["nodes"].append({"name": part.name, "mesh": len(self._doc["meshes"]) - 1, "skin": 0})
        self._doc["nodes"][0]["children"].append(len(self._doc["nodes"]) - 1)
        return names

    def write(self, path: Path) -> None:
        """Write the file; the same content gives the same bytes."""
        doc = {key: value for key, value in self._doc.items() if value != []}
        doc["buffers"] = [{"byteLength": len(self._binary)}]
        text = json.dumps(doc, separators=(",", ":"), ensure_ascii=False).encode()
        text += b" " * (-len(text) % 4)
        binary = bytes(self._binary) + b"\0" * (-len(self._binary) % 4)
        total = 12 + 8 + len(text) + 8 + len(binary)
        header = struct.pack("<4sII", b"glTF", 2, total)
        path.write_bytes(
            header
            + struct.pack("<I4s", len(text), b"JSON")
            + text
            + struct.pack("<I4s", len(binary), b"BIN\0")
            + binary
        )
