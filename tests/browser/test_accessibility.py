"""Every state of the pages against WCAG 2.2 AA, by axe-core in a real browser."""

from __future__ import annotations

import pytest
from conftest import ROOT, OpenPage
from playwright.sync_api import Page, expect
from scripted_hall import ScriptedHall, answer
from scripted_turn import CARDS, CHOICES

pytestmark = pytest.mark.browser

AXE = ROOT / "kiosk_client" / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGE = "/kiosk?avatar=0&voice=0"


def faults(page: Page, rules: list[str] = RULES) -> list[str]:
    """What axe-core finds serious or critical: the rule, and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations", rules
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def welcome(page: Page, hall: ScriptedHall) -> None:
    page.wait_for_selector(".welcome .choice")


def every_card(page: Page, hall: ScriptedHall) -> None:
    welcome(page, hall)
    hall.send(
        {"type": "final", "turn_id": 1, "text": "社保卡怎么补", "raw_text": "", "by": "text"},
        answer(1, ["带上身份证就可以补办。"], list(CARDS.values()), CHOICES),
    )
    expect(page.locator(".card")).to_have_count(len(CARDS))


def being_heard(page: Page, hall: ScriptedHall) -> None:
    welcome(page, hall)
    hall.send({"type": "partial", "turn_id": 1, "text": "社保卡"})
    expect(page.locator(".caption.theirs.draft")).to_be_visible()


def not_heard(page: Page, hall: ScriptedHall) -> None:
    welcome(page, hall)
    ask = [{"id": "h1", "label": "转人工", "say": "转人工", "item": None}]
    hall.send({"type": "unheard", "turn_id": 0, "reason": "unclear", "message": "两次都没听清。", "ask": ask})
    expect(page.locator(".toast")).to_be_visible()


def elder(page: Page, hall: ScriptedHall) -> None:
    every_card(page, hall)
    page.get_by_role("button", name="长辈模式").click()
    hall.wait_for("settings")


@pytest.fixture(params=[(1080, 1920), (1920, 1080), (390, 844)], ids=lambda layout: f"{layout[0]}x{layout[1]}")
def layout(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


@pytest.fixture(params=[welcome, every_card, being_heard, not_heard, elder], ids=lambda state: state.__name__)
def page(request: pytest.FixtureRequest, open_page: OpenPage, hall: ScriptedHall, layout: tuple[int, int]) -> Page:
    """The kiosk in one of its states and layouts."""
    opened = open_page(PAGE, width=layout[0], height=layout[1])
    request.param(opened, hall)
    return opened


def test_the_kiosk(page: Page) -> None:
    assert faults(page) == []


def test_high_contrast_is_seven_to_one(page: Page) -> None:
    page.get_by_role("button", name="高对比").click()
    page.wait_for_timeout(500)  # colours fade over
    assert faults(page, ["color-contrast-enhanced"]) == []
    page.get_by_role("button", name="结束").click()
    expect(page.locator(".kiosk.contrast")).to_have_count(0)


def test_a_kiosk_that_lost_its_hall(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page(PAGE)
    welcome(page, hall)
    hall.stop()
    expect(page.locator(".banner")).to_be_visible()
    assert faults(page) == []


def test_the_widget(open_page: OpenPage, hall: ScriptedHall) -> None:
    page = open_page("/widget/demo", width=1280, height=800)
    page.wait_for_selector(".launcher")
    assert faults(page) == []
    page.get_by_role("button", name="打开智能咨询").click()
    page.wait_for_selector(".chat .choice")
    assert faults(page) == []
    hall.send(
        {"type": "final", "turn_id": 1, "text": "社保卡怎么补", "raw_text": "", "by": "text"},
        answer(1, ["带上身份证就可以补办。"], list(CARDS.values()), CHOICES),
    )
    expect(page.locator(".chat .card")).to_have_count(len(CARDS))
    assert faults(page) == []
