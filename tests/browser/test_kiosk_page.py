"""The kiosk page: what is shown, what is sent, what happens when things go wrong."""

from __future__ import annotations

import time

import pytest
from conftest import FOREIGN_HOST, OpenPage, until
from playwright.sync_api import Page, expect
from scripted_hall import LABEL, ScriptedHall, answer
from scripted_turn import CARDS, CHOICES

#: Everything runs, nothing is drawn: software rendering would take the machine from what is measured.
QUIET = "/kiosk?draw=0"
TEXT_ONLY = "/kiosk?avatar=0"


def ask(page: Page, question: str = "社保卡丢了怎么补办") -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")


def give_answer(hall: ScriptedHall, turn: int = 1, kinds: tuple[str, ...] = tuple(CARDS)) -> None:
    hall.send(
        {"type": "final", "turn_id": turn, "text": "社保卡丢了怎么补办", "raw_text": "", "by": "text"},
        answer(turn, ["带上身份证就可以补办。"], [CARDS[kind] for kind in kinds], CHOICES),
        {"type": "turn_end", "turn_id": turn},
    )


def test_page_is_usable_within_two_seconds_and_asks_nobody_else(open_page: OpenPage, hall: ScriptedHall) -> None:
    # The best of three: what is measured is the page, not what else this machine does.
    seconds = []
    for _ in range(3):
        began = time.monotonic()
        page = open_page(QUIET)
        page.wait_for_selector(".welcome .choice")
        seconds.append(time.monotonic() - began)
    assert min(seconds) < 2.0, seconds
    expect(page.locator(".ai-label")).to_have_text(LABEL)
    page.wait_for_timeout(1500)
    strangers = page.evaluate(
        "performance.getEntriesByType('resource').map(e => e.name)"
        ".filter(name => !name.startsWith(location.origin) && !/^(data|blob):/.test(name))"
    )
    assert strangers == []
    hello = hall.wait_for("hello")
    assert hello["version"] == 1 and hello["channel"] == "kiosk" and hello["voice"] is True


def test_kiosk_place_is_announced(open_page: OpenPage, hall: ScriptedHall) -> None:
    open_page(TEXT_ONLY + "&kiosk=desk-1")
    assert hall.wait_for("hello")["kiosk"] == "desk-1"


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1920, 1080), (390, 844)])
def test_everything_to_touch_is_large_enough(open_page: OpenPage, hall: ScriptedHall, width: int, height: int) -> None:
    page = open_page(TEXT_ONLY, width=width, height=height)
    page.wait_for_selector(".welcome .choice")
    script = "els => els.map(e => e.getBoundingClientRect()).map(r => [r.width, r.height, r.left, r.right])"
    sizes = page.locator("button, .switch, .typing input").evaluate_all(script)
    assert len(sizes) >= 10
    for box_width, box_height, left, right in sizes:
        assert box_width >= 59.5 and box_height >= 59.5
        assert left >= 0 and right <= width


