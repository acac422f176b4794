"""Poses the skeleton: forward kinematics, a two-bone arm solver with a palm direction, finger curls."""

from __future__ import annotations

import numpy as np

from avatar_bridge.avatar.rotation import about, euler, frame, twist_about_y, unit
from avatar_bridge.avatar.skeleton import FINGERS, JOINTS, PARENTS, Skeleton

FOREARM_TWIST_SHARE = 0.65
"""Share of the hand's roll that the forearm twist bone takes; the hand's own joint takes the rest."""


class Posture:
    """A changeable pose; every method takes directions in the world of the standing body (+X its left, +Z front)."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.local: dict[str, np.ndarray] = {joint: skeleton.local(joint)[1] for joint in JOINTS}

    def copy(self) -> Posture:
        """An independent copy."""
        twin = Posture(self.skeleton)
        twin.local = dict(self.local)
        return twin

    def world(self, joint: str) -> tuple[np.ndarray, np.ndarray]:
        """Position (3,) and rotation (3, 3) of ``joint`` in this pose."""
        translation = self.skeleton.local(joint)[0]
        parent = PARENTS[joint]
        if parent is None:
            return translation, self.local[joint]
        origin, turn = self.world(parent)
        return origin + turn @ translation, turn @ self.local[joint]

    def set_world(self, joint: str, rotation: np.ndarray) -> None:
        """Turn ``joint`` so that its world rotation is ``rotation`` (3, 3)."""
        parent = PARENTS[joint]
        self.local[joint] = rotation if parent is None else self.world(parent)[1].T @ rotation

    def turn(self, joint: str, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Posture:
        """Set ``joint`` to its rest turned by degrees about its own axes (x first)."""
        self.local[joint] = self.skeleton.local(joint)[1] @ euler(x, y, z)
        return self

    def lift_shoulder(self, side: str, up: float, forward: float = 0.0) -> Posture:
        """Raise the collar bone by ``up`` and swing it forward by ``forward`` degrees."""
        sign = 1 if side == "Left" else -1
        base = self.world("Spine2")[1]
        rest = self.skeleton.frame("Spine2").T @ self.skeleton.frame(f"{side}Shoulder")
        self.set_world(f"{side}Shoulder", base @ euler(0, -sign * forward, sign * up) @ rest)
        return self

    def reach(self, side: str, wrist, pole, fingers, palm) -> Posture:
        """Bring one wrist to a point.

        Args:
            side: ``Left`` or ``Right``.
            wrist: target (3,) in metres, in the frame of the standing body; clamped to the arm's length.
            pole: the direction (3,) in which the elbow points away from the line shoulder-wrist.
            fingers: the direction (3,) of the straight middle finger.
            palm: the direction (3,) the palm faces; made square to ``fingers``.
        """
        shoulder = self.world(f"{side}Arm")[0]
        rest = self.skeleton
        upper = np.linalg.norm(rest.head(f"{side}ForeArm") - rest.head(f"{side}Arm"))
        lower = np.linalg.norm(rest.head(f"{side}Hand") - rest.head(f"{side}ForeArm"))
        line = np.asarray(wrist, float) - shoulder
        reach = np.clip(np.linalg.norm(line), abs(upper - lower) * 1.05, (upper + lower) * 0.995)
        along = unit(line)
        aside = np.asarray(pole, float)
        aside = unit(aside - along * np.dot(aside, along))
        cosine = (upper**2 + reach**2 - lower**2) / (2 * upper * reach)
        elbow = shoulder + upper * (along * cosine + aside * np.sqrt(max(0.0, 1 - cosine**2)))
        hand = shoulder + along * reach
        hinge = np.cross(elbow - shoulder, hand - elbow)
        self.set_world(f"{side}Arm", frame(elbow - shoulder, hinge))
        self.set_world(f"{side}ForeArm", frame(hand - elbow, hinge))
        fingers, palm = np.asarray(fingers, float), np.asarray(palm, float)
        wanted = frame(fingers, np.cross(fingers, palm))
        forearm = self.world(f"{side}ForeArm")[1]
        rest_hand = rest.frame(f"{side}ForeArm").T @ rest.frame(f"{side}Hand")
        roll = twist_about_y(forearm.T @ wanted @ rest_hand.T)
        self.local[f"{side}ForeArmTwist"] = rest.local(f"{side}ForeArmTwist")[1] @ about(
            [0, 1, 0], roll * FOREARM_TWIST_SHARE
        )
        self.set_world(f"{side}Hand", wanted)
        return self

    def curl(self, side: str, finger: str, curl: float | tuple[float, float, float], spread: float = 0.0) -> Posture:
        """Bend one finger: degrees for its three joints (one number: all alike), ``spread`` degrees off the middle."""
        bends = (curl, curl, curl) if isinstance(curl, (int, float)) else curl
        direction = {"Index": 1, "Middle": 0, "Ring": -1, "Pinky": -1, "Thumb": 1}[finger]
        sign = direction * (1 if side == "Left" else -1)
        for joint, bend in enumerate(bends, start=1):
            self.turn(f"{side}Hand{finger}{joint}", x=bend, z=sign * spread if joint == 1 else 0.0)
        return self

    def hand(self, side: str, **curls: float | tuple[float, float, float]) -> Posture:
        """Bend several fingers, named in lower case; ``rest`` holds for the four not named."""
        for finger in FINGERS:
            value = curls.get(finger.lower(), 0.0 if finger == "Thumb" else curls.get("rest"))
            if value is not None:
                self.curl(side, finger, value)
        return self
