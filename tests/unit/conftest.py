"""Shared by the unit tests: the real seed library, loaded once, and a small invented one for the edges."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_library
from hash_embedder import HashEmbedder

from assistant.answers.composer import Composer
from knowledge_base.loading import SEED, Library, load_library
from knowledge_base.publishing import Published, publish_folder


@pytest.fixture(scope="session")
def seed() -> Library:
    """The library that the project ships."""
    return load_library()


@pytest.fixture(scope="session")
def seed_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder that the seed library was published into."""
    return tmp_path_factory.mktemp("seed")


@pytest.fixture(scope="session")
def seed_published(seed_data: Path) -> Published:
    """The seed library with an index of hashed n-grams."""
    return publish_folder(SEED, HashEmbedder(), seed_data)


@pytest.fixture(scope="session")
def seed_composer(seed_published: Published) -> Composer:
    return Composer(seed_published.library, seed_published.index)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small invented library on disk; read only."""
    return small_library.write(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def small(small_folder: Path) -> Library:
    return load_library(small_folder)


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small-data")


@pytest.fixture(scope="session")
def small_published(small_folder: Path, small_data: Path) -> Published:
    return publish_folder(small_folder, HashEmbedder(), small_data)


@pytest.fixture(scope="session")
def small_composer(small_published: Published) -> Composer:
    return Composer(small_published.library, small_published.index)
