"""A situation settled by touch on the kiosk's page, with the real hall behind it; the checklist is read back from its code."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from conftest import launch
from playwright.sync_api import expect

from operations.supervisor import Hall

pytestmark = pytest.mark.browser

ANSWERS = ["丢了、被偷了", "满了", "在老家，带不来"]


def test_questions_are_tapped_and_the_checklist_is_taken_away(playwright, running_hall: Hall, tmp_path: Path) -> None:
    browser = launch(playwright)
    try:
        page = browser.new_page(viewport={"width": 1080, "height": 1920}, device_scale_factor=2)
        page.goto(f"{running_hall.base_url}/kiosk?avatar=0&voice=0")
        page.wait_for_selector(".welcome .choice")
        page.locator(".typing input").fill("一步一步带我办居民身份证丢失补领")
        page.keyboard.press("Enter")
        for label in ANSWERS:
            # What answers a question stands on the screen with it, before the cards.
            expect(page.locator(".choices")).to_be_in_viewport(ratio=1)
            page.locator(".choices").get_by_role("button", name=label, exact=True).click()
        card = page.locator(".card.personal")
        expect(card).to_contain_text("驾驶证、护照、居住证等带本人照片的有效证件")
        expect(card).to_contain_text("未经大厅核定")
        picture = tmp_path / "code.png"
        card.locator(".qr svg").screenshot(path=str(picture))
        text, *_ = cv2.QRCodeDetector().detectAndDecode(cv2.imread(str(picture)))
        assert "居民身份证丢失补领办事清单" in text and "带：居民户口簿" in text
        page.screenshot(path=str(tmp_path / "checklist.png"), full_page=True)
    finally:
        browser.close()
