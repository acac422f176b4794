"""What one visit remembers between its turns; a value that each turn replaces, so that a failed turn changes nothing."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from assistant.answers.model import Answer, Choice, Sentence
from assistant.answers.request import Context, Understood

#: How many items talked of before can be gone back to.
KEPT_ITEMS = 6


@dataclass(frozen=True)
class Task:
    """Something that takes several turns. ``path`` holds the answers given so far, ``data`` what the task keeps besides."""

    kind: str
    item: str | None = None
    path: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Memory:
    """``earlier``: items talked of before, newest last, with what was asked of each. ``settled``: each item's answers once its
    situation is settled. ``heard``: sentences of the last answer that were heard when it was cut short, None for all. ``wanted``:
    what is to begin as soon as an item is named. ``missed``: turns in a row that were not understood. ``papers``: the words in
    which papers for the item were named so far. ``orders``: numbers of help orders placed. ``reading``: the policies being read
    aloud, and which of them it is.
    """

    item: str | None = None
    aspect: str | None = None
    offered: tuple[Choice, ...] = ()
    last_answer: Answer | None = None
    earlier: tuple[tuple[str, str | None], ...] = ()
    task: Task | None = None
    paused: Task | None = None
    settled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    heard: int | None = None
    wanted: str = ""
    missed: int = 0
    rated: bool = False
    papers: str = ""
    orders: tuple[str, ...] = ()
    reading: tuple[tuple[str, ...], int] | None = None

    def __repr__(self) -> str:
        # A visit that finds its way into a log says nothing of the citizen.
        return "Memory(...)"

    def context(self, here: str | None) -> Context:
        """What the composer may know of this visit."""
        return Context(self.item, self.aspect, here, self.offered, self.last_answer)

    def after(self, answer: Answer, **changes: Any) -> Memory:
        """Keep what a follow-up needs of ``answer``. Talk leaves the item as it was; a repetition leaves all but the choices."""
        kept: dict[str, Any] = {"offered": tuple(answer.ask), "heard": None}
        state = answer.state
        if state.intent not in KEEPS_LAST:
            kept["last_answer"] = answer
        if state.item is not None:
            kept["item"] = state.item
            kept["aspect"] = None if state.aspect == "none" else state.aspect
            if self.item is not None and self.item != state.item:
                before = tuple(pair for pair in self.earlier if pair[0] not in (self.item, state.item))
                kept["papers"] = ""
                kept["earlier"] = (*before, (self.item, self.aspect))[-KEPT_ITEMS:]
        return dataclasses.replace(self, **{**kept, **changes})


#: Turns after which 再说一遍 still means the answer before.
KEEPS_LAST = {
    "repeat", "slower", "faster", "louder", "quieter", "stop", "go_on", "simpler", "show_silently", "read_aloud",
    "chitchat", "abuse",
}  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """One turn as the conversation sees it. ``chosen`` is the choice that was tapped or named, if any."""

    understood: Understood
    memory: Memory
    here: str | None = None
    chosen: Choice | None = None

    @property
    def text(self) -> str:
        return self.understood.text

    @property
    def context(self) -> Context:
        return self.memory.context(self.here)


@dataclass(frozen=True)
class Step:
    """What a turn comes to: the answer, and what changes in the memory besides what every answer leaves there."""

    answer: Answer
    changes: dict[str, Any] = field(default_factory=dict)

    def led_by(self, say: list[Sentence]) -> Step:
        """The same with ``say`` spoken first."""
        return Step(dataclasses.replace(self.answer, say=[*say, *self.answer.say]), self.changes)
