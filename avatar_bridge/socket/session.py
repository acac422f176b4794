"""One websocket, one visit: reads messages, runs turns, stops them, and wipes the visit at the end."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable

from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.answers.model import Answer, Choice, Manner
from assistant.answers.talk import phrase
from assistant.conversation.tasks.flow import choice
from assistant.speech.audio import AudioError
from avatar_bridge import metrics
from avatar_bridge.fault import fault
from avatar_bridge.services import Services
from avatar_bridge.socket import messages as m
from avatar_bridge.socket.listening import Listening
from avatar_bridge.socket.messages import ProtocolError
from avatar_bridge.socket.outbox import Outbox
from avatar_bridge.socket.speaking import Playback, speak
from avatar_bridge.visits import BadText, Visit, clean

_log = logging.getLogger(__name__)
#: The permanent notice that Chinese rules on AI-generated content ask for.
LABEL = "本形象与声音由人工智能合成"
#: Elders hear everything a little slower.
ELDER_RATE = 0.85
#: 说慢点 slows speech down by this; 说快点 takes it back.
SLOWER = 0.85
#: A pause in which no sound comes from the microphone any more ends after so many seconds.
LOST_SECONDS = 2.0
#: After so many recognitions in a row that heard nothing other ways are offered.
MISSED = 2


class Session:
    """Serves one socket until either side ends it."""

    def __init__(self, socket: WebSocket, services: Services):
        self._socket, self._services = socket, services
        self._outbox = Outbox(socket)
        self._visit: Visit | None = None
        self._hello: m.Hello | None = None
        self._turn: asyncio.Task | None = None
        self._playback: Playback | None = None
        self._listening: Listening | None = None
        self._stopped_listening_at = 0.0
        self._over = False
        self._watch: asyncio.Task | None = None
        #: What the citizen asked for: slower or faster speech, nothing aloud; recognitions in a row that heard nothing.
        self._pace, self._aloud, self._missed = 1.0, True, 0

    # -- life --------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        await self._socket.accept()
        try:
            while not self._outbox.gone:
                frame = await self._socket.receive()
                if frame["type"] == "websocket.disconnect":
                    break
                try:
                    if frame.get("text") is not None:
                        await self._read(m.read(frame["text"]))
                    else:
                        await self._hear(frame.get("bytes") or b"")
                except ProtocolError as error:
                    await self._outbox.error(error)
                    if error.code in ("hello_first", "version"):
                        await self._outbox.close(1002)
        except WebSocketDisconnect:
            pass
        finally:
            await self._leave("bye")

    async def _leave(self, reason: str) -> None:
        """End everything this socket owns; the visit is wiped with it."""
        if self._over:
            return
        self._over = True
        await self._close_listening()
        await self._cancel_turn()
        if self._visit is not None:
            self._visit.on_end = None
            await self._services.visits.end(self._visit.id, reason)

    async def _ended_elsewhere(self, reason: str) -> None:
        """The visit was deleted, went idle, or the hall closes."""
        self._over = True
        await self._outbox.send("visit_end", reason=reason)
        await self._close_listening()
        await self._cancel_turn()
        await self._outbox.close(1000)

    # -- messages ----------------------------------------------------------------------------------------------------

    async def _read(self, message) -> None:
        if isinstance(message, m.Hello):
            await self._greet(message)
            return
        if self._visit is None:
            raise ProtocolError("hello_first", "页面还没有准备好，请刷新。", "the first message must be hello")
        self._services.visits.touch(self._visit)
        match message:
            case m.TextMessage():
                try:
                    text = clean(message.text)
                except BadText as error:
                    await self._outbox.error(ProtocolError(error.code, error.message))
                    if not self._audible():
                        await self._state(self._outbox.turn_id, "listening" if self._is_listening() else "idle")
                    return
                await self._stop_tap_listening()
                await self._begin(self._by_text(text, text, "text"))
            case m.ChoiceMessage():
                await self._stop_tap_listening()
                await self._choose(message.id)
            case m.Listen():
                await self._listen(message)
            case m.ListenStop():
                if self._listening is not None and self._listening.open:
                    await self._listening.stop()
            case m.Interrupt():
                await self._stop_tap_listening()
                await self._interrupt("interrupt")
            case m.Played():
                if self._playback is not None and self._playback.turn_id == message.turn_id:
                    self._playback.played(message.index, message.done)
            case m.ChangeSettings():
                changes = message.model_dump(exclude={"type"}, exclude_none=True)
                self._hello = self._hello.model_copy(update=changes)
            case m.Ping():
                await self._outbox.send("pong")
            case m.Bye():
                await self._interrupt("bye")
                await self._outbox.send("visit_end", reason="bye")
                await self._leave("bye")
                await self._outbox.close(1000)

    async def _greet(self, hello: m.Hello) -> None:
        if self._visit is not None:
            raise ProtocolError("bad_field", "已经连接好了。", "hello was already said")
        if hello.version != m.VERSION:
            raise ProtocolError("version", "页面版本旧了，请刷新页面。", f"this hall speaks version {m.VERSION}")
        services = self._services
        state = services.knowledge.current
        here = hello.kiosk if hello.kiosk and state.ways.place(hello.kiosk) else None
        if here is None and hello.channel == "kiosk":
            here = services.settings.kiosk_place
        self._hello = hello
        self._visit = await services.visits.begin(hello.channel, here)
        self._visit.on_end = self._ended_elsewhere
        hall, composer = state.library.hall, state.composer
        self._visit.offer(tuple(composer.suggestions()))
        await self._outbox.send(
            "welcome",
            version=m.VERSION,
            visit_id=self._visit.id,
            hall={
                "name": hall.name,
                "short_name": hall.short_name,
                "digital_human": hall.digital_human,
                "address": hall.address,
                "hotline": hall.hotline,
            },
            label=LABEL,
            greeting=hall.greeting,
            suggestions=[dataclasses.asdict(choice) for choice in self._visit.offered],
            recognition=services.ears.engine,
            voice={"engine": services.mouth.engine, "notice": services.mouth.notice} if services.mouth.ready else None,
        )

    # -- turns -------------------------------------------------------------------------------------------------------

    @property
    def _rate(self) -> float:
        rate = self._hello.rate * self._pace * (ELDER_RATE if self._hello.elder else 1.0)
        return min(m.FASTEST, max(m.SLOWEST, rate))

    def _audible(self) -> tuple[str, ...]:
        """The sentences that the citizen may be hearing now."""
        if self._playback is None or not self._playback.audible:
            return ()
        return self._playback.sentences or ("",)

    async def _begin(self, work: Awaitable[None]) -> None:
        """Start a turn; one that is still going on is cancelled."""
        await self._interrupt("new_turn")
        self._outbox.turn_id += 1
        self._playback = Playback(self._outbox.turn_id)
        self._turn = asyncio.create_task(self._guarded(work), name="turn")

    async def _guarded(self, work: Awaitable[None]) -> None:
        turn_id = self._outbox.turn_id
        try:
            await work
        except BadText as error:
            self._playback = None
            await self._outbox.error(ProtocolError(error.code, error.message))
            await self._state(turn_id, "idle")
        except asyncio.CancelledError:
            raise
        except Exception as error:  # one broken turn must not take the visit down; the words stay out of the log
            _log.error("turn failed: %s", fault(error))
            self._playback = None
            await self._outbox.error(ProtocolError("internal", "对不起，出了点问题，请再问一次。"))
            await self._state(turn_id, "idle")

    async def _cancel_turn(self) -> None:
        if self._turn is not None and not self._turn.done():
            self._turn.cancel()
            await asyncio.gather(self._turn, return_exceptions=True)
        self._turn = None

    async def _interrupt(self, reason: str) -> None:
        """Stop the present turn on both ends; without one nothing happens."""
        playback, turn_id = self._playback, self._outbox.turn_id
        if playback is None or not playback.audible:
            await self._cancel_turn()
            return
        metrics.INTERRUPTIONS.labels(reason).inc()
        if playback.sentences:
            self._visit.cut_short(playback.heard_sentences)
        # Told first: the client's silence must not wait for our clean-up.
        await self._outbox.send("cancelled", turn_id=turn_id, reason=reason, heard=playback.heard)
        self._playback = None
        self._outbox.turn_id += 1
        await self._cancel_turn()
        if reason in ("interrupt", "barge_in"):
            await self._state(self._outbox.turn_id, "listening" if self._is_listening() else "idle")

    def _is_listening(self) -> bool:
        return self._listening is not None and self._listening.open

    async def _state(self, turn_id: int, value: str) -> None:
        await self._outbox.send("state", turn_id=turn_id, value=value)

    async def _by_text(self, text: str, raw: str, by: str) -> None:
        turn_id = self._outbox.turn_id
        await self._outbox.send("final", turn_id=turn_id, text=text[:500], raw_text=raw[:500], by=by)
        await self._state(turn_id, "thinking")
        await self._tell(turn_id, await self._services.turns.text(self._visit, text))

    async def _by_choice(self, choice: Choice) -> None:
        turn_id = self._outbox.turn_id
        await self._outbox.send("final", turn_id=turn_id, text=choice.label, raw_text=choice.label, by="choice")
        await self._state(turn_id, "thinking")
        await self._tell(turn_id, await self._services.turns.choice(self._visit, choice))

    async def _tell(self, turn_id: int, answer: Answer) -> None:
        playback = self._playback
        self._missed = 0
        self._take_manner(answer.manner)
        await self._outbox.send("answer", turn_id=turn_id, **answer.to_json())
        await self._state(turn_id, "speaking")
        voice = self._hello.voice and self._aloud and self._services.mouth.ready
        await speak(self._outbox, self._services.mouth, playback, answer, voice, self._rate)
        await self._state(turn_id, "listening" if self._is_listening() else "idle")

    def _take_manner(self, manner: Manner) -> None:
        """Go on speaking as the citizen asked: the volume is the client's to change."""
        if manner.rate:
            self._pace *= SLOWER if manner.rate == "slower" else 1 / SLOWER
            self._pace = min(m.FASTEST, max(m.SLOWEST, self._pace))
        if manner.aloud is not None:
            self._aloud = manner.aloud

    async def _choose(self, choice_id: str) -> None:
        choice = next((choice for choice in self._visit.offered if choice.id == choice_id), None)
        if choice is None:
            raise ProtocolError("unknown_choice", phrase("unknown_choice"), "not offered in this visit's last answer")
        await self._begin(self._by_choice(choice))

    # -- listening ---------------------------------------------------------------------------------------------------

    async def _listen(self, message: m.Listen) -> None:
        if not self._services.ears.ready:
            detail = self._services.ears.detail
            raise ProtocolError("no_recognition", "语音识别现在用不了，请打字或者点屏幕。", detail)
        if not m.SMALLEST_RATE <= message.sample_rate <= m.LARGEST_RATE:
            raise ProtocolError("sample_rate", "麦克风的采样率不支持，请打字或者点屏幕。", f"{message.sample_rate} Hz")
        if (
            self._listening is not None
            and self._listening.open
            and (self._listening.mode, message.mode) == ("push", "tap")
        ):
            # The button was only tapped: the end is heard by its silence.
            self._listening.end_by_silence()
            return
        await self._close_listening()
        hands_free = message.mode == "hands_free"
        try:
            hearing = self._services.ears.listen(message.sample_rate, message.mode)
        except AudioError as error:
            raise ProtocolError(error.code, error.message, error.detail) from error
        if not hands_free:
            # A tap on the microphone while something is said is an interruption.
            await self._interrupt("interrupt")
        self._listening = Listening(
            self._services.ears,
            hearing,
            mode=message.mode,
            drafts=self._hello.draft,
            spoken=self._audible,
            on_start=lambda: self._state(self._outbox.turn_id, "hearing"),
            on_partial=lambda text: self._outbox.send("partial", turn_id=self._outbox.turn_id, text=text),
            on_floor=self._give_floor,
            on_barge_in=lambda: self._interrupt("barge_in"),
            on_words=lambda text, raw: self._begin(self._by_text(text, raw, "voice")),
            on_unheard=self._unheard,
            on_busy=lambda: self._outbox.error(
                ProtocolError("busy", "现在用的人多，请稍候。", "recognition is queued")
            ),
        )
        if not self._audible():
            await self._state(self._outbox.turn_id, "listening")

    async def _give_floor(self, value: str) -> None:
        """Make the client play on, softer, or pause, while somebody else seems to speak."""
        playback = self._playback
        if (
            playback is None
            or not playback.audible
            or playback.floor == value
            or (playback.floor, value) == ("pause", "duck")
        ):
            return
        playback.floor = value
        await self._outbox.send("playback", turn_id=playback.turn_id, value=value)
        if value == "pause" and (self._watch is None or self._watch.done()):
            self._watch = asyncio.create_task(self._until_decided(playback), name="pause")

    async def _until_decided(self, playback: Playback) -> None:
        """A microphone that dies in the middle of an interruption must not leave her silent for ever."""
        now = asyncio.get_running_loop().time
        while playback is self._playback and playback.floor == "pause":
            if now() - self._stopped_listening_at > LOST_SECONDS:
                await self._give_floor("play")
                return
            await asyncio.sleep(LOST_SECONDS / 4)

    async def _unheard(self, reason: str, message: str) -> None:
        """Nothing was recognised; the second time in a row touching, typing and a person are offered."""
        turn_id, ask = self._outbox.turn_id, ()
        self._missed += 1
        if self._missed >= MISSED:
            message, ask = phrase("unheard_twice"), (choice("转人工"), *self._visit.offered[:4])
            self._visit.offer(ask)
        shown = [dataclasses.asdict(offered) for offered in ask]
        await self._outbox.send("unheard", turn_id=turn_id, reason=reason, message=message, ask=shown)
        await self._state(turn_id, "listening" if self._is_listening() else "idle")

    async def _hear(self, data: bytes) -> None:
        if self._visit is None:
            raise ProtocolError("hello_first", "页面还没有准备好，请刷新。", "the first message must be hello")
        loop_time = asyncio.get_running_loop().time()
        if self._listening is None or not self._listening.open:
            # Frames that were on their way when the utterance ended are no error.
            if loop_time - self._stopped_listening_at > 2.0:
                raise ProtocolError("not_listening", "麦克风没有打开。", "send listen before audio")
            return
        if len(data) > m.LARGEST_AUDIO_FRAME or len(data) < 2:
            raise ProtocolError("bad_audio", "声音数据不对，请重新打开麦克风。", f"{len(data)} bytes in one frame")
        self._services.visits.touch(self._visit)
        self._stopped_listening_at = loop_time
        await self._listening.feed(data)

    async def _stop_tap_listening(self) -> None:
        """Whoever types or touches has stopped talking; hands-free listening goes on."""
        if self._listening is not None and not self._listening.hands_free:
            await self._close_listening()

    async def _close_listening(self) -> None:
        listening, self._listening = self._listening, None
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        if listening is not None:
            self._stopped_listening_at = asyncio.get_running_loop().time()
            await listening.close()
            if not self._over:
                await self._give_floor("play")
