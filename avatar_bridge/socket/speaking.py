"""One spoken turn: the answer goes out, then its sentences one by one, until it is done or cut short."""

from __future__ import annotations

import asyncio
import base64
import logging
from dataclasses import dataclass, field, replace

from assistant.answers.model import Answer, Sentence
from assistant.speech.synthesis import Speech, VoiceError
from assistant.speech.synthesis.first_chunk import first_chunk
from avatar_bridge.socket.outbox import Outbox
from avatar_bridge.voice import Mouth

_log = logging.getLogger(__name__)
#: Sentences made ahead of the one being heard; further ones wait, so that an interruption wastes little work.
AHEAD = 4
#: A client that reports nothing is not waited for longer than this.
PATIENCE_SECONDS = 20.0


@dataclass
class Playback:
    """What the client has reported of a turn."""

    turn_id: int
    sentences: tuple[str, ...] = ()
    #: Of the parts in which they are sent: whether it is the last of its sentence.
    ends: tuple[bool, ...] = ()
    #: Parts sent, and parts heard to their end.
    sent: int = 0
    heard: int = 0
    complete: bool = False
    #: What the client does with the sound just now: ``play``, ``duck`` or ``pause``.
    floor: str = "play"
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def audible(self) -> bool:
        """Whether the citizen is (or may be) still hearing this turn."""
        return not self.complete or self.heard < self.sent

    @property
    def heard_sentences(self) -> int:
        """Sentences of the answer that were heard to their end."""
        return sum(self.ends[: self.heard])

    def played(self, index: int, done: bool) -> None:
        if done and index + 1 > self.heard:
            self.heard = min(index + 1, self.sent)
            self.moved.set()

    async def room(self) -> None:
        """Wait until fewer than ``AHEAD`` sentences are unheard, or the client stays silent."""
        while self.sent - self.heard >= AHEAD:
            self.moved.clear()
            try:
                await asyncio.wait_for(self.moved.wait(), PATIENCE_SECONDS)
            except TimeoutError:
                return


def _parts(mouth: Mouth, sentences: list[Sentence]) -> list[list[Sentence]]:
    """Each sentence in the parts in which it is sent: a first one that is long and must be made anew begins with its first words."""
    parts = [[sentence] for sentence in sentences]
    if sentences and not mouth.has(sentences[0].text):
        head, *rest = first_chunk(sentences[0].text)
        parts[0] = [
            replace(sentences[0], text=head),
            *(replace(sentences[0], text=text, gesture="none") for text in rest),
        ]
    return parts


async def speak(outbox: Outbox, mouth: Mouth, playback: Playback, answer: Answer, voice: bool, rate: float) -> None:
    """Send every sentence of ``answer`` in order, with sound when ``voice``, then ``turn_end``."""
    divided = _parts(mouth, answer.say) if voice else [[sentence] for sentence in answer.say]
    parts = [part for sentence in divided for part in sentence]
    playback.ends = tuple(part is sentence[-1] for sentence in divided for part in sentence)
    turn_id, count = playback.turn_id, len(parts)
    playback.sentences = tuple(sentence.text for sentence in answer.say)
    for index, sentence in enumerate(parts):
        speech: Speech | None = None
        if voice:
            await playback.room()
            try:
                speech = await mouth.speak(sentence.text, rate)
            except (VoiceError, ValueError) as error:
                # A sentence that cannot be spoken is still read.
                _log.error("synthesis failed: %s", type(error).__name__)
        playback.sent += 1
        await outbox.send(
            "sentence",
            turn_id=turn_id,
            index=index,
            count=count,
            text=sentence.text,
            gesture=sentence.gesture,
            audio=base64.b64encode(speech.wav()).decode("ascii") if speech else None,
            sample_rate=speech.sample_rate if speech else 0,
            duration_ms=speech.duration_ms if speech else 0,
            visemes=speech.visemes if speech else [],
            words=speech.words if speech else [],
            timing=speech.timing if speech else "estimated",
        )
    playback.complete = True
    await outbox.send("turn_end", turn_id=turn_id)
    while voice and mouth.ready and playback.heard < playback.sent and not outbox.gone:
        playback.moved.clear()
        try:
            await asyncio.wait_for(playback.moved.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            break
    playback.heard = playback.sent
