"""Every message a client may send, and every way to get it wrong."""

from __future__ import annotations

import json

import pytest

from avatar_bridge.socket import messages as m
from avatar_bridge.socket.messages import LARGEST_TEXT_FRAME, ProtocolError, read

pytestmark = pytest.mark.unit


def frame(**fields) -> str:
    return json.dumps(fields, ensure_ascii=False)


def code(text: str) -> str:
    with pytest.raises(ProtocolError) as caught:
        read(text)
    error = caught.value
    assert error.message.endswith("。"), "the citizen is told in plain words"
    assert error.detail and len(error.detail) < 300
    return error.code


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type": "hello", "version": 1, "channel": "kiosk"}, m.Hello),
        ({"type": "text", "text": "开公司"}, m.TextMessage),
        ({"type": "choice", "id": "fee-1"}, m.ChoiceMessage),
        ({"type": "listen", "mode": "tap", "sample_rate": 16000}, m.Listen),
        ({"type": "listen", "mode": "hands_free", "sample_rate": 48000}, m.Listen),
        ({"type": "listen_stop"}, m.ListenStop),
        ({"type": "interrupt"}, m.Interrupt),
        ({"type": "played", "turn_id": 1, "index": 0, "done": False}, m.Played),
        ({"type": "settings", "elder": True}, m.ChangeSettings),
        ({"type": "ping"}, m.Ping),
        ({"type": "bye"}, m.Bye),
    ],
)
def test_every_type(fields, kind):
    assert isinstance(read(frame(**fields)), kind)
    assert isinstance(read(frame(**fields, later="a field of a newer client")), kind)


def test_hello_in_full():
    hello = read(
        frame(
            type="hello", version=1, channel="widget", voice=False, elder=True, rate=0.7, draft=False, kiosk="P-kiosk-2"
        )
    )
    assert (hello.voice, hello.elder, hello.rate, hello.draft, hello.kiosk) == (False, True, 0.7, False, "P-kiosk-2")


def test_a_short_hello():
    hello = read(frame(type="hello", version=1, channel="kiosk"))
    assert (hello.voice, hello.elder, hello.rate, hello.draft, hello.kiosk) == (True, False, 1.0, True, None)


@pytest.mark.parametrize("rate", [0.7, 1, 1.0, 1.3])
def test_rates_that_can_be(rate):
    assert read(frame(type="settings", rate=rate)).rate == rate


def test_settings_may_be_empty():
    settings = read(frame(type="settings"))
    assert (settings.voice, settings.elder, settings.rate) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "hello",
        "{",
        '{"type": "ping"',
        '{"type": "ping"} trailing',
        "[]",
        "null",
        "7",
        '"ping"',
        "{}",
        '{"type": null}',
        '{"type": 7}',
        '{"type": ["ping"]}',
        '{"type": {"ping": 1}}',
        "\x00",
        "{'type': 'ping'}",
        '{"type": "played", "turn_id": ' + "9" * 5000 + "}",
        "[" * 30_000,
        '{"a":' * 10_000,
        "[" * 20_000 + "]" * 20_000,
        '{"type": "ping", "x": ' + "[" * 20_000 + "]" * 20_000 + "}",
    ],
    ids=lambda text: text[:24] or "nothing",
)
def test_not_json(text):
    assert code(text) == "not_json"


@pytest.mark.parametrize("type", ["", "Hello", "shutdown", "hello ", "__class__", "字" * 1000, "\u0000"])
def test_unknown_type(type):
    assert code(frame(type=type)) == "unknown_type"


@pytest.mark.parametrize("length", [LARGEST_TEXT_FRAME + 1, 2 * 1024 * 1024])
def test_too_large(length):
    assert code("x" * length) == "too_large"
    assert code(frame(type="text", text="字" * length)) == "too_large"


def test_as_large_as_may_be():
    text = "字" * (LARGEST_TEXT_FRAME - len(frame(type="text", text="")))
    assert read(frame(type="text", text=text)).text == text


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"type": "hello"}, "version"),
        ({"type": "hello", "version": "1", "channel": "kiosk"}, "version"),
        ({"type": "hello", "version": 1.5, "channel": "kiosk"}, "version"),
        ({"type": "hello", "version": True, "channel": "kiosk"}, "version"),
        ({"type": "hello", "version": 1, "channel": "phone"}, "channel"),
        ({"type": "hello", "version": 1}, "channel"),
        ({"type": "hello", "version": 1, "channel": "kiosk", "voice": "yes"}, "voice"),
        ({"type": "hello", "version": 1, "channel": "kiosk", "elder": 1}, "elder"),
        ({"type": "hello", "version": 1, "channel": "kiosk", "rate": 0.69}, "rate"),
        ({"type": "hello", "version": 1, "channel": "kiosk", "rate": "1"}, "rate"),
        ({"type": "hello", "version": 1, "channel": "kiosk", "rate": True}, "rate"),
        ({"type": "hello", "version": 1, "channel": "kiosk", "kiosk": 7}, "kiosk"),
        ({"type": "hello", "version": 1, "channel": "kiosk", "kiosk": "P" * 65}, "kiosk"),
        ({"type": "text"}, "text"),
        ({"type": "text", "text": None}, "text"),
        ({"type": "text", "text": 7}, "text"),
        ({"type": "text", "text": ["开公司"]}, "text"),
        ({"type": "choice"}, "id"),
        ({"type": "choice", "id": "x" * 81}, "id"),
        ({"type": "choice", "id": {"$ne": ""}}, "id"),
        ({"type": "listen"}, "sample_rate"),
        ({"type": "listen", "mode": "always", "sample_rate": 16000}, "mode"),
        ({"type": "listen", "sample_rate": "16000"}, "sample_rate"),
        ({"type": "listen", "sample_rate": 16000.5}, "sample_rate"),
        ({"type": "played", "turn_id": 1, "index": 0}, "done"),
        ({"type": "played", "turn_id": None, "index": 0, "done": True}, "turn_id"),
        ({"type": "played", "turn_id": 1, "index": "0", "done": True}, "index"),
        ({"type": "played", "turn_id": 1, "index": 0, "done": "true"}, "done"),
        ({"type": "settings", "rate": 1.31}, "rate"),
        ({"type": "settings", "rate": -1}, "rate"),
        ({"type": "settings", "voice": 0}, "voice"),
    ],
)
def test_bad_field(fields, place):
    assert code(frame(**fields)) == "bad_field"
    with pytest.raises(ProtocolError) as caught:
        read(frame(**fields))
    assert caught.value.detail.startswith(place)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none(number):
    assert code(f'{{"type": "settings", "rate": {number}}}') in ("bad_field", "not_json")
    assert code(f'{{"type": "listen", "sample_rate": {number}}}') in ("bad_field", "not_json")
    assert code(f'{{"type": "hello", "version": {number}, "channel": "kiosk"}}') in ("bad_field", "not_json")


def test_the_error_does_not_repeat_what_was_sent():
    with pytest.raises(ProtocolError) as caught:
        read(frame(type="settings", rate="秘密"))
    assert "秘密" not in caught.value.message + caught.value.detail
