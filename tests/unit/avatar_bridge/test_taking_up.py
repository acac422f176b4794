"""What is published while the hall runs reaches ears and mouth, once."""

from __future__ import annotations

import pytest

from avatar_bridge.knowledge import Knowledge
from avatar_bridge.services import Services

pytestmark = pytest.mark.unit


class Publications:
    """Always something newer; ``good`` says whether it can be used."""

    def __init__(self, knowledge: Knowledge, good: bool):
        self._states = [knowledge.current, knowledge._state(knowledge.current.published)]
        self.current, self._good = self._states[0], good

    def outdated(self) -> bool:
        return True

    def refresh(self) -> None:
        if self._good:
            self.current = self._states[1]


@pytest.mark.parametrize("good", [True, False])
async def test_ears_learn_only_what_really_came(
    services: Services, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, good: bool
) -> None:
    learned: list[list[str]] = []

    async def learn(names: list[str]) -> None:
        learned.append(names)

    monkeypatch.setattr(services, "knowledge", Publications(knowledge, good))
    monkeypatch.setattr(services.ears, "learn", learn)
    for _ in range(3):
        await services.take_up()
    assert len(learned) == (1 if good else 0)
