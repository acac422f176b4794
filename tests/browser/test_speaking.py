"""Sound, mouth, caption and their end, on the audio clock; with a real Chromium and a scripted hall."""

from __future__ import annotations

import time
from typing import Any

import pytest
from conftest import OpenPage, launch, until
from playwright.sync_api import Page, Playwright, expect
from scripted_hall import Message, ScriptedHall, answer, sentence

#: Morphs that close or open the lips, by viseme class, and the least weight that shows the class was reached.
OPEN_JAW = 0.45
CLOSED_ROLL = 0.28

TRACK = [(0, "sil"), (200, "m"), (400, "a"), (800, "m"), (1000, "u"), (1400, "a"), (1800, "sil")]
DURATION = 2000


def begin(hall: ScriptedHall, turn: int) -> None:
    hall.send(
        {"type": "final", "turn_id": turn, "text": "问题", "raw_text": "问题", "by": "text"},
        answer(turn, ["妈妈不在家，出门去了。"], [], []),
        {"type": "state", "turn_id": turn, "value": "speaking"},
    )


def spoken(turn: int, index: int, count: int = 2, text: str = "妈妈不在家，出门去了。") -> Message:
    return sentence(turn, index, text, TRACK, DURATION, count=count, gesture="open")


def ready(page: Page) -> None:
    page.wait_for_selector(".welcome .choice")
    until(page, "__xiaoxin.events.some(e => e.type === 'avatar shown')", timeout=40)
    until(page, "__xiaoxin.audioState === 'running'")


def until_loud(page: Page) -> None:
    until(page, "__xiaoxin.loudness() > 0.05")


#: A quarter of a kiosk's screen: a busy machine that paints in software may leave out frames for a second.
SMALL = {"width": 540, "height": 960}


def test_mouth_follows_the_audio_clock(open_page: OpenPage, hall: ScriptedHall, avatar_ready: None) -> None:
    page = open_page("/kiosk?draw=0", **SMALL)
    ready(page)
    begin(hall, 1)
    hall.send(spoken(1, 0), spoken(1, 1), {"type": "turn_end", "turn_id": 1})
    hall.wait_for("played", index=1, done=True)
    slots = page.evaluate("__xiaoxin.sentences")
    samples = page.evaluate("__xiaoxin.lipSamples")
    assert [slot["end"] - slot["start"] for slot in slots] == [DURATION, DURATION]
    assert slots[1]["start"] == slots[0]["end"], "sentences follow back to back"
    checked = {"a": 0, "m": 0, "u": 0, "sil": 0}
    for slot in slots:
        for turn, at, lips in samples:
            if turn != 1 or not slot["start"] <= at < slot["end"]:
                continue
            ms = at - slot["start"]
            name, margin = shape_at(ms)
            if margin < 45:
                continue
            checked[name] += 1
            jaw = lips.get("jawOpen", 0)
            if name == "a":
                assert jaw > OPEN_JAW, (ms, lips)
            elif name == "m":
                assert jaw < 0.05 and lips.get("mouthRollLower", 0) > CLOSED_ROLL, (ms, lips)
            elif name == "u":
                assert lips.get("mouthPucker", 0) > 0.7, (ms, lips)
            else:
                assert jaw < 0.02, (ms, lips)
    assert all(count >= 4 for count in checked.values()), checked


def shape_at(ms: float) -> tuple[str, float]:
    """The class that holds at ``ms`` and the distance to its nearer border, milliseconds."""
    index = max(n for n, (start, _) in enumerate(TRACK) if start <= ms)
    start, name = TRACK[index]
    end = TRACK[index + 1][0] if index + 1 < len(TRACK) else DURATION
    return name, min(ms - start, end - ms)


