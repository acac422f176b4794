"""A visit over the websocket, from hello to bye, without sound."""

from __future__ import annotations

import asyncio

import pytest
from scripted_dialogue import ScriptedSocket

from assistant.conversation import Memory
from avatar_bridge.socket.session import Session

pytestmark = pytest.mark.unit

HELLO = {"type": "hello", "version": 1, "channel": "kiosk", "voice": False}


@pytest.fixture
async def socket(services):
    """A socket whose session runs until the test is over."""
    socket = ScriptedSocket()
    running = asyncio.create_task(Session(socket, services).run())
    socket.running = running
    yield socket
    socket.leave()
    await asyncio.wait_for(running, 5)


async def greeted(socket: ScriptedSocket, **changes) -> dict:
    socket.say(HELLO | changes)
    return await socket.wait_for("welcome")


async def test_hello_is_answered_with_the_hall(socket, services):
    welcome = await greeted(socket)
    hall = services.knowledge.current.library.hall
    assert welcome["version"] == 1 and welcome["greeting"] == hall.greeting
    assert welcome["hall"] == {
        "name": hall.name,
        "short_name": hall.short_name,
        "digital_human": hall.digital_human,
        "address": hall.address,
        "hotline": hall.hotline,
    }
    assert "人工智能" in welcome["label"], "the notice is permanent"
    assert welcome["suggestions"] and welcome["recognition"] is None and welcome["voice"] is None
    visit = services.visits.get(welcome["visit_id"])
    assert (visit.channel, visit.here) == ("kiosk", "P-kiosk")


@pytest.mark.parametrize(
    ("changes", "here"),
    [
        ({"kiosk": "P-desk"}, "P-desk"),
        ({"kiosk": "P-moon"}, "P-kiosk"),
        ({"kiosk": ""}, "P-kiosk"),
        ({"channel": "widget"}, None),
        ({"channel": "widget", "kiosk": "P-desk"}, "P-desk"),
    ],
)
async def test_where_the_visit_is(socket, services, changes, here):
    welcome = await greeted(socket, **changes)
    assert services.visits.get(welcome["visit_id"]).here == here


@pytest.mark.parametrize("first", [{"type": "text", "text": "开公司"}, {"type": "ping"}, {"type": "bye"}, b"\x00\x00"])
async def test_anything_before_hello_closes(socket, first):
    socket.say(first)
    await asyncio.wait_for(socket.running, 5)
    assert [message["code"] for message in socket.of("error")] == ["hello_first"] and socket.closed == 1002


async def test_another_version_closes(socket):
    socket.say(HELLO | {"version": 2})
    await asyncio.wait_for(socket.running, 5)
    assert [message["code"] for message in socket.of("error")] == ["version"] and socket.closed == 1002


async def test_a_turn_in_order(socket):
    await greeted(socket)
    socket.say({"type": "text", "text": "风筝登记要多少钱"})
    end = await socket.wait_for("turn_end")
    await socket.wait_for("state", where=lambda message: message["value"] == "idle")
    turn = [message for message in socket.sent if message.get("turn_id") == end["turn_id"]]
    kinds = [message.get("value", message["type"]) for message in turn]
    sentences = kinds.count("sentence")
    assert kinds == ["final", "thinking", "answer", "speaking", *["sentence"] * sentences, "turn_end", "idle"]
    answer = socket.of("answer")[0]
    assert answer["state"]["item"] == "G001" and {source["id"] for source in answer["sources"]} >= {"G001"}
    assert [m["text"] for m in socket.of("sentence")] == [sentence["text"] for sentence in answer["say"]]
    assert socket.of("final")[0] == {
        "type": "final",
        "turn_id": end["turn_id"],
        "text": "风筝登记要多少钱",
        "raw_text": "风筝登记要多少钱",
        "by": "text",
    }


async def test_turn_ids_grow(socket):
    await greeted(socket)
    ids = []
    for count in (1, 2, 3):
        socket.say({"type": "text", "text": "风筝登记"})
        ids.append((await socket.wait_for("turn_end", count))["turn_id"])
    assert ids == sorted(set(ids)) and ids[0] >= 1


