"""Rasa component: what is asked of an item, when the words say it outright."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.aspects import find_aspects


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class AspectExtractor(GraphComponent):
    """Adds entities ``aspect``, in the order they are asked; runs after the names are known."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AspectExtractor:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            entities = message.get(ENTITIES, [])
            # Only an item's name keeps its words; a place's does not: "在哪里" may hold one.
            taken = [(e["start"], e["end"]) for e in entities if e["entity"] == "item"]
            cues = [
                {
                    "entity": "aspect",
                    "value": cue.aspect,
                    "start": cue.start,
                    "end": cue.end,
                    "extractor": type(self).__name__,
                }
                for cue in find_aspects(message.get(TEXT) or "", taken)
            ]
            message.set(ENTITIES, entities + cues, add_to_output=True)
        return messages