def test_what_is_heard_is_reported_in_order(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/kiosk?avatar=0")
    page.wait_for_selector(".welcome .choice")
    begin(hall, 1)
    hall.send(spoken(1, 0), spoken(1, 1), {"type": "turn_end", "turn_id": 1})
    hall.wait_for("played", index=1, done=True)
    reports = [(report["turn_id"], report["index"], report["done"]) for report in hall.of("played")]
    assert reports == [(1, 0, False), (1, 0, True), (1, 1, False), (1, 1, True)]
    until(page, "__xiaoxin.loudness() < 0.001")
    expect(page.locator(".caption")).to_have_count(0)


def test_captions_mark_the_word_being_said(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/kiosk?avatar=0")
    page.wait_for_selector(".welcome .choice")
    page.evaluate(
        """() => {
            window.seen = [];
            const look = () => {
                const caption = document.querySelector('.caption.ours');
                if (caption) window.seen.push([...caption.children].map(part => part.textContent));
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    begin(hall, 1)
    hall.send(spoken(1, 0))
    hall.wait_for("played", index=0, done=True)
    seen = page.evaluate("window.seen")
    assert all("".join(parts) == "妈妈不在家，出门去了。" for parts in seen)
    # A busy machine draws only some of the words; whatever it draws is whole, and time never runs back.
    assert len({(parts[0], parts[1]) for parts in seen}) >= 2
    said = [len(parts[0]) for parts in seen]
    assert said == sorted(said)


@pytest.mark.parametrize("by", ["button", "key"])
def test_an_interruption_before_the_first_sound(open_page: OpenPage, hall: ScriptedHall, by: str) -> None:
    page = open_page("/kiosk?avatar=0")
    page.wait_for_selector(".welcome .choice")
    begin(hall, 1)
    page.wait_for_selector(".stop")
    if by == "button":
        page.locator(".stop").click()
    else:
        page.keyboard.press("Escape")
    hall.wait_for("interrupt")


@pytest.mark.parametrize("by", ["stage", "button", "key"])
def test_an_interruption_silences_everything_at_once(
    open_page: OpenPage, hall: ScriptedHall, avatar_ready: None, by: str
) -> None:
    page = open_page("/kiosk?draw=0", **SMALL)
    ready(page)
    begin(hall, 1)
    hall.send(spoken(1, 0), spoken(1, 1))
    until_loud(page)
    until(page, "__xiaoxin.lipSamples.some(sample => sample[0] === 1)")
    # From inside the page: what is heard and shown two frames after the touch.
    touch = {
        "stage": "document.querySelector('.figure').click()",
        "button": "document.querySelector('.stop').click()",
        "key": "document.querySelector('.kiosk').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))",
    }[by]
    after = page.evaluate(
        f"""async () => {{
            {touch};
            const frame = () => new Promise(requestAnimationFrame);
            await frame(); await frame();
            const lips = __xiaoxin.lipSamples.at(-1);
            await new Promise(done => setTimeout(done, 60));
            return {{
                lips, loudness: __xiaoxin.loudness(),
                captions: document.querySelectorAll('.caption.ours').length,
            }};
        }}"""
    )
    turn, _, lips = after["lips"]
    assert turn is None and lips.get("jawOpen", 0) < 0.02
    assert after["loudness"] < 0.002
    assert after["captions"] == 0
    hall.wait_for("interrupt")
    # A sentence that was on its way, before the hall has said `cancelled`: it is not spoken.
    hall.send(spoken(1, 2), {"type": "cancelled", "turn_id": 1, "reason": "interrupt", "heard": 0})
    page.wait_for_timeout(300)
    assert page.evaluate("__xiaoxin.loudness()") < 0.002
    assert page.evaluate("__xiaoxin.dropped") == 1
    assert [report["done"] for report in hall.of("played")] == [False]


def test_cancelled_by_the_hall_stops_the_turn(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/kiosk?avatar=0")
    page.wait_for_selector(".welcome .choice")
    begin(hall, 1)
    hall.send(spoken(1, 0))
    until_loud(page)
    hall.send({"type": "cancelled", "turn_id": 1, "reason": "barge_in", "heard": 0})
    until(page, "__xiaoxin.loudness() < 0.002", timeout=1)
    expect(page.locator(".caption.ours")).to_have_count(0)


def test_a_voice_makes_her_softer_and_words_make_her_pause_and_go_on(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/kiosk?avatar=0")
    page.wait_for_selector(".welcome .choice")
    begin(hall, 1)
    hall.send(spoken(1, 0), spoken(1, 1), {"type": "turn_end", "turn_id": 1})
    until_loud(page)
    loud = page.evaluate("__xiaoxin.loudness()")
    hall.send({"type": "playback", "turn_id": 1, "value": "duck"})
    until(page, f"__xiaoxin.loudness() < {loud / 2} && __xiaoxin.loudness() > 0.002", timeout=2)
    hall.send({"type": "playback", "turn_id": 1, "value": "pause"})
    until(page, "__xiaoxin.loudness() < 0.002", timeout=2)
    expect(page.locator(".caption.ours")).to_have_count(0)
    page.wait_for_timeout(DURATION)
    assert not [report for report in hall.of("played") if report["done"]], "nothing was heard to its end meanwhile"
    hall.send({"type": "playback", "turn_id": 1, "value": "play"})
    until_loud(page)
    hall.wait_for("played", index=1, done=True)
    reports = [(report["index"], report["done"]) for report in hall.of("played")]
    assert reports == [(0, False), (0, True), (1, False), (1, True)]


def test_late_messages_of_an_old_turn_are_dropped(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/kiosk?avatar=0")
    page.wait_for_selector(".welcome .choice")
    begin(hall, 1)
    begin(hall, 2)
    late = {"type": "final", "turn_id": 1, "text": "旧的问题", "raw_text": "", "by": "text"}
    hall.send(spoken(1, 0), {"type": "partial", "turn_id": 1, "text": "旧的"}, late)
    hall.send(answer(1, ["旧的回答"], [], []), {"type": "error", "code": "x", "message": "到此为止", "detail": ""})
    expect(page.locator(".toast")).to_contain_text("到此为止")
    assert page.evaluate("__xiaoxin.dropped") == 4
    assert page.evaluate("__xiaoxin.lastTurn") == 2
    assert page.evaluate("__xiaoxin.loudness()") < 0.002
    assert "旧的" not in page.inner_text(".panel")
    assert hall.of("played") == []


def test_a_new_question_silences_the_old_answer(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/kiosk?avatar=0")
    page.wait_for_selector(".welcome .choice")
    begin(hall, 1)
    hall.send(spoken(1, 0), spoken(1, 1))
    until_loud(page)
    page.fill("#question", "另一个问题")
    page.press("#question", "Enter")
    until(page, "__xiaoxin.loudness() < 0.002", timeout=1)
    assert hall.wait_for("text")["text"] == "另一个问题"
    begin(hall, 2)
    hall.send(spoken(2, 0))
    until_loud(page)


def test_a_sentence_whose_sound_is_broken_is_still_shown(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/kiosk?avatar=0")
    page.wait_for_selector(".welcome .choice")
    begin(hall, 1)
    hall.send({**spoken(1, 0, count=1), "audio": "!!!"})
    expect(page.locator(".caption.ours")).to_contain_text("妈妈不在家")
    hall.wait_for("played", index=0, done=True)


def test_a_visit_without_voice_keeps_a_reading_pace(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/kiosk?avatar=0&voice=0")
    page.wait_for_selector(".welcome .choice")
    assert hall.wait_for("hello")["voice"] is False
    begin(hall, 1)
    hall.send({**spoken(1, 0, count=1), "audio": None, "duration_ms": 0, "words": []})
    expect(page.locator(".caption.ours")).to_contain_text("妈妈不在家")
    hall.wait_for("played", index=0, done=True)
    assert page.evaluate("__xiaoxin.loudness()") == 0


def test_a_browser_that_waits_for_a_touch_is_told_to_the_visitor(playwright: Playwright, hall: ScriptedHall) -> None:
    browser = launch(playwright)
    try:
        page = browser.new_page(viewport={"width": 1080, "height": 1920})
        driver = page.context.new_cdp_session(page)

        def look(expression: str) -> Any:
            # A driver's ordinary evaluation counts as a visitor's gesture and would let the sound begin.
            found = driver.send("Runtime.evaluate", {"expression": expression, "userGesture": False})
            return found["result"].get("value")

        def eventually(expression: str) -> None:
            deadline = time.monotonic() + 15
            while not look(expression):
                assert time.monotonic() < deadline, expression
                page.wait_for_timeout(40)

        page.goto(hall.url + "/kiosk?avatar=0")
        hall.wait_for("hello")
        eventually("window.__xiaoxin?.audioState === 'suspended'")
        eventually("document.querySelector('.sound-gate')?.innerText === '点一下屏幕开启声音'")
        begin(hall, 1)
        hall.send(spoken(1, 0, count=1))
        # The words need no sound.
        eventually("document.querySelector('.words')?.innerText.includes('妈妈不在家')")
        assert hall.of("played") == []
        page.mouse.click(540, 300)
        hall.wait_for("played", index=0, done=True)
        assert look("document.querySelector('.sound-gate')") is None
    finally:
        browser.close()


def test_the_figure_is_drawn(open_page: OpenPage, hall: ScriptedHall, avatar_ready: None) -> None:
    page = open_page("/kiosk?still=viseme:a", width=540, height=960)
    page.wait_for_selector(".figure.shown", timeout=60_000)
    details = page.evaluate("__xiaoxin.events.filter(e => e.type === 'avatar').map(e => e.detail)")
    assert details == ["lite"], "software rendering takes the light model"
    page.wait_for_selector(".portrait.away", state="attached")
