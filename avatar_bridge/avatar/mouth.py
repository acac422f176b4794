"""Teeth, tongue and upper lashes: MakeHuman's helper meshes with their own paint; they follow the face morphs."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from avatar_bridge.avatar.body import Body
from avatar_bridge.avatar.glb import Material, Part
from avatar_bridge.avatar.skin_texture import ramp
from avatar_bridge.avatar.surface import merged

ENAMEL = np.array([0.955, 0.935, 0.900])
GUM = np.array([0.780, 0.440, 0.420])
TONGUE = np.array([0.800, 0.440, 0.430])
SHIFT = {
    "helper-upper-teeth": np.array([0.0, -0.0042, 0.0012]),
    "helper-lower-teeth": np.array([0.0, -0.0012, 0.0]),
    "helper-tongue": np.array([0.0, -0.0040, -0.0015]),
}
"""Moves (m) that bring the helpers to where speech shows them: the upper teeth's edge below the upper lip."""


def build_mouth(body: Body, lite: bool = False) -> Part:
    """Both rows of teeth and the tongue, darker towards the throat."""
    parts = []
    for name in ("helper-upper-teeth", "helper-lower-teeth", "helper-tongue"):
        surface = body.surface(body.data.faces_of(name), morphs=True)
        if name != "helper-tongue" and not lite:
            surface = surface.subdivided()
        surface.fields["position"] = surface.position + SHIFT[name]
        p = surface.position
        deep = ramp(p[:, 2], p[:, 2].max() - 0.006, p[:, 2].max() - 0.034)[:, None]
        color = np.tile(TONGUE if name == "helper-tongue" else ENAMEL, (len(surface), 1))
        if name != "helper-tongue":
            height = (p[:, 1] - p[:, 1].min()) / np.ptp(p[:, 1])
            gum = height if "upper" in name else 1 - height
            color = color + (GUM - color) * ramp(gum, 0.62, 0.9)[:, None]
        surface.fields["color"] = color * (1 - (0.72 if name != "helper-tongue" else 0.55) * deep)
        parts.append(surface)
    return Part("Mouth", merged(parts), Material("Mouth", roughness=0.35, double_sided=True))


def lash_texture(width: int) -> Image.Image:
    """RGBA strokes (width, width / 4): roots at the lower edge, curving outwards, u from inner to outer corner."""
    scale = 4
    size = (width * scale, width // 4 * scale)
    alpha = Image.new("L", size, 0)
    draw = ImageDraw.Draw(alpha)
    rng = np.random.default_rng(13)
    for root in np.linspace(0.05, 0.97, 54):
        length = (0.30 + 0.62 * root) * rng.uniform(0.8, 1.08)
        lean = (root - 0.35) * 0.055 + rng.uniform(-0.008, 0.008)
        points = [(root + lean * s**1.7, 1 - length * s) for s in np.linspace(0, 1, 12)]
        for k, (a, b) in enumerate(zip(points, points[1:])):
            thick = max(1, round(width * scale / 256 * (3.6 - 0.26 * k)))
            draw.line([a[0] * size[0], a[1] * size[1], b[0] * size[0], b[1] * size[1]], fill=255, width=thick)
    draw.rectangle([0, size[1] * 0.93, size[0], size[1]], fill=225)
    alpha = alpha.resize((width, width // 4), Image.Resampling.LANCZOS)
    picture = Image.new("RGBA", alpha.size, (26, 18, 17, 0))
    picture.putalpha(alpha)
    return picture


def build_lashes(body: Body, lite: bool = False) -> Part:
    """The upper lashes of both eyes."""
    parts = []
    for letter in "lr":
        surface = body.surface(body.data.faces_of(f"helper-{letter}-eyelashes-2"), morphs=True)
        uv, p = surface.fields["uv"], surface.position
        across = (uv[:, 0] - uv[:, 0].min()) / np.ptp(uv[:, 0])
        if np.corrcoef(across, np.abs(p[:, 0]))[0, 1] < 0:
            across = 1 - across
        centre = body.skeleton.head("LeftEye" if letter == "l" else "RightEye")
        distance = np.linalg.norm(p - centre, axis=1)
        up = (uv[:, 1] - uv[:, 1].min()) / np.ptp(uv[:, 1])
        if np.corrcoef(up, distance)[0, 1] > 0:
            up = 1 - up
        surface.fields["uv"] = np.stack([across, up], axis=1)
        parts.append(surface)
    material = Material("Lashes", roughness=0.9, texture=lash_texture(256), alpha_mode="BLEND", double_sided=True)
    return Part("Lashes", merged(parts), material)
