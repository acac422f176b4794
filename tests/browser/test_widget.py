"""The chat widget: on the hall's demo page and on a page of somebody else."""

from __future__ import annotations

from conftest import FOREIGN_HOST, OpenPage
from playwright.sync_api import Browser, expect
from scripted_hall import LABEL, ScriptedHall, answer
from scripted_turn import CARDS, CHOICES

FOREIGN_PAGE = """<!doctype html><html><head><meta charset="utf-8"><style>
button {{ display: none !important }} p {{ color: red; font-size: 40px }}</style></head>
<body><p>别人的网页</p><script src="{hall}/widget.js"></script></body></html>"""


def test_nothing_is_sent_before_it_is_opened(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/widget/demo", width=1280, height=800)
    page.wait_for_selector(".launcher")
    page.wait_for_timeout(500)
    assert hall.received == []
    page.get_by_role("button", name="打开智能咨询").click()
    hello = hall.wait_for("hello")
    assert hello["channel"] == "widget" and hello["voice"] is False
    expect(page.locator(".chat .ai-label")).to_have_text(LABEL)


def test_a_conversation_and_its_end(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/widget/demo", width=1280, height=800)
    page.get_by_role("button", name="打开智能咨询").click()
    page.wait_for_selector(".chat .choice")
    expect(page.get_by_label("输入您的问题")).to_be_focused()
    page.keyboard.type("社保卡丢了怎么补办")
    page.keyboard.press("Enter")
    hall.wait_for("text", text="社保卡丢了怎么补办")
    for turn in (1, 2):
        hall.send(
            {"type": "final", "turn_id": turn, "text": f"第{turn}问", "raw_text": "", "by": "text"},
            answer(turn, ["带上身份证就可以补办。"], list(CARDS.values()), CHOICES),
            {"type": "turn_end", "turn_id": turn},
        )
    expect(page.locator(".exchange")).to_have_count(2)
    # Only the newest choices can be taken; links open elsewhere.
    expect(page.locator(".exchange .choice")).to_have_count(len(CHOICES))
    expect(page.locator(".card.notice a").last).to_have_attribute("target", "_blank")
    page.keyboard.press("Escape")
    expect(page.locator(".chat")).to_have_count(0)
    page.get_by_role("button", name="打开智能咨询").click()
    expect(page.locator(".exchange")).to_have_count(2)
    page.get_by_role("button", name="结束咨询").click()
    hall.wait_for("bye")
    page.get_by_role("button", name="打开智能咨询").click()
    page.wait_for_selector(".chat .choice")
    assert page.locator(".exchange").count() == 0


def test_it_speaks_when_asked_to(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/widget/demo", width=1280, height=800)
    page.get_by_role("button", name="打开智能咨询").click()
    page.get_by_role("button", name="朗读回答").click()
    assert hall.wait_for("settings")["voice"] is True
    page.get_by_role("button", name="语音提问").click()
    assert hall.wait_for("listen")["mode"] == "tap"
    page.wait_for_timeout(600)
    assert hall.audio_frames


def test_a_page_of_somebody_else_is_neither_harmed_nor_harms(chromium: Browser, hall: ScriptedHall) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.route("**/foreign.html", lambda route: route.fulfill(body=FOREIGN_PAGE.format(hall=hall.url)))
    page.goto(f"http://{FOREIGN_HOST}:9/foreign.html")
    page.get_by_role("button", name="打开智能咨询").click()
    hall.wait_for("hello")
    page.wait_for_selector(".chat .choice")
    colour = page.evaluate(
        "getComputedStyle(document.querySelector('xiaoxin-widget').shadowRoot.querySelector('.greeting')).color"
    )
    assert colour != "rgb(255, 0, 0)"
    assert page.evaluate("'__xiaoxin' in window") is False
    # No https: the microphone is not offered at all.
    assert page.locator(".row .mic").count() == 0
    context.close()
