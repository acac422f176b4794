"""Rasa component: which plain words and names stand in an utterance, as features for the classifier."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.aspects import ASPECT_NAMES, asks_overview, find_aspects
from assistant.nlu.lexicon import Lexicon, LexiconFile
from assistant.nlu.plain_talk import INTENTS, matches
from assistant.nlu.sentence_features import SentenceFeaturizer

#: An aspect that is not the first one asked counts this much.
LATER = 0.5
SHORT, LONG = 4, 14


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class PatternFeaturizer(SentenceFeaturizer):
    """One number for each pattern of ``plain_talk``, each aspect, names and length; all times ``scale``."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {**SentenceFeaturizer.get_default_config(), "scale": 4.0}

    def __init__(self, name: str, config: Dict[str, Any]) -> None:
        super().__init__(name, config)
        path = os.environ.get("HALL_LEXICON", "")
        self._file = LexiconFile(Path(path)) if path else None

    def features(self, message: Message) -> List[float]:
        lexicon = self._file.current() if self._file else Lexicon({})
        return [self._config["scale"] * number for number in pattern_features(message.get(TEXT) or "", lexicon)]


def pattern_features(text: str, lexicon: Lexicon) -> List[float]:
    """The numbers without their scale."""
    found = matches(text)
    mentions = lexicon.find(text)
    taken = [(mention.start, mention.end) for mention in mentions if mention.kind == "item"]
    asked = [cue.aspect for cue in find_aspects(text, taken)]
    numbers = [float(name in found) for name in INTENTS]
    numbers += [(1.0 if asked[0] == name else LATER) if name in asked else 0.0 for name in ASPECT_NAMES]
    kinds = {mention.kind for mention in mentions}
    shape = ("item" in kinds, "place" in kinds, len(text) <= SHORT, len(text) > LONG, asks_overview(text))
    return numbers + [float(flag) for flag in shape]
