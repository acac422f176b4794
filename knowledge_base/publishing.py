"""Publishing: check the library, build what is searched and looked up, and swap it in whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge_base.lexicon import write_lexicon
from knowledge_base.loading import Library, load_library
from knowledge_base.search import Embedder, SearchIndex
from knowledge_base.search.store import open_index


@dataclass(frozen=True)
class Published:
    """One published state: the records and the index over them belong together."""

    library: Library
    index: SearchIndex


def publish(library_folder: Path, embedder: Embedder, index_folder: Path, lexicon_path: Path) -> Published:
    """Validate, index (only when a text changed) and write the lexicon.

    Raises:
        LibraryError: when a record is wrong; what was published before stays as it was.
    """
    library = load_library(library_folder)
    index = open_index(library, embedder, index_folder)
    write_lexicon(library, lexicon_path)
    return Published(library, index)
