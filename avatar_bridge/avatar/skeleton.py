"""The 56 joints: where they are, how their frames stand, and the skin weights merged into them.

Names are those of the Mixamo rig without its prefix, plus a forearm twist bone and eye bones. The 163 bones of the
MPFB2 default rig are merged into them, so the weights are MakeHuman's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from avatar_bridge.avatar.rotation import frame, quaternion, unit
from avatar_bridge.avatar.source import AvatarDataError, MakeHumanData

SKELETON_VERSION = 1
SIDES = {"Left": "L", "Right": "R"}
FINGERS = ("Thumb", "Index", "Middle", "Ring", "Pinky")
ANKLE_HALF_GAP = 0.072
"""Distance (m) of each ankle from the middle when standing."""

_CENTRE_RULES = [
    (r"root|pelvis\..", "Hips"),
    (r"spine0[54]", "Spine"),
    (r"spine03", "Spine1"),
    (r"spine0[21]|breast\..", "Spine2"),
    (r"neck0\d", "Neck"),
]
_SIDE_RULES = [
    (r"clavicle|shoulder01", "Shoulder"),
    (r"upperarm0\d", "Arm"),
    (r"lowerarm01", "ForeArm"),
    (r"lowerarm02", "ForeArmTwist"),
    (r"wrist|metacarpal\d", "Hand"),
    (r"upperleg0\d", "UpLeg"),
    (r"lowerleg0\d", "Leg"),
    (r"foot", "Foot"),
    (r"toe\d-\d", "ToeBase"),
    (r"eye", "Eye"),
]


def merged_name(bone: str) -> str:
    """The joint that a bone of the MPFB2 default rig belongs to; face bones belong to ``Head``."""
    for pattern, name in _CENTRE_RULES:
        if re.fullmatch(pattern, bone):
            return name
    stem, _, letter = bone.rpartition(".")
    side = {"L": "Left", "R": "Right"}.get(letter)
    if side:
        finger = re.fullmatch(r"finger(\d)-(\d)", stem)
        if finger:
            return f"{side}Hand{FINGERS[int(finger[1]) - 1]}{finger[2]}"
        for pattern, name in _SIDE_RULES:
            if re.fullmatch(pattern, stem):
                return side + name
    return "Head"


def _hierarchy() -> dict[str, str | None]:
    """Joint -> parent, parents first."""
    tree: dict[str, str | None] = {"Hips": None, "Spine": "Hips", "Spine1": "Spine", "Spine2": "Spine1"}
    tree |= {"Neck": "Spine2", "Head": "Neck", "LeftEye": "Head", "RightEye": "Head"}
    for side in SIDES:
        chain = ["Shoulder", "Arm", "ForeArm", "ForeArmTwist", "Hand"]
        for parent, child in zip(["Spine2", *(side + c for c in chain)], chain):
            tree[side + child] = parent
        for finger in FINGERS:
            for joint in (1, 2, 3):
                tree[f"{side}Hand{finger}{joint}"] = f"{side}Hand{finger}{joint - 1}" if joint > 1 else f"{side}Hand"
    for side in SIDES:
        for parent, child in zip(
            ["Hips", *(side + c for c in ("UpLeg", "Leg", "Foot"))], ("UpLeg", "Leg", "Foot", "ToeBase")
        ):
            tree[side + child] = parent
    return tree


PARENTS = _hierarchy()
JOINTS = list(PARENTS)


@dataclass(frozen=True)
class Skeleton:
    """Joints in the rest pose.

    Attributes:
        heads: joint positions (56, 3) in metres.
        tails: the point each bone points at (56, 3).
        frames: world rotations (56, 3, 3), axes as columns.
    """

    heads: np.ndarray
    tails: np.ndarray
    frames: np.ndarray

    def head(self, joint: str) -> np.ndarray:
        """Position (3,) of ``joint``."""
        return self.heads[JOINTS.index(joint)]

    def frame(self, joint: str) -> np.ndarray:
        """World rotation (3, 3) of ``joint`` at rest."""
        return self.frames[JOINTS.index(joint)]

    def local(self, joint: str) -> tuple[np.ndarray, np.ndarray]:
        """Translation (3,) and rotation (3, 3) of ``joint`` in its parent's frame."""
        parent = PARENTS[joint]
        if parent is None:
            return self.head(joint), self.frame(joint)
        base = self.frame(parent)
        return base.T @ (self.head(joint) - self.head(parent)), base.T @ self.frame(joint)


