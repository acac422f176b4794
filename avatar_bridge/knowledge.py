"""The published library as the hall holds it: swapped whole, never half."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import date

from assistant.answers.composer import Composer
from assistant.conversation import Conversation, Desk
from avatar_bridge.fault import fault
from avatar_bridge.settings import Settings
from knowledge_base.loading import Library, LibraryError
from knowledge_base.publishing import NothingPublished, Published, Publisher, Snapshots, publish_folder
from knowledge_base.search import Embedder, SearchIndex, open_embedder
from knowledge_base.store import RecordStore, open_database
from knowledge_base.store.database import database_url
from knowledge_base.wayfinding import Wayfinder

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """Records, index, composer and conversation that belong together."""

    library: Library
    index: SearchIndex
    composer: Composer
    conversation: Conversation
    ways: Wayfinder
    published: Published


class Knowledge:
    """``current`` is read once a turn, so a turn sees one state whatever is published meanwhile.

    Opens what is published in the data folder; with nothing there it takes the library folder in and publishes it.

    Raises:
        LibraryError, ModelMissing: on opening, when the library or the embedding model cannot be used.
    """

    def __init__(self, settings: Settings, embedder: Embedder | None = None, desk: Desk | None = None):
        self._settings = settings
        self._desk = desk
        self._embedder = embedder or open_embedder(settings.embedding_dir, settings.embedding_prefix, settings.threads)
        self._snapshots = Snapshots(settings.data)
        self._swapping = threading.Lock()
        self.current = self._open()

    def _open(self) -> State:
        try:
            published = self._snapshots.read(self._embedder)
        except NothingPublished as missing:
            _log.info("%s: the library folder is published", missing)
            published = self._publish_folder()
        return self._state(published)

    def _publish_folder(self) -> Published:
        settings = self._settings
        return publish_folder(settings.library, self._embedder, settings.data, settings.vectors_path, settings.database)

    def outdated(self) -> bool:
        """Whether something newer was published, or a record's day has come or gone since. Cheap: asked every second."""
        published = self.current.published
        return self._snapshots.current not in (published.name, None) or published.outdated(date.today())

    def refresh(self) -> None:
        """Swap in what is published now; publish again when a record's day has come. An error leaves the present state."""
        with self._swapping:
            if not self.outdated():
                return
            try:
                if self.current.published.outdated(date.today()):
                    self._publish_store()
                self.current = self._state(self._snapshots.read(self._embedder))
            except (LibraryError, NothingPublished) as error:
                _log.error("the library stays as it was: %s", fault(error))

    def republish(self) -> None:
        """Take the library folder in again, publish it and swap it in; an error leaves the present state."""
        with self._swapping:
            self.current = self._state(self._publish_folder())

    def _publish_store(self) -> None:
        settings = self._settings
        store = RecordStore(open_database(database_url(settings.data, settings.database)))
        Publisher(store, self._embedder, settings.data, settings.vectors_path).publish(note="生效日期")

    def _state(self, published: Published) -> State:
        library = published.library
        composer = Composer(library, published.index)
        conversation = Conversation(composer, self._embedder, self._desk)
        return State(library, published.index, composer, conversation, Wayfinder(library.hall), published)
