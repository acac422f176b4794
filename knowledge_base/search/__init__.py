"""Finding the record that a question is about, or an honest no."""

from knowledge_base.search.embedding import Embedder, SentenceTransformerEmbedder, open_embedder
from knowledge_base.search.index import Found, Hit, SearchIndex, Thresholds

__all__ = ["Embedder", "Found", "Hit", "SearchIndex", "SentenceTransformerEmbedder", "Thresholds", "open_embedder"]