async def test_a_choice_of_the_last_answer(socket):
    await greeted(socket)
    socket.say({"type": "text", "text": "风筝登记"})
    choice = (await socket.wait_for("answer"))["ask"][0]
    await socket.wait_for("turn_end")
    socket.say({"type": "choice", "id": choice["id"]})
    answer = await socket.wait_for("answer", 2)
    assert answer["state"]["item"] == "G001" and socket.of("final")[1]["by"] == "choice"
    assert socket.of("final")[1]["text"] == choice["label"]


async def test_a_suggestion_of_the_welcome_can_be_chosen(socket):
    welcome = await greeted(socket)
    socket.say({"type": "choice", "id": welcome["suggestions"][0]["id"]})
    await socket.wait_for("state", where=lambda message: message["value"] in ("speaking", "idle"))
    assert socket.of("error") == [] and socket.of("answer")


async def test_choices_that_were_not_offered(socket):
    await greeted(socket)
    socket.say({"type": "text", "text": "风筝登记"})
    old = (await socket.wait_for("answer"))["ask"][0]["id"]
    await socket.wait_for("turn_end")
    socket.say({"type": "text", "text": "陀螺注销"})
    await socket.wait_for("turn_end", 2)
    for count, id in enumerate((old, "fee-0000000000000000", ""), 1):
        socket.say({"type": "choice", "id": id})
        assert (await socket.wait_for("error", count))["code"] == "unknown_choice"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("not json", "not_json"),
        ({"type": "dance"}, "unknown_type"),
        ({"type": "text"}, "bad_field"),
        ({"type": "text", "text": "  ？！"}, "empty"),
        ({"type": "text", "text": "字" * 501}, "too_long"),
        ({"type": "listen", "sample_rate": 16000}, "no_recognition"),
        (b"\x00\x00" * 320, "not_listening"),
        (HELLO, "bad_field"),
        ("x" * 70_000, "too_large"),
    ],
    ids=[
        "not_json",
        "unknown_type",
        "bad_field",
        "empty",
        "too_long",
        "no_recognition",
        "not_listening",
        "hello",
        "large",
    ],
)
async def test_after_an_error_the_visit_goes_on(socket, message, code):
    await greeted(socket)
    socket.say(message)
    assert (await socket.wait_for("error"))["code"] == code
    socket.say({"type": "ping"})
    await socket.wait_for("pong")
    socket.say({"type": "text", "text": "风筝登记"})
    assert (await socket.wait_for("answer"))["state"]["item"] == "G001"


@pytest.mark.parametrize(
    ("text", "reply"), [("\\ud800风筝登记", "answer"), ("风筝\\udfff登记", "answer"), ("\\ud83d", "error")]
)
async def test_half_a_character_is_left_out(socket, text, reply):
    await greeted(socket)
    socket.say(f'{{"type": "text", "text": "{text}"}}')
    await socket.wait_for(reply)
    assert [error["code"] for error in socket.of("error")] == (["empty"] if reply == "error" else [])


async def test_a_suggestion_that_is_typed_is_answered(socket):
    welcome = await greeted(socket)
    socket.say({"type": "text", "text": welcome["suggestions"][0]["say"]})
    await socket.wait_for("state", where=lambda message: message["value"] in ("speaking", "idle"))
    assert socket.of("error") == []


async def test_a_broken_turn_does_not_take_the_visit_down(socket, services, monkeypatch):
    await greeted(socket)

    async def breaks(visit, text):
        raise ValueError("秘密")

    with monkeypatch.context() as patch:
        patch.setattr(services.turns, "text", breaks)
        socket.say({"type": "text", "text": "风筝登记"})
        error = await socket.wait_for("error")
        assert error["code"] == "internal" and "秘密" not in error["message"] + error["detail"]
        await socket.wait_for("state", where=lambda message: message["value"] == "idle")
    socket.say({"type": "text", "text": "风筝登记"})
    assert await socket.wait_for("answer")


