"""Joints, frames and the arm solver."""

from __future__ import annotations

import numpy as np
import pytest

from avatar_bridge.avatar.kinematics import Posture
from avatar_bridge.avatar.skeleton import FINGERS, JOINTS, PARENTS, limits_of, merged_name


def test_there_are_56_joints_with_parents_first():
    assert len(JOINTS) == len(set(JOINTS)) == 56
    for index, joint in enumerate(JOINTS):
        assert PARENTS[joint] is None or JOINTS.index(PARENTS[joint]) < index


@pytest.mark.parametrize(
    ("bone", "joint"),
    [
        ("root", "Hips"),
        ("pelvis.L", "Hips"),
        ("breast.R", "Spine2"),
        ("finger1-1.L", "LeftHandThumb1"),
        ("finger5-3.R", "RightHandPinky3"),
        ("lowerarm02.R", "RightForeArmTwist"),
        ("eye.L", "LeftEye"),
        ("orbicularis03.L", "Head"),
        ("toe3-2.R", "RightToeBase"),
    ],
)
def test_bones_are_merged_into_joints(bone: str, joint: str):
    assert merged_name(bone) == joint


def test_limits_hold_for_fingers_of_both_hands():
    assert limits_of("LeftHandIndex2") == limits_of("RightHandRing2") is not None
    assert limits_of("LeftHandThumb1") != limits_of("LeftHandIndex1")
    assert limits_of("LeftArm") is None


def test_weights_are_complete_and_frames_orthonormal(body):
    np.testing.assert_allclose(body.weights.sum(1), 1)
    for turn in body.skeleton.frames:
        np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-9)
        assert np.linalg.det(turn) == pytest.approx(1)


@pytest.mark.parametrize("side", ["Left", "Right"])
def test_a_positive_turn_about_x_curls_each_finger_to_the_palm(body, side: str):
    palm = body.skeleton.frame(f"{side}Hand")[:, 2]
    for finger in FINGERS[1:]:
        rest, bent = Posture(body.skeleton), Posture(body.skeleton).curl(side, finger, (60, 0, 0))
        moved = bent.world(f"{side}Hand{finger}3")[0] - rest.world(f"{side}Hand{finger}3")[0]
        assert moved @ palm > 0.01


@pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
def test_the_arm_reaches_its_target_with_the_palm_as_asked(body, side: str, sign: int):
    target = np.array([sign * 0.2, 1.2, 0.25])
    pose = Posture(body.skeleton).reach(side, target, (sign, -1, -0.3), (0, 1, 0), (0, 0, 1))
    place, turn = pose.world(f"{side}Hand")
    np.testing.assert_allclose(place, target, atol=1e-6)
    np.testing.assert_allclose(turn[:, 1], [0, 1, 0], atol=1e-6)
    np.testing.assert_allclose(turn[:, 2], [0, 0, 1], atol=1e-6)


def test_a_target_out_of_reach_stretches_the_arm_and_no_more(body):
    pose = Posture(body.skeleton).reach("Left", (3, 1.2, 0), (0, -1, 0), (1, 0, 0), (0, 0, 1))
    assert np.isfinite(pose.world("LeftHand")[0]).all()
    assert np.linalg.norm(pose.world("LeftHand")[0]) < 2
