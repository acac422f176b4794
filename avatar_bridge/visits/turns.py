"""Taking a turn: words or a choice in, the structured answer out."""

from __future__ import annotations

import asyncio
import logging
import re
import time
import unicodedata
from concurrent.futures import Executor
from dataclasses import replace

from assistant.answers.model import Answer, Choice, State
from assistant.answers.request import Understood
from assistant.conversation import Memory
from assistant.conversation.masking import mask, without_marks
from avatar_bridge import metrics
from avatar_bridge.knowledge import Knowledge
from avatar_bridge.visits.dialogue import Dialogue, DialogueDown
from avatar_bridge.visits.handoffs import HandOffs
from avatar_bridge.visits.visit import Visit

_log = logging.getLogger(__name__)
LONGEST_TEXT = 500


class BadText(Exception):
    """What was typed cannot be a question. ``code`` is the protocol's, ``message`` is for the citizen."""

    def __init__(self, code: str, message: str):
        super().__init__(code)
        self.code = code
        self.message = message


def clean(text: str) -> str:
    """The question as the dialogue may see it.

    Control characters go, white space is folded, a leading slash goes (Rasa would take it for an intent), and numbers that
    identify somebody are masked.

    Raises:
        BadText: ``empty`` or ``too_long``.
    """
    if len(text) > 20 * LONGEST_TEXT:
        raise BadText("too_long", f"问题太长了，请控制在{LONGEST_TEXT}个字以内。")
    kept = "".join(" " if char.isspace() else char for char in text if char.isspace() or _is_printable(char))
    kept = re.sub(r"^[\s/／\\]+", "", re.sub(r" {2,}", " ", kept)).strip()
    if not any(char.isalnum() for char in kept):
        raise BadText("empty", "没有收到内容，请说出或写下您的问题。")
    if len(kept) > LONGEST_TEXT:
        raise BadText("too_long", f"问题太长了，请控制在{LONGEST_TEXT}个字以内。")
    return mask(kept)


def _is_printable(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


class Turns:
    """Runs turns through the dialogue process, or through the hall alone while that is down."""

    def __init__(self, knowledge: Knowledge, dialogue: Dialogue, workers: Executor, handoffs: HandOffs | None = None):
        self._knowledge = knowledge
        self._dialogue = dialogue
        self._workers = workers
        self._handoffs = handoffs or HandOffs()

    async def text(self, visit: Visit, text: str) -> Answer:
        """Answer a question. Raises ``BadText``."""
        return await self._take(visit, clean(text), None)

    async def choice(self, visit: Visit, choice: Choice) -> Answer:
        """Answer a choice that the hall gave out in this visit. One without an item is a question in its own words."""
        if choice.item is None:
            return await self._take(visit, clean(choice.say), None)
        return await self._take(visit, "/choose", choice)

    async def _take(self, visit: Visit, message: str, choice: Choice | None) -> Answer:
        started = time.perf_counter()
        if visit.held:
            return self._held(visit, choice.label if choice else message)
        try:
            answer, path = await self._answer(visit, message, choice)
        finally:
            if visit.ended:
                # It ended while this turn was under way: Rasa has saved a tracker after it was told to forget.
                visit.wipe()
                await self._dialogue.forget(visit.id)
        metrics.TURN_SECONDS.labels(path).observe(time.perf_counter() - started)
        metrics.TURNS.labels(answer.state.intent, str(answer.state.refused).lower()).inc()
        if answer.state.intent == "handoff" and not visit.ended:
            self._handoffs.ask(visit)
        return answer

    def _held(self, visit: Visit, said: str) -> Answer:
        """A person is talking: the words are theirs to answer, the digital human says nothing."""
        visit.last_seen = time.monotonic()
        visit.transcript.append(("citizen", said))
        self._handoffs.ask(visit)
        return Answer([], [], [], State(visit.memory.item, "none", "held", None, 1.0, False))

    async def _answer(self, visit: Visit, message: str, choice: Choice | None) -> tuple[Answer, str]:
        """The answer, and whether it came by the ``dialogue`` or from the ``hall`` alone."""
        async with visit.lock:
            visit.turn += 1
            visit.last_seen = time.monotonic()
            visit.chosen, visit.pending = choice, None
            turn, understandable = visit.turn, without_marks(message) or message
            try:
                messages = await self._dialogue.turn(visit.id, understandable, turn)
                if visit.pending is None or visit.pending[0] != turn or not messages:
                    raise DialogueDown("no answer came from the action")
                (_, answer, memory), path = visit.pending, "dialogue"
            except DialogueDown:
                (answer, memory), path = await self._alone(visit, understandable, choice), "hall"
            visit.chosen = visit.pending = None
            visit.keep(choice.label if choice else message, answer, memory)
        return answer, path

    async def compose(
        self, visit: Visit, turn: int | None, understood: Understood, slots: dict
    ) -> tuple[Answer, Memory]:
        """Compose for the actions, once a turn; the answer is kept as the turn's own when the turn is still the present one."""
        if turn == visit.turn and visit.pending is not None and visit.pending[0] == turn:
            return visit.pending[1:]
        memory = visit.memory
        if memory.item is None and slots.get("item") in self._knowledge.current.library.items:
            memory = replace(memory, item=slots["item"], aspect=slots.get("aspect"))
        choice = visit.chosen if understood.intent == "choose" else None
        answer, after = await self._in_worker(understood, choice, memory, visit.here)
        if turn == visit.turn:
            visit.pending = (turn, answer, after)
        return answer, after

    async def _alone(self, visit: Visit, message: str, choice: Choice | None) -> tuple[Answer, Memory]:
        composer = self._knowledge.current.composer
        understood = Understood(choice.say, "choose", 1.0) if choice else composer.understand(message)
        return await self._in_worker(understood, choice, visit.memory, visit.here)

    async def _in_worker(
        self, understood: Understood, choice: Choice | None, memory: Memory, here: str | None
    ) -> tuple[Answer, Memory]:
        conversation = self._knowledge.current.conversation
        loop = asyncio.get_running_loop()
        if choice is not None:
            return await loop.run_in_executor(self._workers, conversation.choose, choice, memory, here)
        return await loop.run_in_executor(self._workers, conversation.answer, understood, memory, here)
