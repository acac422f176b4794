"""One real hall (dialogue, actions, hall on free ports, its own data) for all tests that need the whole stack."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from operations.supervisor import Hall


@pytest.fixture(scope="session")
def running_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The whole stack, ready. Tests that stop a part of it wait until it is back."""
    with Hall(data=tmp_path_factory.mktemp("hall"), overrides={"HALL_PREPARE_SPEECH": "0"}) as hall:
        yield hall


@pytest.fixture
def http(running_hall: Hall) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running_hall.base_url, timeout=30, trust_env=False) as client:
        yield client
