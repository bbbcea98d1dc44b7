"""An exercise in a browser: a site with one skill, and somebody with a phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.rooms.server import free_port
from tests.running import RunningSite
from tests.until import until

BUILD = """
import os, sys
sys.path.insert(0, os.getcwd())
from django.test import Client
from tests.courses.exercises import make_rope
from tests.factories import make_account, make_member
from tests.signin import sign_in
make_rope(needs=["panic"])
account = make_member(make_account("ada@example.org"), name="Ada").account
print(*(sign_in(Client(), account).session.session_key for _ in range(2)))
"""
OWN, SCRIPT, ONE_WAY = "/skills/rope/do/", "/skills/rope/do/script/", "/skills/rope/do/one-way/"
GUARDED = "/skills/rope/do/guarded/"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
# Two browsers in which the same member is signed in.
SESSIONS: list[str] = []
CALL, HELPED = "Whom could you call?", "What has helped before?"
STORED = "localStorage.getItem('evenkeel.doing/rope/')"
FULL = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
CLOSED = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A site with one skill, behind a real web server."""
    folder: Path = tmp_path_factory.mktemp("doing")
    running = RunningSite(folder, free_port(), worker=False)
    try:
        running.start(prepare=sign_in_both)
        yield running
    finally:
        running.stop()


def sign_in_both(site: RunningSite) -> None:
    SESSIONS[:] = site.run(BUILD).split()[-2:]


def opened(window: BrowserContext, site: RunningSite, path: str = OWN) -> Page:
    """The exercise in a tab of that window, its script ready."""
    page = window.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(site.url + path)
    page.locator(".doing[data-ready]").wait_for()
    return page


@contextmanager
def window(chromium: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A device of its own: a phone, unless told otherwise."""
    with chromium.new_context(**(PHONE | options)) as made:
        yield made


def signed_in(device: BrowserContext, site: RunningSite, session: str) -> BrowserContext:
    """The device, with the member signed in on it."""
    cookie = {"name": f"ek{site.port}-session", "value": session, "url": site.url}
    device.add_cookies([cookie])  # type: ignore[list-item]
    return device


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    with window(chromium) as made:
        yield made


def focused(page: Page) -> str:
    """The heading that has the focus, once it has come there."""
    until(page, "document.activeElement.tagName === 'H2'")
    return str(page.evaluate("document.activeElement.innerText")).strip()


def tab_to(page: Page, words: str) -> None:
    """Presses Tab until what has the focus says that."""
    named = "(e => e.labels?.[0]?.textContent || e.ariaLabel || e.textContent)"
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in str(page.evaluate(f"{named}(document.activeElement)")):
            return
    pytest.fail(f"Tab never comes to {words!r}")


def shown(page: Page) -> str:
    return page.locator(".doing__screen:visible").inner_text()


def next_step(page: Page, button: str = "Next") -> None:
    page.get_by_role("button", name=button, exact=True).click()
