"""The prepared check refuses what Rasa's own refuses."""

from __future__ import annotations

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from assistant.dialogue.action_results import check_schema_once


@pytest.fixture
def action() -> RemoteAction:
    check_schema_once()
    return RemoteAction("action_answer", None)


def test_a_right_result_passes(action):
    slot = {"event": "slot", "timestamp": None, "name": "item", "value": "G055"}
    assert action._validate_action_result({"events": [slot], "responses": [{"custom": {"say": []}}]})


@pytest.mark.parametrize("result", [[], {"events": {}}, {"responses": "text"}, {"events": [{"event": 5}]}])
def test_a_wrong_result_is_refused(action, result):
    with pytest.raises(ValidationError):
        action._validate_action_result(result)
