"""The features of an utterance: always as many, from words, names and meaning."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.lexicon import Lexicon
from assistant.nlu.meaning_featurizer import MeaningFeaturizer, ModelMissing
from assistant.nlu.pattern_featurizer import PatternFeaturizer, pattern_features
from assistant.nlu.plain_talk import INTENTS

LEXICON = Lexicon({"item": {"补身份证": ["G055"]}, "place": {"厕所": ["P-1", "P-2"]}})


@pytest.mark.parametrize("text", ["", "再说一遍", "补身份证要多少钱", "厕所在哪", "字" * 500, "🙂", "a\nb"])
def test_always_as_many_numbers(text):
    assert len(pattern_features(text, LEXICON)) == len(pattern_features("你好", LEXICON))


def test_patterns_and_names_are_seen():
    plain, named = pattern_features("再说一遍", LEXICON), pattern_features("补身份证要多少钱", LEXICON)
    assert plain[INTENTS.index("repeat")] == 1.0 and named[INTENTS.index("repeat")] == 0.0
    assert named[-5] == 1.0 and plain[-5] == 0.0
    assert pattern_features("厕所在哪", LEXICON)[-4] == 1.0


def test_a_message_gets_one_sentence_feature(monkeypatch):
    monkeypatch.delenv("HALL_LEXICON", raising=False)
    featurizer = PatternFeaturizer("patterns", PatternFeaturizer.get_default_config())
    message = Message(data={TEXT: "再说一遍", TEXT_TOKENS: ["再说", "一遍"]})
    featurizer.process([message, Message(data={TEXT: ""})])
    (features,) = message.features
    assert features.features.shape == (1, len(pattern_features("", LEXICON)))
    assert features.features.max() == PatternFeaturizer.get_default_config()["scale"]


def test_a_missing_model_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("HALL_EMBEDDING_MODEL", str(tmp_path))
    with pytest.raises(ModelMissing, match="make models"):
        MeaningFeaturizer("meaning", MeaningFeaturizer.get_default_config())