def test_every_card_is_shown_as_text(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    ask(page)
    assert hall.wait_for("text")["text"] == "社保卡丢了怎么补办"
    give_answer(hall)
    expect(page.locator(".card")).to_have_count(len(CARDS))
    expect(page.locator(".checklist li")).to_have_count(3)
    expect(page.locator(".e-certificate").first).to_have_text("电子证照可替代：居民身份证")
    expect(page.locator(".floor-map polyline.way")).to_have_count(2)
    expect(page.locator(".card.guide .unchecked")).to_have_text("未经大厅核定")
    expect(page.locator(".card.fact .small-print")).to_contain_text("依据：《示例管理办法》第十条")
    expect(page.locator(".origin")).to_contain_text("办事指南 G001")
    assert page.locator(".card.notice a").count() == 0, "a kiosk must not be led off its page"
    page.locator(".checklist input").first.check()
    expect(page.locator(".materials .count")).to_have_text("已备 1 / 3")
    page.get_by_role("button", name="委托家人办理").click()
    assert hall.wait_for("choice") == {"type": "choice", "id": "c1"}


def test_a_checklist_is_printed_and_scanned(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY, script="window.print = () => { window.printed = (window.printed ?? 0) + 1; };")
    page.wait_for_selector(".welcome .choice")
    hall.send(
        {"type": "final", "turn_id": 1, "text": "清单", "raw_text": "清单", "by": "text"},
        answer(1, ["清单在屏幕上。"], [CARDS["checklist"]], []),
    )
    card = page.locator(".card.personal")
    expect(card.locator("h2")).to_have_text("您的办事清单")
    expect(card).to_contain_text("授权委托书")
    expect(card).to_contain_text("代替 有效身份证件")
    path = card.locator(".qr path").get_attribute("d")
    assert path is not None and path.count("M") == 10, "a square for each dark module"
    card.get_by_role("button", name="打印").click()
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print")
    expect(card).to_be_visible()
    expect(page.locator(".typing input")).to_be_hidden()


def test_other_ways_are_offered_after_nothing_was_heard_twice(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    ask = [{"id": "h1", "label": "转人工", "say": "转人工", "item": None}]
    hall.send({"type": "unheard", "turn_id": 0, "reason": "unclear", "message": "两次都没听清。", "ask": ask})
    expect(page.locator(".toast")).to_contain_text("两次都没听清")
    page.locator(".choices").get_by_role("button", name="转人工").click()
    assert hall.wait_for("choice") == {"type": "choice", "id": "h1"}


def test_markup_in_content_stays_text(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    hostile = "<img src=x onerror='window.hurt=1'><b>粗</b>"
    card = {**CARDS["notice"], "title": hostile, "text": hostile}
    hall.send(
        {"type": "final", "turn_id": 1, "text": hostile, "raw_text": hostile, "by": "text"},
        answer(1, [hostile], [card], [{"id": "x", "label": hostile, "say": hostile, "item": None}]),
    )
    expect(page.locator(".words")).to_have_text(hostile)
    expect(page.locator(".choice")).to_have_text(hostile)
    assert page.evaluate("window.hurt") is None
    assert page.locator(".panel img, .panel b").count() == 0


def test_captions_of_the_citizen(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    hall.send({"type": "partial", "turn_id": 1, "text": "社保卡"})
    expect(page.locator(".caption.theirs.draft")).to_have_text("社保卡")
    hall.send({"type": "final", "turn_id": 1, "text": "社保卡怎么补办", "raw_text": "", "by": "voice"})
    expect(page.locator(".question")).to_contain_text("社保卡怎么补办")
    expect(page.locator(".caption")).to_have_count(0)


def test_elder_mode(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    size = "getComputedStyle(document.querySelector('.greeting')).fontSize"
    page.wait_for_selector(".greeting")
    before = float(page.evaluate(size)[:-2])
    page.get_by_role("button", name="长辈模式").click()
    settings = hall.wait_for("settings")
    assert settings == {"type": "settings", "elder": True}, "the hall slows down for elders by itself"
    assert float(page.evaluate(size)[:-2]) > before * 1.2


def test_a_person_is_asked_for_in_words(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    page.get_by_role("button", name="转人工").click()
    assert hall.wait_for("text")["text"] == "转人工"


def test_errors_are_told_and_bad_frames_are_survived(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    for frame in ["{", "[]", '{"type":"sentence"}', '{"type":"answer","turn_id":1,"show":[{"kind":"?"}],"ask":7}']:
        hall.send_raw(frame)
    hall.send({"type": "error", "code": "busy", "message": "现在人比较多，请稍等。", "detail": "queue"})
    expect(page.locator(".toast")).to_contain_text("现在人比较多，请稍等。")
    page.get_by_role("button", name="关闭提示").click()
    expect(page.locator(".toast")).to_have_count(0)
    give_answer(hall, turn=2)
    expect(page.locator(".card").first).to_be_visible()


def test_a_lost_connection_is_told_and_mended(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    give_answer(hall)
    expect(page.locator(".choices .choice").first).to_be_visible()
    hall.refuse = True
    hall.drop()
    expect(page.locator(".banner")).to_contain_text("正在自动重新连接")
    expect(page.get_by_role("button", name="发送")).to_be_disabled()
    hall.refuse = False
    until(page, "__xiaoxin.connection === 'ready'")
    assert hall.visits == 2
    expect(page.locator(".banner")).to_have_count(0)
    expect(page.locator(".renewed")).to_be_visible()
    # The choices belonged to the visit that is gone; turns are counted anew.
    expect(page.locator(".choices .choice")).to_have_count(0)
    give_answer(hall, turn=1)
    expect(page.locator(".choices .choice").first).to_be_visible()


def test_ending_leaves_nothing(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    ask(page, "我的秘密问题")
    give_answer(hall)
    page.evaluate("localStorage.setItem('left', 'behind')")
    page.get_by_role("button", name="结束").click()
    hall.wait_for("bye")
    page.wait_for_selector(".welcome .choice")
    assert hall.visits == 2
    assert page.locator(".card, .question").count() == 0
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("document.cookie") == ""
    record = page.evaluate("JSON.stringify(__xiaoxin) + document.body.innerText")
    assert "秘密" not in record and "社保卡丢了怎么补办。" not in record
    assert page.evaluate("__xiaoxin.lipSamples.length") == 0


def test_a_visit_ended_by_the_hall_starts_afresh(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    give_answer(hall)
    page.wait_for_selector(".card")
    hall.send({"type": "visit_end", "reason": "idle"})
    page.wait_for_selector(".welcome .choice")
    assert page.locator(".card").count() == 0
    assert hall.visits == 2


def test_the_button_held_down_is_push_to_talk(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(QUIET)
    page.wait_for_selector(".welcome .choice")
    button = page.get_by_role("button", name="点此说话")
    button.hover()
    page.mouse.down()
    assert hall.wait_for("listen")["mode"] == "push"
    expect(page.locator(".mic")).to_contain_text("松开结束")
    page.wait_for_timeout(600)
    page.mouse.up()
    hall.wait_for("listen_stop")
    expect(page.locator(".mic")).to_contain_text("点此说话")


def test_microphone_sends_sixteen_kilohertz_frames(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    page.get_by_role("button", name="点此说话").click()
    assert hall.wait_for("listen") == {"type": "listen", "mode": "tap", "sample_rate": 16000}
    until(page, "__xiaoxin.micState === 'on'")
    page.wait_for_timeout(1500)
    assert len(hall.audio_frames) >= 10
    assert {len(frame) for frame in hall.audio_frames} == {1280}
    assert any(any(frame) for frame in hall.audio_frames), "the fake microphone beeps"
    hall.send({"type": "final", "turn_id": 1, "text": "你好", "raw_text": "你好", "by": "voice"})
    until(page, "__xiaoxin.micState === 'off'")
    page.wait_for_timeout(200)
    sent = len(hall.audio_frames)
    page.wait_for_timeout(400)
    assert len(hall.audio_frames) == sent


def test_hands_free_goes_on_until_it_is_switched_off(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    page.locator(".switch").click()
    assert hall.wait_for("listen")["mode"] == "hands_free"
    hall.send({"type": "final", "turn_id": 1, "text": "你好", "raw_text": "你好", "by": "voice"})
    page.wait_for_selector(".question")
    assert page.evaluate("__xiaoxin.micState") == "on"
    page.locator(".switch").click()
    hall.wait_for("listen_stop")
    until(page, "__xiaoxin.micState === 'off'")


def test_a_page_without_https_says_why_it_cannot_hear(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY, host=FOREIGN_HOST)
    page.wait_for_selector(".welcome .choice")
    page.get_by_role("button", name="点此说话").click()
    expect(page.locator(".toast")).to_contain_text("https")
    assert page.evaluate("__xiaoxin.micState") == "insecure"
    assert hall.of("listen") == []


def test_a_refused_microphone_is_explained(open_page: OpenPage, hall: ScriptedHall) -> None:
    refuse = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };"
    page = open_page(TEXT_ONLY, script=refuse)
    page.wait_for_selector(".welcome .choice")
    page.get_by_role("button", name="点此说话").click()
    expect(page.locator(".toast")).to_contain_text("麦克风未获允许")
    assert page.evaluate("__xiaoxin.micState") == "refused"


def test_without_webgl_a_portrait_stands_in(open_page: OpenPage, hall: ScriptedHall) -> None:
    no_webgl = (
        "const given = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...more) {"
        "  return kind.startsWith('webgl') ? null : given.call(this, kind, ...more); };"
    )
    page = open_page("/kiosk", script=no_webgl)
    expect(page.locator(".still-note")).to_be_visible()
    expect(page.locator(".portrait")).to_be_visible()
    give_answer(hall)
    expect(page.locator(".card").first).to_be_visible()


def test_keyboard_reaches_everything_and_shows_where_it_is(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(TEXT_ONLY)
    page.wait_for_selector(".welcome .choice")
    seen: list[str] = []
    for _ in range(16):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText || document.activeElement.id || ''").strip())
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if page.evaluate("document.activeElement.matches('button')"):
            assert outline != "none"
    for name in ["长辈模式", "转人工", "结束", "社保卡丢了怎么补办", "点此说话", "question"]:
        assert name in seen
