"""The name badge on the blazer. Its two characters are drawn stroke by stroke, so no font is needed."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from avatar_bridge.avatar.cloth import borrow_weights
from avatar_bridge.avatar.clothes import Wardrobe
from avatar_bridge.avatar.glb import Material, Part
from avatar_bridge.avatar.surface import Surface, vertex_normals

WIDTH, HEIGHT = 0.056, 0.021
"""Metres."""

_XIAO = [[(50, 8), (50, 90), (42, 90), (34, 82)], [(30, 36), (12, 70)], [(70, 36), (90, 70)]]
_XIN = [
    [(25, 4), (31, 14)],
    [(6, 18), (50, 18)],
    [(16, 24), (20, 36)],
    [(40, 24), (36, 36)],
    [(3, 40), (53, 40)],
    [(7, 58), (50, 58)],
    [(28, 40), (28, 92), (20, 86)],
    [(24, 62), (6, 82)],
    [(33, 64), (48, 78)],
    [(88, 8), (62, 18)],
    [(62, 18), (62, 56), (52, 92)],
    [(62, 44), (97, 44)],
    [(80, 44), (80, 95)],
]
"""Strokes of 小 and 新 in a box of 100 x 100, y downwards."""


def badge_texture(width: int) -> Image.Image:
    """White enamel with a blue band and the name 小新."""
    scale = 4
    w, h = width * scale, round(width * HEIGHT / WIDTH) * scale
    picture = Image.new("RGB", (w, h), (250, 250, 248))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 0, round(w * 0.27), h], fill=(30, 82, 160))
    x, y, r = w * 0.135, h * 0.5, h * 0.24
    draw.ellipse([x - r, y - r, x + r, y + r], outline=(255, 255, 255), width=round(h * 0.055))
    draw.arc(
        [x - r * 0.52, y - r * 0.55, x + r * 0.52, y + r * 0.55], 20, 160, fill=(255, 255, 255), width=round(h * 0.055)
    )
    size = h * 0.62
    for character, left in ((_XIAO, 0.36), (_XIN, 0.66)):
        for stroke in character:
            points = [(w * left + px / 100 * size, h * 0.19 + py / 100 * size) for px, py in stroke]
            draw.line(points, fill=(28, 36, 62), width=round(size * 0.085), joint="curve")
    draw.rectangle([0, 0, w - 1, h - 1], outline=(176, 182, 194), width=round(h * 0.03))
    return picture.resize((w // scale, h // scale), Image.Resampling.LANCZOS)


def build_badge(wardrobe: Wardrobe) -> Part:
    """A slightly curved plate on the left breast."""
    columns, rows = 9, 4
    x0, y0 = 0.094, wardrobe.y(0.665)
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    x = x0 + (u - 0.5) * WIDTH
    y = y0 - (v - 0.5) * HEIGHT
    # A flat plate leaning with the cloth, just clear of its highest place.
    z = wardrobe.front(x, y)
    plane = np.stack([u.ravel() - 0.5, v.ravel() - 0.5, np.ones(u.size)], axis=1)
    fit, *_ = np.linalg.lstsq(plane, z.ravel(), rcond=None)
    flat = (plane @ fit).reshape(z.shape)
    z = flat + (z - flat).max() * 0.7 + 0.0025
    n = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = n[:-1, :-1], n[1:, :-1], n[1:, 1:], n[:-1, 1:]
    faces = np.concatenate([np.stack(t, -1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))])
    position = np.stack([x, y, z], axis=-1).reshape(-1, 3)
    middle = borrow_weights(wardrobe.blazer.surface, position.mean(0, keepdims=True))
    fields = {
        "position": position,
        "uv": np.stack([u, v], axis=-1).reshape(-1, 2),
        "weight": np.repeat(middle, len(position), axis=0),
        "normal": vertex_normals(position, faces),
    }
    texture = badge_texture(256)
    return Part("Badge", Surface(faces, fields), Material("Badge", roughness=0.35, texture=texture, double_sided=True))
