"""Places on the face that paint, hair and clothes are laid out by, measured on the shaped mesh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy.ndimage import map_coordinates

from avatar_bridge.avatar.body import Body
from avatar_bridge.avatar.source import AvatarDataError


@dataclass(frozen=True)
class Landmarks:
    """Positions (3,) in metres; paired ones are the left of the body, mirrored at x = 0 for the right.

    Attributes:
        eye: centre of the eyeball.
        mouth: middle of the lips.
        nose: tip.
        chin: lowest point of the chin's front.
        crown: top of the head.
        neck: root of the neck joint.
        head: centre of the skull.
    """

    eye: np.ndarray
    mouth: np.ndarray
    nose: np.ndarray
    chin: np.ndarray
    crown: np.ndarray
    neck: np.ndarray
    head: np.ndarray


def painted_mask(body: Body, name: str, uv: np.ndarray) -> np.ndarray:
    """MakeHuman's own picture mask ``mpfb_<name>.jpg`` (0..1) at texture coordinates (N, 2), v downwards."""
    path = body.data.root / "mpfb2" / "textures" / f"mpfb_{name}.jpg"
    if not path.is_file():
        raise AvatarDataError(f"avatar data is incomplete: mpfb2/textures/mpfb_{name}.jpg is missing")
    with Image.open(path) as picture:
        mask = np.asarray(picture.convert("L"), float) / 255
    at = [uv[:, 1] * (mask.shape[0] - 1), uv[:, 0] * (mask.shape[1] - 1)]
    return map_coordinates(mask, at, order=1, mode="nearest")


def find_landmarks(body: Body) -> Landmarks:
    """Measure the landmarks of ``body``."""
    face = body.surface(body.head_quads())
    p = face.position
    lips = p[painted_mask(body, "lips", face.fields["uv"]) > 0.5]
    lips = lips[lips[:, 2] > lips[:, 2].max() - 0.012]
    eye = body.skeleton.head("LeftEye")
    middle = p[np.abs(p[:, 0]) < 0.004]
    nose = middle[(middle[:, 1] < eye[1]) & (middle[:, 1] > lips[:, 1].max())]
    nose = nose[np.argmax(nose[:, 2])]
    below = middle[(middle[:, 1] < lips[:, 1].min() - 0.012) & (middle[:, 1] > lips[:, 1].min() - 0.05)]
    chin = below[np.argmax(below[:, 2] - 0.6 * (below[:, 1] - below[:, 1].mean()))]
    mouth = (lips.min(0) + lips.max(0)) / 2 * [0, 1, 0] + [0, 0, lips[:, 2].max()]
    crown = p[np.argmax(p[:, 1])]
    skull = p[p[:, 1] > eye[1]]
    centre = (skull.min(0) + skull.max(0)) / 2 * [0, 0, 1] + [0, eye[1] + 0.03, 0]
    return Landmarks(eye, mouth, nose, chin, crown, body.skeleton.head("Neck"), centre)
