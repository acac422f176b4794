"""Written dialogues through the whole stack: by REST and by websocket in turn, each as a visit of its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.written_dialogues import RestVisit, SocketVisit, dialogues, play

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
DIALOGUES = dialogues()
WAYS = {
    "ellipsis", "switch", "correction", "siblings", "compare", "several", "controls", "chitchat", "dignity", "refusal",
    "situations", "precheck", "life_events", "navigation", "policies", "people",
}  # fmt: skip
#: Shorter words (转人工, 第二个) are anybody's.
OWN_WORDS = 7


@pytest.mark.parametrize("number", range(len(DIALOGUES)), ids=lambda number: DIALOGUES[number]["name"])
def test_a_dialogue(running_hall, number: int) -> None:
    visit = (RestVisit if number % 2 else SocketVisit)(running_hall.base_url)
    try:
        play(DIALOGUES[number], visit)
    finally:
        visit.close()


def test_there_are_enough_and_of_every_way() -> None:
    assert len(DIALOGUES) >= 150
    ways = Counter(dialogue["way"] for dialogue in DIALOGUES)
    assert set(ways) == WAYS and min(ways.values()) >= 5, ways
    names = [dialogue["name"] for dialogue in DIALOGUES]
    assert len(names) == len(set(names))
    assert all(3 <= len(dialogue["turns"]) <= 10 for dialogue in DIALOGUES)


def test_no_words_of_a_dialogue_are_trained_on() -> None:
    trained = {
        line.strip().removeprefix("- ").strip()
        for path in (ROOT / "nlu_data" / "nlu").glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("- ")
    }
    said_here = {turn["say"] for dialogue in DIALOGUES for turn in dialogue["turns"] if "say" in turn}
    assert not sorted(text for text in said_here & trained if len(text) >= OWN_WORDS)