async def test_a_new_question_cancels_the_old_one(socket, services, monkeypatch):
    await greeted(socket)
    entered, text = asyncio.Event(), services.turns.text

    async def hangs_first(visit, words):
        if not entered.is_set():
            entered.set()
            await asyncio.Event().wait()
        return await text(visit, words)

    monkeypatch.setattr(services.turns, "text", hangs_first)
    socket.say({"type": "text", "text": "陀螺注销"})
    await asyncio.wait_for(entered.wait(), 5)
    first = socket.of("final")[0]["turn_id"]
    socket.say({"type": "text", "text": "风筝登记"})
    cancelled = await socket.wait_for("cancelled")
    assert cancelled == {"type": "cancelled", "turn_id": first, "reason": "new_turn", "heard": 0}
    answer = await socket.wait_for("answer")
    assert answer["state"]["item"] == "G001" and answer["turn_id"] > first
    later = socket.sent[socket.sent.index(cancelled) + 1 :]
    assert all(message.get("turn_id", first + 1) > first for message in later)


async def test_an_interruption_stops_the_turn(socket, services, monkeypatch):
    await greeted(socket)
    entered = asyncio.Event()

    async def hangs(visit, words):
        entered.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(services.turns, "text", hangs)
    socket.say({"type": "text", "text": "陀螺注销"})
    await asyncio.wait_for(entered.wait(), 5)
    socket.say({"type": "interrupt"})
    assert (await socket.wait_for("cancelled"))["reason"] == "interrupt"
    await socket.wait_for("state", where=lambda message: message["value"] == "idle")
    assert socket.of("answer") == []


async def test_an_interruption_of_nothing_is_nothing(socket):
    await greeted(socket)
    socket.say({"type": "interrupt"})
    socket.say({"type": "listen_stop"})
    socket.say({"type": "played", "turn_id": 99, "index": 0, "done": True})
    socket.say({"type": "settings", "elder": True, "rate": 0.8, "voice": True})
    socket.say({"type": "ping"})
    await socket.wait_for("pong")
    assert socket.of("cancelled") == [] and socket.of("error") == []


async def test_bye_wipes_and_closes(socket, services):
    welcome = await greeted(socket)
    visit = services.visits.get(welcome["visit_id"])
    socket.say({"type": "text", "text": "风筝登记"})
    await socket.wait_for("turn_end")
    socket.say({"type": "bye"})
    assert (await socket.wait_for("visit_end"))["reason"] == "bye"
    await asyncio.wait_for(socket.running, 5)
    assert socket.closed == 1000 and services.visits.get(visit.id) is None
    assert visit.memory == Memory() and not visit.transcript


async def test_a_client_that_just_leaves_is_wiped_too(socket, services):
    welcome = await greeted(socket)
    visit = services.visits.get(welcome["visit_id"])
    socket.say({"type": "text", "text": "风筝登记"})
    await socket.wait_for("turn_end")
    socket.leave()
    await asyncio.wait_for(socket.running, 5)
    assert services.visits.get(visit.id) is None and visit.memory == Memory()


@pytest.mark.parametrize("reason", ["idle", "deleted", "closing"])
async def test_a_visit_that_ends_elsewhere(socket, services, reason):
    welcome = await greeted(socket)
    assert await services.visits.end(welcome["visit_id"], reason)
    assert (await socket.wait_for("visit_end"))["reason"] == reason
    await asyncio.wait_for(socket.running, 5)
    assert socket.closed == 1000


async def test_a_visit_that_ends_in_mid_turn_says_nothing_more(socket, services, monkeypatch):
    welcome = await greeted(socket)
    entered = asyncio.Event()

    async def hangs(visit, words):
        entered.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(services.turns, "text", hangs)
    socket.say({"type": "text", "text": "陀螺注销"})
    await asyncio.wait_for(entered.wait(), 5)
    await services.visits.end(welcome["visit_id"], "deleted")
    await asyncio.wait_for(socket.running, 5)
    assert socket.sent[-1]["type"] == "visit_end" and socket.of("answer") == []
