"""The published library as the hall holds it: swapped whole, never half."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answers.composer import Composer
from avatar_bridge.settings import Settings
from knowledge_base.loading import Library
from knowledge_base.publishing import publish
from knowledge_base.search import Embedder, SearchIndex, SentenceTransformerEmbedder
from knowledge_base.wayfinding import Wayfinder


@dataclass(frozen=True)
class State:
    """Records, index and composer that belong together."""

    library: Library
    index: SearchIndex
    composer: Composer
    ways: Wayfinder


class Knowledge:
    """``current`` is read once a turn, so a turn sees one state whatever is published meanwhile.

    Raises:
        LibraryError, ModelMissing: on opening, when the library or the embedding model cannot be used.
    """

    def __init__(self, settings: Settings, embedder: Embedder | None = None):
        self._settings = settings
        self._embedder = embedder or SentenceTransformerEmbedder(
            settings.embedding_dir, settings.embedding_prefix, settings.threads
        )
        self.current = self._publish()

    def _publish(self) -> State:
        settings = self._settings
        published = publish(settings.library, self._embedder, settings.index_dir, settings.lexicon_path)
        composer = Composer(published.library, published.index)
        return State(published.library, published.index, composer, Wayfinder(published.library.hall))

    def republish(self) -> None:
        """Read the library again and swap it in; an error leaves the present state."""
        self.current = self._publish()
