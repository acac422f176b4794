"""``python -m avatar_bridge.socket.asyncapi``: the visit protocol as an AsyncAPI 3.0 document, from the messages' types."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from avatar_bridge.socket.messages import CLIENT_MESSAGES, VERSION
from avatar_bridge.socket.server_messages import SERVER_MESSAGES

PATH = Path(__file__).resolve().parents[2] / "docs" / "asyncapi.json"
_REF = "#/components/schemas/{model}"


def _name(message: type[BaseModel]) -> str:
    return message.model_fields["type"].annotation.__args__[0]


def document() -> dict:
    """One channel, ``/ws``: what the hall receives and what it sends. Binary frames are the microphone's audio."""
    schemas: dict[str, dict] = {}
    messages: dict[str, dict] = {}
    for message in (*CLIENT_MESSAGES, *SERVER_MESSAGES):
        schema = TypeAdapter(message).json_schema(ref_template=_REF)
        schemas.update(schema.pop("$defs", {}))
        messages[_name(message)] = {
            "name": _name(message),
            "contentType": "application/json",
            "summary": (message.__doc__ or "").partition("\n")[0] or _name(message),
            "payload": schema,
        }
    messages["audio"] = {
        "name": "audio",
        "contentType": "application/octet-stream",
        "summary": "A binary frame: 16-bit little-endian mono PCM at the sample rate that listen announced, 20 to 500 ms.",
    }

    def references(names: list[str]) -> list[dict]:
        return [{"$ref": f"#/channels/visit/messages/{name}"} for name in names]

    received = [*(_name(message) for message in CLIENT_MESSAGES), "audio"]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "The visit protocol",
            "version": f"{VERSION}.0.0",
            "description": "See protocol.md for the order of a turn and the error codes.",
        },
        "channels": {
            "visit": {
                "address": "/ws",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            "receive": {
                "action": "receive",
                "channel": {"$ref": "#/channels/visit"},
                "messages": references(received),
            },
            "send": {
                "action": "send",
                "channel": {"$ref": "#/channels/visit"},
                "messages": references([_name(message) for message in SERVER_MESSAGES]),
            },
        },
        "components": {"messages": messages, "schemas": schemas},
    }


def text() -> str:
    """The document as the file holds it."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    PATH.write_text(text(), encoding="utf-8")
    print(PATH.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
