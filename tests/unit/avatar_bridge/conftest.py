"""A hall of the small library, whole but for dialogue process, ears and voice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hash_embedder import HashEmbedder

from avatar_bridge.knowledge import Knowledge
from avatar_bridge.services import Services
from avatar_bridge.settings import Settings


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever runs the tests is not part of them."""
    for name in list(os.environ):
        if name.startswith("HALL_") and name != "HALL_DATA":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def hall_settings(small_folder: Path, small_data: Path) -> Settings:
    return Settings(
        host="127.0.0.1",
        library=small_folder,
        data=small_data,
        kiosk_place="P-kiosk",
        idle_minutes=10,
        internal_token="a-token",
        dialogue_url=None,
        embedding_model="",
    )


@pytest.fixture(scope="session")
def knowledge(hall_settings: Settings) -> Knowledge:
    return Knowledge(hall_settings, HashEmbedder())


@pytest.fixture
def services(hall_settings: Settings, knowledge: Knowledge) -> Iterator[Services]:
    """Every part of the hall, not started: the dialogue is not configured, ears and voice are not loaded."""
    hall = Services(hall_settings, knowledge)
    yield hall
    hall.ears.close()
    hall.mouth.close()
