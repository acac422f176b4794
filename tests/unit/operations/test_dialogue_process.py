"""How Rasa's server is started."""

from __future__ import annotations

import argparse
import sys
import types

import pytest

from operations.supervisor import dialogue

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("token", ["abc", "-abc", "--abc"])
def test_any_token_is_read_as_a_token(monkeypatch: pytest.MonkeyPatch, token: str):
    seen: list[str] = []

    def rasa() -> None:
        parser = argparse.ArgumentParser()
        parser.add_argument("command")
        parser.add_argument("--port")
        parser.add_argument("--enable-api", action="store_true")
        parser.add_argument("-t", "--auth-token")
        seen.append(parser.parse_args(sys.argv[1:]).auth_token)

    monkeypatch.setitem(sys.modules, "rasa", types.ModuleType("rasa"))
    monkeypatch.setitem(sys.modules, "rasa.__main__", types.SimpleNamespace(main=rasa))
    monkeypatch.setattr(sys, "argv", ["dialogue", "--port", "1"])
    monkeypatch.setenv("HALL_INTERNAL_TOKEN", token)
    dialogue.main()
    assert seen == [token]
