"""The AsyncAPI file is the messages' own, and names every message and error code of the protocol's page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from avatar_bridge.socket import asyncapi

pytestmark = pytest.mark.unit

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "protocol.md").read_text(encoding="utf-8")


def test_the_file_is_up_to_date():
    assert asyncapi.PATH.read_text(encoding="utf-8") == asyncapi.text(), "run: python -m avatar_bridge.socket.asyncapi"


def test_the_page_and_the_document_name_the_same_messages():
    tables = PAGE.split("## Visemes")[0]
    named = set(re.findall(r"^\| `(\w+)` \|", tables, re.MULTILINE))
    assert named == set(asyncapi.document()["components"]["messages"]) - {"audio"}


def test_every_reference_leads_somewhere():
    document = asyncapi.document()
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', asyncapi.text()):
        found = document
        for part in reference.split("/"):
            found = found[part]