def joint_weights(data: MakeHumanData) -> np.ndarray:
    """Skin weights (19158, 56) of every base-mesh vertex, rows summing to one."""
    weights = np.zeros((len(data.positions), len(JOINTS)))
    for bone, pairs in data.rig_weights.items():
        column = JOINTS.index(merged_name(bone))
        table = np.array(pairs, float).reshape(-1, 2)
        np.add.at(weights, (table[:, 0].astype(int), np.full(len(table), column)), table[:, 1])
    total = weights.sum(1, keepdims=True)
    if total.min() < 0.5:
        raise AvatarDataError("avatar data is damaged: weights.default.json leaves vertices without a bone")
    return weights / total


def build_skeleton(data: MakeHumanData, positions: np.ndarray) -> Skeleton:
    """The skeleton of a body with base-mesh vertices ``positions`` (19158, 3) in metres.

    Torso, head and eyes keep world-aligned frames (+X to the body's left, +Y up, +Z to the front). Limb bones have +Y
    along the bone and, for arms and fingers, +X as the hinge: a positive turn about +X bends elbow or finger, and the
    hand's +Z is the palm's normal.
    """

    def cube(name: str) -> np.ndarray:
        return positions[data.vertex_groups[f"joint-{name}"]].mean(0)

    def rig_head(bone: str) -> np.ndarray:
        head = data.rig[bone]["head"]
        if head["strategy"] == "CUBE":
            return cube(head["cube_name"].removeprefix("joint-"))
        index = head["vertex_indices"] if head["strategy"] == "MEAN" else [head["vertex_index"]]
        return positions[index].mean(0)

    identity = np.eye(3)
    place: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
    hips = (cube("l-upper-leg") + cube("r-upper-leg")) / 2
    column = [hips, cube("pelvis"), cube("spine-3"), cube("spine-2"), cube("neck"), cube("head"), cube("head-2")]
    for i, joint in enumerate(["Hips", "Spine", "Spine1", "Spine2", "Neck", "Head"]):
        place[joint] = (column[i], column[i + 1], identity)
    for side, letter in (("Left", "l"), ("Right", "r")):
        place[f"{side}Eye"] = (cube(f"{letter}-eye"), cube(f"{letter}-eye") + [0, 0, 0.03], identity)
        shoulder, elbow, hand = (cube(f"{letter}-{n}") for n in ("shoulder", "elbow", "hand"))
        clavicle = cube(f"{letter}-clavicle")
        hinge = np.cross(unit(elbow - shoulder), unit(hand - elbow))
        place[f"{side}Shoulder"] = (clavicle, shoulder, frame(shoulder - clavicle, hinge))
        place[f"{side}Arm"] = (shoulder, elbow, frame(elbow - shoulder, hinge))
        forearm = frame(hand - elbow, hinge)
        twist_head = rig_head(f"lowerarm02.{letter.upper()}")
        twist_head = elbow + (hand - elbow) * (
            np.dot(twist_head - elbow, hand - elbow) / np.dot(hand - elbow, hand - elbow)
        )
        place[f"{side}ForeArm"] = (elbow, twist_head, forearm)
        place[f"{side}ForeArmTwist"] = (twist_head, hand, forearm)
        knuckles = {n: cube(f"{letter}-finger-{n}-1") for n in range(2, 6)}
        across = (knuckles[5] - knuckles[2]) * (1 if letter == "l" else -1)
        place[f"{side}Hand"] = (hand, knuckles[3], frame(knuckles[3] - hand, across))
        for number, finger in enumerate(FINGERS, start=1):
            points = [cube(f"{letter}-finger-{number}-{k}") for k in (1, 2, 3, 4)]
            axis = across
            if finger == "Thumb":
                axis = np.cross(unit(points[2] - points[1]), unit(points[3] - points[2]))
                axis = (
                    axis
                    if np.linalg.norm(axis) > 0.05
                    else np.cross(unit(points[1] - points[0]), unit(points[3] - points[1]))
                )
            for k in (1, 2, 3):
                start, end = points[k - 1], points[k]
                place[f"{side}Hand{finger}{k}"] = (start, end, frame(end - start, axis))
        legs = [cube(f"{letter}-{n}") for n in ("upper-leg", "knee", "ankle", "toe-3-1", "toe-3-4")]
        for start, end, name in zip(legs, legs[1:], ("UpLeg", "Leg", "Foot", "ToeBase")):
            place[side + name] = (start, end, frame(end - start, np.array([1.0, 0, 0])))
    ordered = [place[joint] for joint in JOINTS]
    return Skeleton(*(np.array([p[i] for p in ordered]) for i in range(3)))


