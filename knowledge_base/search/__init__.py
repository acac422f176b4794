"""Finding the record that a question is about: vectors fused with character n-grams, or an honest no."""

from knowledge_base.search.embedding import Embedder, SentenceTransformerEmbedder
from knowledge_base.search.index import Hit, SearchIndex, Thresholds

__all__ = ["Embedder", "Hit", "SearchIndex", "SentenceTransformerEmbedder", "Thresholds"]
