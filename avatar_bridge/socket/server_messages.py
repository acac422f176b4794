"""What the hall sends, as types: for the AsyncAPI file and for the tests that hold every sent message against it."""

from __future__ import annotations

from typing import Literal, Union

from pydantic import BaseModel, ConfigDict, TypeAdapter

from assistant.answers.model import Card, Choice, Manner, Sentence, Source, State


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HallNames(_Sent):
    name: str
    short_name: str
    digital_human: str
    address: str
    hotline: str


class VoiceInUse(_Sent):
    engine: str
    notice: str


class Welcome(_Sent):
    """The visit has begun."""

    type: Literal["welcome"]
    version: int
    visit_id: str
    hall: HallNames
    label: str
    greeting: str
    suggestions: list[Choice]
    recognition: str | None
    voice: VoiceInUse | None


class StateMessage(_Sent):
    """What the digital human is doing."""

    type: Literal["state"]
    turn_id: int
    value: Literal["idle", "listening", "hearing", "thinking", "speaking"]


class Partial(_Sent):
    """What has been heard so far; may change."""

    type: Literal["partial"]
    turn_id: int
    text: str


class Final(_Sent):
    """What was understood; the turn begins."""

    type: Literal["final"]
    turn_id: int
    text: str
    raw_text: str
    by: Literal["voice", "text", "choice"]


class Unheard(_Sent):
    """Nothing was recognised; the message says what to do. The second time in a row ``ask`` offers a person."""

    type: Literal["unheard"]
    turn_id: int
    reason: Literal["silence", "noise", "unclear", "too_long"]
    message: str
    ask: list[Choice]


class AnswerMessage(_Sent):
    """The structured answer."""

    type: Literal["answer"]
    turn_id: int
    say: list[Sentence]
    show: list[Card]
    ask: list[Choice]
    state: State
    manner: Manner
    sources: list[Source]


class SentenceMessage(_Sent):
    """One sentence, ready to be played: ``audio`` is a base64 WAV, times are ms from its start.

    A long first sentence that is made anew comes in two: ``index`` and ``count`` are those of the messages.
    """

    type: Literal["sentence"]
    turn_id: int
    index: int
    count: int
    text: str
    gesture: Literal["none", "open", "count", "point_card", "point_map", "greet", "apologise", "nod"]
    audio: str | None
    sample_rate: int
    duration_ms: int
    visemes: list[tuple[int, str]]
    words: list[tuple[int, str]]
    timing: Literal["exact", "estimated"]


class TurnEnd(_Sent):
    """No more sentences come."""

    type: Literal["turn_end"]
    turn_id: int


class Cancelled(_Sent):
    """Stop audio, mouth, gestures and captions of that turn now."""

    type: Literal["cancelled"]
    turn_id: int
    reason: Literal["interrupt", "barge_in", "new_turn", "bye"]
    heard: int


class Playback(_Sent):
    """Somebody else speaks while that turn is heard.

    ``duck``: a voice, perhaps only a cough; play softly. ``pause``: words; stop sound, mouth, gesture and caption where they are and keep
    the rest. ``play``: it was nothing; go on from there at full loudness. A real interruption ends in ``cancelled``.
    """

    type: Literal["playback"]
    turn_id: int
    value: Literal["play", "duck", "pause"]


class ErrorMessage(_Sent):
    """``message`` is for the citizen, ``detail`` for developers; the visit goes on unless the socket is then closed."""

    type: Literal["error"]
    code: str
    message: str
    detail: str


class Pong(_Sent):
    type: Literal["pong"]


class VisitEnd(_Sent):
    """Wiped; the socket closes with code 1000."""

    type: Literal["visit_end"]
    reason: Literal["bye", "idle", "deleted", "closing"]


ServerMessage = Union[
    Welcome, StateMessage, Partial, Final, Unheard, AnswerMessage, SentenceMessage, TurnEnd, Cancelled, Playback,
    ErrorMessage,     Pong, VisitEnd,
]  # fmt: skip
SERVER_MESSAGES = ServerMessage.__args__
ADAPTER: TypeAdapter = TypeAdapter(ServerMessage)
