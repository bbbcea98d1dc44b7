"""Whoever comes back to an exercise by the browser's way back finds the page as they left it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.chromium import a_chromium
from tests.courses.doing import (
    CALL,
    CLOSED,
    FULL,
    SCRIPT,
    SESSIONS,
    STORED,
    opened,
    phone,
    signed_in,
    site,
)
from tests.running import RunningSite
from tests.until import until

pytestmark = pytest.mark.browser
__all__ = ["phone", "site"]  # fixtures
SEEN = "addEventListener('pageshow', (event) => { window.isAsLeft ||= event.persisted; });"

THERE = "window.isAsLeft !== undefined && document.readyState === 'complete'"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that keeps pages for the way back."""
    with a_chromium(keeps_pages=True) as browser:
        yield browser


def away_and_back(page: Page, site: RunningSite) -> None:
    """Looks at another page, and comes back to this one as it was left."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{site.url}/help/")
    page.go_back(wait_until="commit")
    until(page, THERE)
    assert page.evaluate("window.isAsLeft"), "the browser has loaded it anew"


@pytest.mark.parametrize("trouble", ["", FULL, CLOSED])
def test_words_stay_on_the_page_wherever_they_could_be_kept(
    phone: BrowserContext, site: RunningSite, trouble: str
) -> None:
    phone.add_init_script(SEEN + trouble)
    page = opened(phone, site)
    page.get_by_label(CALL).fill("Ana")
    away_and_back(page, site)
    expect(page.get_by_label(CALL)).to_have_value("Ana")
    # Playwright waits in vain for a page that was not loaded: the address alone changes.
    page.evaluate("location.hash = '#end'")
    expect(page.locator("[data-all-said]")).to_contain_text("Ana")


def test_words_that_were_kept_before_storage_closed_stay_too(
    phone: BrowserContext, site: RunningSite
) -> None:
    phone.add_init_script(SEEN)
    page = opened(phone, site)
    page.get_by_label(CALL).fill("Ana")
    page.evaluate("() => { Storage.prototype.getItem = () => { throw new DOMException('no'); }; }")
    away_and_back(page, site)
    expect(page.get_by_label(CALL)).to_have_value("Ana")


def test_what_another_tab_wrote_or_wiped_meanwhile_is_seen(
    phone: BrowserContext, site: RunningSite
) -> None:
    phone.add_init_script(SEEN)
    page, other = opened(phone, site), opened(phone, site)
    # Who leaves stands in front. A busy browser gives up keeping a page that takes long to go.
    page.bring_to_front()
    for _try in range(5):
        page.get_by_label(CALL).fill("Ana")
        page.goto(f"{site.url}/help/")
        other.get_by_label(CALL).fill("Ben")
        page.go_back(wait_until="commit")
        until(page, THERE)
        if page.evaluate("window.isAsLeft"):
            break
    expect(page.get_by_label(CALL)).to_have_value("Ben")
    expect(page.locator(".doing__offer blockquote")).to_have_text("Ana")
    page.evaluate("location.href = '/help/'")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("ROPE")
    other.bring_to_front()
    other.get_by_role("button", name="Wipe what I wrote").click()
    other.get_by_role("button", name="Wipe this exercise").click()
    page.bring_to_front()
    page.go_back(wait_until="commit")
    expect(page.get_by_label(CALL)).to_have_value("")
    expect(page.locator(".doing__offer")).to_have_count(0)
    assert page.evaluate(STORED) is None


def test_the_words_of_a_card_stay_where_nothing_was_typed(
    phone: BrowserContext, site: RunningSite
) -> None:
    signed_in(phone, site, SESSIONS[0]).add_init_script(SEEN)
    page = opened(phone, site, SCRIPT)
    page.get_by_label("What do you ask for?").fill("A lift")
    page.goto(f"{site.url}{SCRIPT}#end")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="Also wipe it from this device").click()
    page.get_by_role("link", name="Go on with it").click()
    page.locator(".doing[data-ready]").wait_for()
    expect(page.get_by_label("What do you ask for?")).to_have_value("A lift")
    # Chromium never shows a signed-in page as it was left; browsers that do say it like this.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_label("What do you ask for?")).to_have_value("A lift")
