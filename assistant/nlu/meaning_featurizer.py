"""Rasa component: an utterance's sentence vector, by the same embedding model as the search's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
import onnxruntime
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from tokenizers import Tokenizer

from assistant.nlu.sentence_features import SentenceFeaturizer

#: Tokens of an utterance that are looked at.
LONGEST = 128


class ModelMissing(Exception):
    """The embedding model is not where it should be; the message says which command makes it."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MeaningFeaturizer(SentenceFeaturizer):
    """Adds one dense sentence feature of 768 numbers: the ONNX export's unit vectors of its last and of its middle layer, scaled.

    The last layer says what is meant, the middle one keeps more of how it is said, which is what tells intents apart.

    Raises:
        ModelMissing: without the export in ``$HALL_EMBEDDING_MODEL`` or ``$HALL_MODELS/e5-small``.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {**SentenceFeaturizer.get_default_config(), "scale": 30.0, "middle_scale": 20.0}

    def __init__(self, name: str, config: Dict[str, Any]) -> None:
        super().__init__(name, config)
        folder = _folder()
        export = folder / "onnx" / "model.onnx"
        if not export.is_file():
            raise ModelMissing(f"no embedding model in {folder}: run 'make models'")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(export), options, providers=["CPUExecutionProvider"])

    def features(self, message: Message) -> List[float]:
        ids = np.array([self._tokenizer.encode(message.get(TEXT) or " ").ids], dtype=np.int64)
        last, middle = self._session.run(["vectors", "middle"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return [*last[0] * self._config["scale"], *middle[0] * self._config["middle_scale"]]


def _folder() -> Path:
    configured = os.environ.get("HALL_EMBEDDING_MODEL")
    return Path(configured) if configured else Path(os.environ.get("HALL_MODELS", "var/models")) / "e5-small"
