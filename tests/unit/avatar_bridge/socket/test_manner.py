"""Speaking as the citizen asked, and other ways to go on after nothing was heard twice."""

from __future__ import annotations

import pytest
from scripted_dialogue import ScriptedSocket

from assistant.answers.model import Manner
from avatar_bridge.socket import messages as m
from avatar_bridge.socket.session import SLOWER, Session

pytestmark = pytest.mark.unit


@pytest.fixture
async def session(services):
    """A session that has greeted, without a running loop of its own."""
    session = Session(ScriptedSocket(), services)
    await session._greet(m.Hello(type="hello", version=1, channel="kiosk", voice=False))
    return session


async def test_slower_and_back(session):
    session._take_manner(Manner(rate="slower"))
    assert session._rate == pytest.approx(SLOWER)
    session._take_manner(Manner(rate="faster"))
    assert session._rate == pytest.approx(1.0)


async def test_speech_stays_within_what_can_be_spoken(session):
    for manner, bound in (("slower", m.SLOWEST), ("faster", m.FASTEST)):
        for _ in range(12):
            session._take_manner(Manner(rate=manner))
        assert session._rate == bound


async def test_not_aloud_until_asked_for(session):
    session._take_manner(Manner(aloud=False))
    session._take_manner(Manner())
    assert not session._aloud
    session._take_manner(Manner(aloud=True))
    assert session._aloud


async def test_a_person_is_offered_after_nothing_was_heard_twice(session):
    await session._unheard("unclear", "没听清，请再说一遍。")
    await session._unheard("unclear", "没听清，请再说一遍。")
    first, second = session._socket.of("unheard")
    assert first["ask"] == [] and first["message"] == "没听清，请再说一遍。"
    assert second["ask"][0]["label"] == "转人工" and "打字" in second["message"]
    assert session._visit.offered[0].id == second["ask"][0]["id"], "what is offered can be tapped"


async def test_words_that_were_understood_begin_the_count_anew(session):
    await session._unheard("unclear", "没听清，请再说一遍。")
    session._outbox.turn_id += 1
    from avatar_bridge.socket.speaking import Playback

    session._playback = Playback(session._outbox.turn_id)
    await session._by_text("风筝登记", "风筝登记", "voice")
    await session._unheard("unclear", "没听清，请再说一遍。")
    assert session._socket.of("unheard")[-1]["ask"] == []
