"""The seed library with an index of hashed n-grams: enough where names are said in full."""

from __future__ import annotations

import pytest
from hash_embedder import HashEmbedder
from talking import PaperDesk, Talk

from assistant.answers.composer import Composer
from assistant.conversation import Conversation


@pytest.fixture
def talk(seed_composer: Composer) -> Talk:
    """A fresh visit."""
    desk = PaperDesk()
    return Talk(Conversation(seed_composer, HashEmbedder(), desk), desk)
