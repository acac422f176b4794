"""The chat widget: on the hall's demo page and on a page of somebody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import FOREIGN_HOST, OpenPage
from playwright.sync_api import Browser, expect
from scripted_hall import LABEL, ScriptedHall, answer
from scripted_turn import CARDS, CHOICES

FOREIGN_PAGE = """<!doctype html><html><head><meta charset="utf-8"><style>
p {{ color: red; font-size: 40px }}</style></head>
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


def test_a_page_without_https_is_not_offered_a_microphone(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/widget/demo", width=390, height=844, host=FOREIGN_HOST)
    page.get_by_role("button", name="打开智能咨询").click()
    page.wait_for_selector(".chat .choice")
    assert page.locator(".row .mic").count() == 0


@pytest.fixture
def foreign_page(hall: ScriptedHall) -> Iterator[str]:
    """The address of a page of another origin that includes the hall's widget."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(FOREIGN_PAGE.format(hall=hall.url).encode())

        def log_message(self, *_: object) -> None:
            """Keeps the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def test_a_page_of_somebody_else_is_neither_harmed_nor_harms(
    chromium: Browser, hall: ScriptedHall, foreign_page: str
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(foreign_page)
    page.get_by_role("button", name="打开智能咨询").click()
    hall.wait_for("hello")
    page.wait_for_selector(".chat .choice")
    root = "document.querySelector('xiaoxin-widget').shadowRoot"
    assert page.evaluate(f"getComputedStyle({root}.querySelector('.greeting')).color") != "rgb(255, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('body > p')).color") == "rgb(255, 0, 0)"
    assert page.evaluate("'__xiaoxin' in window") is False
    context.close()
