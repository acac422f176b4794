"""Browser tests: a real Chromium on the built web client, against a hall that follows a script."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright import sync_api
from scripted_hall import ScriptedHall

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "kiosk_client" / "web" / "dist"
MODELS = Path(os.environ.get("HALL_MODELS") or Path(os.environ.get("HALL_DATA") or ROOT / "var") / "models")

#: A name that is not localhost, so that pages served under it are no secure context.
FOREIGN_HOST = "hall.test"

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    f"--host-resolver-rules=MAP {FOREIGN_HOST} 127.0.0.1",
]
AUTOPLAY = "--autoplay-policy=no-user-gesture-required"

OpenPage = Callable[..., "sync_api.Page"]


def until(page: sync_api.Page, expression: str, timeout: float = 15.0) -> None:
    """Waits until ``expression`` is true in the page.

    Playwright's own waiting needs ``unsafe-eval``, which the pages' policy forbids. Raises AssertionError after
    ``timeout`` seconds.
    """
    deadline = time.monotonic() + timeout
    while not page.evaluate(expression):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {expression}")
        page.wait_for_timeout(40)


@pytest.fixture(scope="module")
def playwright() -> Iterator[sync_api.Playwright]:
    with sync_api.sync_playwright() as driver:
        yield driver


def launch(driver: sync_api.Playwright, *more: str) -> sync_api.Browser:
    """Starts the system's Chromium; fails the test when there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("no Chromium is installed")
    return driver.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, *more])


@pytest.fixture(scope="module")
def chromium(playwright: sync_api.Playwright) -> Iterator[sync_api.Browser]:
    browser = launch(playwright, AUTOPLAY)
    yield browser
    browser.close()


@pytest.fixture
def hall() -> Iterator[ScriptedHall]:
    if not (DIST / "kiosk.html").is_file():
        pytest.fail("the web client is not built: run `npm ci && npm run build` in kiosk_client/web")
    avatar = MODELS / "avatar"
    scripted = ScriptedHall(DIST, avatar if avatar.is_dir() else None)
    scripted.start()
    yield scripted
    scripted.stop()


@pytest.fixture
def open_page(chromium: sync_api.Browser, hall: ScriptedHall) -> Iterator[OpenPage]:
    """Opens a page of the hall; fails the test afterwards if the page threw anything."""
    contexts: list[sync_api.BrowserContext] = []
    errors: list[str] = []

    def open_at(path: str, *, width: int = 1080, height: int = 1920, script: str = "", host: str = "") -> sync_api.Page:
        context = chromium.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
        if script:
            page.add_init_script(script)
        base = hall.url.replace("127.0.0.1", host) if host else hall.url
        page.goto(base + path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def avatar_ready() -> None:
    """Fails where the figure has not been built."""
    if not (MODELS / "avatar" / "xiaoxin.glb").is_file():
        pytest.fail("the avatar is not built: run `make setup`")
