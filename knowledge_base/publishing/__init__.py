"""Publishing: from the records in use to what is searched and looked up, swapped in whole."""

from knowledge_base.publishing.publisher import Publisher, publish_folder
from knowledge_base.publishing.snapshot import NothingPublished, Published, Snapshots

__all__ = ["NothingPublished", "Published", "Publisher", "Snapshots", "publish_folder"]