def stand_upright(data: MakeHumanData, positions: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """``positions`` (19158, 3) with the legs of MakeHuman's straddle brought together, soles flat at y = 0."""
    skeleton, moved = build_skeleton(data, positions), np.zeros_like(positions)
    turned = np.zeros(len(positions))
    for side, sign in (("Left", 1), ("Right", -1)):
        hip, ankle = skeleton.head(f"{side}UpLeg"), skeleton.head(f"{side}Foot")
        out = np.arctan2(sign * (ankle[0] - hip[0]), hip[1] - ankle[1])
        wanted = np.arctan2(ANKLE_HALF_GAP - sign * hip[0], hip[1] - ankle[1])
        angle = sign * (wanted - out)
        c, s = np.cos(angle), np.sin(angle)
        turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
        swung = (positions - hip) @ turn.T + hip
        flat = positions - ankle + (ankle - hip) @ turn.T + hip
        for names, where in ((("UpLeg", "Leg"), swung), (("Foot", "ToeBase"), flat)):
            share = weights[:, [JOINTS.index(side + n) for n in names]].sum(1)
            moved += share[:, None] * where
            turned += share
    moved += (1 - turned)[:, None] * positions
    sole = moved[data.vertex_groups["body"], 1].min()
    return moved - [0, sole, 0]


LIMITS: dict[str, dict[str, tuple[float, float]]] = {
    "Neck": {"x": (-25, 25), "y": (-30, 30), "z": (-20, 20)},
    "Head": {"x": (-25, 25), "y": (-40, 40), "z": (-20, 20)},
    "Spine2": {"x": (-10, 15), "y": (-15, 15), "z": (-10, 10)},
    "Spine1": {"x": (-10, 15), "y": (-15, 15), "z": (-10, 10)},
    "Spine": {"x": (-10, 20), "y": (-15, 15), "z": (-10, 10)},
    "Eye": {"x": (-11, 13), "y": (-16, 16), "z": (0, 0)},
    "ForeArm": {"x": (-45, 105), "y": (0, 0), "z": (0, 0)},
    "ForeArmTwist": {"x": (0, 0), "y": (-90, 90), "z": (0, 0)},
    "Hand": {"x": (-70, 75), "y": (-20, 20), "z": (-35, 20)},
    "Finger1": {"x": (-30, 90), "y": (-5, 5), "z": (-20, 20)},
    "Finger2": {"x": (-10, 105), "y": (0, 0), "z": (0, 0)},
    "Finger3": {"x": (-10, 80), "y": (0, 0), "z": (0, 0)},
    "Thumb1": {"x": (-20, 45), "y": (-30, 30), "z": (-35, 50)},
    "Thumb2": {"x": (-15, 55), "y": (0, 0), "z": (0, 0)},
    "Thumb3": {"x": (-15, 80), "y": (0, 0), "z": (0, 0)},
}
"""Turns in degrees from rest about each joint's own axes. Body: common clinical ranges of motion, rounded inwards;
eyes: how far the painted lids follow."""


def limits_of(joint: str) -> dict[str, list[float]] | None:
    """The entry of ``LIMITS`` that holds for ``joint``, or None where no limit is kept."""
    key = joint
    for side in SIDES:
        key = key.removeprefix(side)
    finger = re.fullmatch(r"Hand(\w+?)(\d)", key)
    if finger:
        key = ("Thumb" if finger[1] == "Thumb" else "Finger") + finger[2]
    found = LIMITS.get(key)
    return {axis: list(span) for axis, span in found.items()} if found else None


def describe(skeleton: Skeleton, morphs: dict[str, list[str]]) -> dict:
    """The content of ``skeleton.json``; ``morphs`` maps each mesh to its morph names (format: docs/avatar.md)."""
    bones = []
    for joint in JOINTS:
        translation, rotation = skeleton.local(joint)
        index = JOINTS.index(joint)
        hinged = re.search(r"ForeArm$|Hand[A-Z]\w+\d", joint) is not None
        bones.append(
            {
                "name": joint,
                "parent": PARENTS[joint],
                "position": np.round(skeleton.heads[index], 5).tolist(),
                "tail": np.round(skeleton.tails[index], 5).tolist(),
                "rotation": quaternion(skeleton.frames[index]),
                "local_translation": np.round(translation, 6).tolist(),
                "local_rotation": quaternion(rotation),
                "hinge": np.round(skeleton.frames[index][:, 0], 5).tolist() if hinged else None,
                "limits": limits_of(joint),
            }
        )
    return {
        "version": SKELETON_VERSION,
        "unit": "metre",
        "axes": {"up": "+Y", "front": "+Z", "left_of_body": "+X"},
        "rest": "A-pose",
        "bone_axes": {"along": "+Y", "hinge": "+X", "palm_normal": "Hand +Z"},
        "quaternion_order": "xyzw",
        "bones": bones,
        "morphs": morphs,
    }
