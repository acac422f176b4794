"""Messages from the client, checked; anything else is a clear error and the visit goes on."""

from __future__ import annotations

import json
from typing import Annotated, Literal, Union

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

VERSION = 1
#: A text frame larger than this is no message of the protocol.
LARGEST_TEXT_FRAME = 64 * 1024
#: 500 ms of 48 kHz 16-bit audio.
LARGEST_AUDIO_FRAME = 48_000
SMALLEST_RATE, LARGEST_RATE = 8_000, 48_000

SLOWEST, FASTEST = 0.7, 1.3

Rate = Annotated[float, Field(ge=SLOWEST, le=FASTEST)]


class ProtocolError(Exception):
    """``message`` is for the citizen, ``detail`` for the developer."""

    def __init__(self, code: str, message: str, detail: str = ""):
        super().__init__(code)
        self.code, self.message, self.detail = code, message, detail


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class Hello(_Message):
    type: Literal["hello"]
    version: int
    channel: Literal["kiosk", "widget"]
    voice: bool = True
    elder: bool = False
    rate: Rate = 1.0
    draft: bool = True
    kiosk: Annotated[str, Field(max_length=64)] | None = None


class TextMessage(_Message):
    type: Literal["text"]
    text: str


class ChoiceMessage(_Message):
    type: Literal["choice"]
    id: Annotated[str, Field(max_length=80)]


class Listen(_Message):
    type: Literal["listen"]
    mode: Literal["tap", "push", "hands_free"] = "tap"
    sample_rate: int


class ListenStop(_Message):
    type: Literal["listen_stop"]


class Interrupt(_Message):
    type: Literal["interrupt"]


class Played(_Message):
    type: Literal["played"]
    turn_id: int
    index: int
    done: bool


class ChangeSettings(_Message):
    type: Literal["settings"]
    voice: bool | None = None
    elder: bool | None = None
    rate: Rate | None = None


class Ping(_Message):
    type: Literal["ping"]


class Bye(_Message):
    type: Literal["bye"]


ClientMessages = Union[
    Hello, TextMessage, ChoiceMessage, Listen, ListenStop, Interrupt, Played, ChangeSettings, Ping, Bye
]
CLIENT_MESSAGES = ClientMessages.__args__
ClientMessage = Annotated[ClientMessages, Field(discriminator="type")]
_ADAPTER: TypeAdapter = TypeAdapter(ClientMessage)


def read(text: str):
    """One text frame as a message.

    Raises:
        ProtocolError: ``too_large``, ``not_json``, ``unknown_type`` or ``bad_field``.
    """
    if len(text) > LARGEST_TEXT_FRAME:
        raise ProtocolError("too_large", "内容太长了，请分开说。", f"{len(text)} characters")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not_json", "消息格式不对，请刷新页面再试。", "not JSON") from error
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        raise ProtocolError("not_json", "消息格式不对，请刷新页面再试。", "not an object with a type")
    try:
        return _ADAPTER.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == "union_tag_invalid":
            raise ProtocolError("unknown_type", "页面版本可能旧了，请刷新页面。", "unknown message type") from error
        place = ".".join(str(part) for part in first["loc"][1:])
        raise ProtocolError("bad_field", "消息内容不对，请刷新页面再试。", f"{place}: {first['msg']}") from error
