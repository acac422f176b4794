"""The standing pose and the gestures, as keyframes a client only has to play.

Every gesture starts and ends in the standing pose, hands folded before the waist. Key postures are solved with inverse
kinematics and sampled with minimum-jerk timing (Flash and Hogan 1985), so that plain interpolation between the written
keyframes already looks natural.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from avatar_bridge.avatar.kinematics import Posture
from avatar_bridge.avatar.rotation import about, quaternion, slerp
from avatar_bridge.avatar.skeleton import JOINTS, Skeleton

POSES_VERSION = 1
SAMPLE_STEP = 1 / 12
"""Seconds between written keyframes."""
STILL = 1e-4
"""A joint whose quaternion never differs more than this from the standing pose is left out of a gesture."""


@dataclass(frozen=True)
class Gesture:
    """Key postures with their times in seconds.

    ``hold`` names the span in which the client may stay as long as it speaks; a ``loop`` gesture repeats.
    """

    keys: list[tuple[float, Posture]]
    hold: tuple[float, float] | None = None
    loop: bool = False


def standing(skeleton: Skeleton) -> Posture:
    """Upright, hands folded before the waist, the right hand over the left."""
    pose = Posture(skeleton)
    pose.lift_shoulder("Left", -7).lift_shoulder("Right", -7)
    pose.reach("Left", (0.070, 0.985, 0.185), (0.42, -0.40, -1.0), (-1, -0.38, 0.10), (-0.05, 0.05, -1))
    pose.reach("Right", (-0.078, 0.992, 0.212), (-0.42, -0.40, -1.0), (1, -0.34, 0.06), (0.02, -0.12, -1))
    pose.hand("Left", rest=12, thumb=(8, 8, 6))
    return pose.hand("Right", rest=(20, 16, 12), thumb=(4, 14, 10))


def _relaxed(pose: Posture, side: str) -> Posture:
    return pose.hand(
        side, index=(10, 10, 8), middle=(14, 12, 8), ring=(17, 14, 10), pinky=(19, 15, 10), thumb=(0, 4, 4)
    )


def _beside(skeleton: Skeleton) -> Posture:
    """Upright, arms hanging at the sides."""
    pose = Posture(skeleton)
    for side in ("Left", "Right"):
        pose.lift_shoulder(side, -7)
    for side, sign in (("Left", 1), ("Right", -1)):
        pose.reach(side, (sign * 0.235, 0.815, 0.045), (sign * 0.5, 0, -1), (0, -1, 0.12), (-sign * 1, 0, 0.25))
        _relaxed(pose, side)
    return pose


def _look(pose: Posture, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Posture:
    """Turn the head, a third of it in the neck: +x down, +y to the body's left, +z tilts to the body's right."""
    return pose.turn("Neck", x / 3, y / 3, z / 3).turn("Head", x * 2 / 3, y * 2 / 3, z * 2 / 3)


def _bow(pose: Posture, degrees: float) -> Posture:
    """Bend forward by ``degrees`` in all, mostly in the upper back and neck."""
    for joint, share in (("Spine", 0.26), ("Spine1", 0.2), ("Spine2", 0.16), ("Neck", 0.16), ("Head", 0.22)):
        pose.turn(joint, x=degrees * share)
    return pose


def _greet(stand: Posture) -> Gesture:
    def wave(angle: float) -> Posture:
        pose = _look(stand.copy(), x=2, z=3).lift_shoulder("Right", 6)
        turn = about([0, 0, 1], angle)
        wrist = (-0.285 + 0.0016 * -angle, 1.285, 0.17)
        pose.reach("Right", wrist, (-0.75, -0.9, -0.35), turn @ [-0.05, 1, 0.06], (0.12, 0, 1))
        return pose.hand("Right", rest=(5, 6, 5), thumb=(-4, 2, 2))

    waves = [(0.75, wave(10)), (1.05, wave(-20)), (1.4, wave(16)), (1.75, wave(-20)), (2.1, wave(8)), (2.35, wave(2))]
    return Gesture([(0, stand), *waves, (3.1, stand)])


def _open(stand: Posture) -> Gesture:
    pose = _look(stand.copy(), x=2, z=-2)
    pose.reach("Right", (-0.235, 1.075, 0.245), (-0.8, -0.6, -0.6), (-0.35, 0.16, 0.9), (0.28, 0.92, -0.05))
    pose.hand("Right", index=(4, 6, 5), middle=(9, 8, 6), ring=(14, 11, 8), pinky=(16, 12, 9), thumb=(-8, 2, 2))
    drift = pose.copy().reach(
        "Right", (-0.245, 1.09, 0.25), (-0.8, -0.6, -0.6), (-0.42, 0.12, 0.9), (0.25, 0.94, -0.05)
    )
    return Gesture([(0, stand), (0.6, pose), (1.6, drift), (2.3, stand)], hold=(0.6, 1.6))


def _count(stand: Posture) -> Gesture:
    def shown(number: int) -> Posture:
        pose = _look(stand.copy(), x=1, y=-3).lift_shoulder("Right", 3)
        pose.reach(
            "Right", (-0.225, 1.19 + 0.004 * number, 0.235), (-0.85, -0.8, -0.3), (0.03, 1, 0.12), (0.22, -0.1, 1)
        )
        folded = (82, 95, 60)
        curls = {n: ((2, 3, 3) if i < number else folded) for i, n in enumerate(("index", "middle", "ring"))}
        return pose.hand("Right", **curls, pinky=folded, thumb=(28, 34, 42))

    one, two, three = (shown(n) for n in (1, 2, 3))
    keys = [(0, stand), (0.6, one), (1.1, one), (1.35, two), (1.85, two), (2.1, three), (2.7, three), (3.4, stand)]
    return Gesture(keys, hold=(2.1, 2.7))


def _point_card(stand: Posture, side: str) -> Gesture:
    sign = 1 if side == "Left" else -1
    pose = _look(stand.copy(), x=5, y=sign * 14, z=sign * -2).turn("Spine2", y=sign * 4)
    pose.reach(
        side,
        (sign * 0.315, 1.055, 0.235),
        (sign * 0.6, -0.8, -0.6),
        (sign * 0.78, -0.12, 0.6),
        (sign * -0.12, 0.8, 0.55),
    )
    pose.hand(side, index=(3, 4, 4), middle=(5, 6, 5), ring=(8, 8, 6), pinky=(10, 9, 7), thumb=(2, 4, 4))
    back = _look(pose.copy(), x=2, y=sign * 3)
    return Gesture([(0, stand), (0.65, pose), (1.25, pose), (1.65, back), (2.2, back), (2.9, stand)], hold=(1.65, 2.2))


def _point_map(stand: Posture, side: str) -> Gesture:
    sign = 1 if side == "Left" else -1
    pose = _look(stand.copy(), x=-2, y=sign * 20).turn("Spine2", y=sign * 6).lift_shoulder(side, 5)
    pose.reach(
        side, (sign * 0.40, 1.20, 0.17), (sign * 0.4, -1, -0.35), (sign * 0.86, 0.22, 0.42), (sign * -0.35, 0.15, 0.9)
    )
    pose.hand(side, index=(2, 3, 3), middle=(4, 5, 4), ring=(7, 7, 5), pinky=(9, 8, 6), thumb=(4, 6, 4))
    back = _look(pose.copy(), x=1, y=sign * 5)
    return Gesture([(0, stand), (0.75, pose), (1.5, pose), (1.9, back), (2.6, back), (3.4, stand)], hold=(1.9, 2.6))


def _apologise(stand: Posture) -> Gesture:
    deep = _bow(stand.copy(), 24)
    return Gesture([(0, stand), (0.8, deep), (1.4, deep), (2.3, stand)])


def _nod(stand: Posture) -> Gesture:
    down, little = _look(stand.copy(), x=10), _look(stand.copy(), x=6)
    return Gesture([(0, stand), (0.3, down), (0.62, _look(stand.copy(), x=-1)), (0.9, little), (1.25, stand)])


def _listen(stand: Posture) -> Gesture:
    lean = _look(stand.copy(), x=3, y=-4, z=5).turn("Spine1", x=2.5).turn("Spine2", x=2)
    sway = _look(stand.copy(), x=5, y=-3, z=6).turn("Spine1", x=3).turn("Spine2", x=2)
    return Gesture([(0, stand), (0.7, lean), (2.2, sway), (3.7, lean), (4.5, stand)], hold=(0.7, 3.7))


def _idle(stand: Posture) -> Gesture:
    breath = _look(stand.copy(), x=-0.8, y=0.8).turn("Spine2", x=-1.0).turn("Spine1", x=-0.5)
    shift = _look(stand.copy(), x=0.5, y=-1.2, z=0.8).turn("Spine", z=0.5)
    second = _look(stand.copy(), x=-0.6, y=-0.6).turn("Spine2", x=-1.0).turn("Spine1", x=-0.4).turn("Spine", z=0.4)
    return Gesture([(0, stand), (1.7, breath), (3.4, shift), (5.1, second), (6.8, stand)], loop=True)


def _rest_pose(stand: Posture) -> Gesture:
    beside = _beside(stand.skeleton)
    return Gesture([(0, stand), (0.9, beside), (2.0, beside), (2.9, stand)], hold=(0.9, 2.0))


GESTURES: dict[str, Callable[[Posture], Gesture]] = {
    "idle": _idle,
    "greet": _greet,
    "open": _open,
    "count": _count,
    "point_card": lambda stand: _point_card(stand, "Left"),
    "point_card_right_hand": lambda stand: _point_card(stand, "Right"),
    "point_map": lambda stand: _point_map(stand, "Left"),
    "point_map_right_hand": lambda stand: _point_map(stand, "Right"),
    "apologise": _apologise,
    "nod": _nod,
    "listen": _listen,
    "arms_down": _rest_pose,
}
"""Every gesture by name; ``point_*`` use her left hand (the viewer's right), their twins the other one."""


def _sample(gesture: Gesture, at: float) -> dict[str, np.ndarray]:
    times = [t for t, _ in gesture.keys]
    after = min(int(np.searchsorted(times, at, side="right")), len(times) - 1)
    (t0, a), (t1, b) = gesture.keys[after - 1], gesture.keys[after]
    s = float(np.clip((at - t0) / (t1 - t0), 0, 1))
    eased = s**3 * (10 - 15 * s + 6 * s * s)
    return {
        joint: slerp(a.local[joint], b.local[joint], eased) for joint in JOINTS if a.local[joint] is not b.local[joint]
    } | {joint: a.local[joint] for joint in JOINTS if a.local[joint] is b.local[joint]}


def _written(gesture: Gesture, stand: dict[str, list[float]]) -> dict:
    duration = gesture.keys[-1][0]
    times = sorted({*np.round(np.arange(0, duration, SAMPLE_STEP), 4), *(round(t, 4) for t, _ in gesture.keys)})
    frames = []
    for at in times:
        frames.append({joint: quaternion(m) for joint, m in _sample(gesture, float(at)).items()})
    moving = [j for j in JOINTS if max(np.abs(np.abs(f[j]) - np.abs(stand[j])).max() for f in frames) > STILL]
    keyframes = [
        {"t": float(t), "bones": {j: [round(v, 5) for v in f[j]] for j in moving}} for t, f in zip(times, frames)
    ]
    return {
        "duration": float(duration),
        "loop": gesture.loop,
        "hold": list(gesture.hold) if gesture.hold else None,
        "keyframes": keyframes,
    }


def describe_poses(skeleton: Skeleton) -> dict:
    """The content of ``poses.json``: local rotations to assign to the joints (format: docs/avatar.md)."""
    stand = standing(skeleton)
    written = {joint: quaternion(stand.local[joint]) for joint in JOINTS}
    return {
        "version": POSES_VERSION,
        "quaternion_order": "xyzw",
        "space": "local rotation of the joint, replacing its rest rotation",
        "stand": written,
        "gestures": {name: _written(make(stand), written) for name, make in GESTURES.items()},
    }
