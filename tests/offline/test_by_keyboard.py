"""The four exercises of a bad night, to their end: without a line, by keyboard alone, on a phone;
and one of them kept by a member, who finds it on another browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.offline.phone import a_phone, cut, phone_that_keeps, site, wait_for
from tests.running import RunningSite
from tests.until import until

__all__ = ["phone_that_keeps", "site"]

pytestmark = pytest.mark.browser
EXERCISES = ["improve", "rain", "halt", "dear-man"]
WORDS = "The blue door by the harbour"
SESSIONS = """
import os, sys
sys.path.insert(0, os.getcwd())
from django.test import Client
from demo.people import ANA
from accounts.models import Account
from tests.signin import sign_in
for _browser in range(2):
    print(sign_in(Client(), Account.objects.get(email=ANA.email)).session.session_key)
"""
FOCUS = """(() => {
    const at = document.activeElement;
    const writes = at.matches("textarea, input[type=text], input:not([type])");
    return [writes ? "field" : at.tagName.toLowerCase(), at.innerText?.trim() ?? ""];
})()"""
# IMPROVE is done in any order, and one of its ways is enough: here all seven.
WAYS = [
    "Imagery", "Meaning", "Prayer", "Relaxation", "One thing", "Vacation", "Encouragement",
]  # fmt: skip


def to_the_end(page: Page) -> None:
    """Tabs through a whole exercise and writes into its first field."""
    ways, wrote = iter(WAYS), False
    way = next(ways)
    for _press in range(400):
        page.keyboard.press("Tab")
        kind, words = page.evaluate(FOCUS)
        if kind == "field" and not wrote:
            page.keyboard.type(WORDS)
            wrote = True
        elif kind == "a" and way and way in words:
            press_enter(page)
            way = next(ways, "")
        elif kind == "button" and words in goes_on(way):
            press_enter(page)
            if page.url.endswith("#end"):
                assert wrote
                return
    pytest.fail("Tab never comes to the end")


def goes_on(way: str) -> set[str]:
    """The buttons that lead on; `way` is the next of those of IMPROVE that is still to be done."""
    return {"Next", "To the end", "Another one" if way else "Done for now"}


def press_enter(page: Page) -> None:
    """The next screen follows, whose heading takes the focus."""
    page.keyboard.press("Enter")
    until(page, "document.activeElement.tagName === 'H2'")


def test_they_are_done_to_their_end_without_a_line_and_nothing_is_sent(
    chromium: Browser, site: RunningSite
) -> None:
    with a_phone(chromium, site) as page:
        page.goto(f"{site.url}/skills/")
        assert wait_for(page, "now", "full", "later") == "now"
        page.get_by_text("These pages now work without a connection.").wait_for()
        sent: list[tuple[str, str | None]] = []
        page.on("request", lambda request: sent.append((request.method, request.post_data)))
        cut(page.context)
        for slug in EXERCISES:
            page.goto(f"{site.url}/skills/{slug}/do/")
            page.locator(".doing[data-ready]").wait_for()
            to_the_end(page)
            expect(page.locator("h2:focus")).to_be_visible()
            expect(page.locator("[data-all-said]")).to_contain_text(WORDS)
            assert page.locator("a[href^='tel:']").count() > 0
            assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert set(sent) == {("GET", None)}


def test_a_member_keeps_one_and_finds_it_on_another_browser(
    chromium: Browser, site: RunningSite
) -> None:
    first, second = site.run(SESSIONS).split()[-2:]
    name = f"ek{site.port}-session"
    with a_phone(chromium, site) as page:
        page.context.add_cookies([{"name": name, "value": first, "url": site.url}])
        page.goto(f"{site.url}/skills/halt/do/")
        page.locator(".doing[data-ready]").wait_for()
        to_the_end(page)
        page.get_by_role("button", name="Keep", exact=True).press("Enter")
        page.get_by_text("Your card is kept.").wait_for()
    with a_phone(chromium, site) as page:
        page.context.add_cookies([{"name": name, "value": second, "url": site.url}])
        page.goto(f"{site.url}/my-cards/")
        page.get_by_role("link", name=re.compile("HALT")).first.click()
        expect(page.get_by_text(WORDS)).to_be_visible()
