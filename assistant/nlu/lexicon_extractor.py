"""Rasa component: items and places by their published names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.lexicon import LexiconFile


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LexiconExtractor(GraphComponent):
    """Adds entities ``item`` and ``place``; ``value`` holds the ids joined by ``|`` (several: ask back)."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"path": ""}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LexiconExtractor:
        return cls(config)

    def __init__(self, config: Dict[str, Any]):
        path = config.get("path") or os.environ.get("HALL_LEXICON", "")
        self._file = LexiconFile(Path(path)) if path else None

    def process(self, messages: List[Message]) -> List[Message]:
        if self._file is None:
            return messages
        lexicon = self._file.current()
        for message in messages:
            text = message.get(TEXT) or ""
            entities = [
                {
                    "entity": mention.kind,
                    "value": "|".join(mention.ids),
                    "start": mention.start,
                    "end": mention.end,
                    "extractor": type(self).__name__,
                }
                for mention in lexicon.find(text)
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
