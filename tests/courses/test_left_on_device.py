"""What stays on a device when a card was kept or deleted, or when somebody signs out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.courses.doing import (
    CALL,
    OWN,
    SCRIPT,
    SESSIONS,
    STORED,
    opened,
    signed_in,
    site,
    window,
)
from tests.running import RunningSite

pytestmark = pytest.mark.browser
__all__ = ["site"]  # fixture

OFFER = "Also wipe it from this device"
PLACES = "Object.keys(localStorage).filter((name) => name.includes('doing/'))"


@pytest.fixture
def phone(chromium: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    """A phone on which the member is signed in."""
    with window(chromium) as device:
        yield signed_in(device, site, SESSIONS[0])


def kept(phone: BrowserContext, site: RunningSite, words: str) -> Page:
    """The page of a card that was kept a moment ago."""
    page = opened(phone, site)
    page.get_by_label(CALL).fill(words)
    page.goto(f"{site.url}{OWN}#end")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_url("**/my-cards/*-*/#kept")
    return page


def test_after_keeping_one_tap_wipes_the_same_words_from_the_device(
    phone: BrowserContext, site: RunningSite
) -> None:
    other = opened(phone, site, SCRIPT)
    other.get_by_label("What do you ask for?").fill("A lift")
    page = kept(phone, site, "  Ana at the harbour\n")
    expect(page.locator("h1")).to_be_focused()
    # Nothing is framed that nobody can press; what can be pressed shows where the keyboard is.
    frame = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(frame) == "none"
    page.keyboard.press("Tab")
    assert page.evaluate(frame) == "solid"
    page.get_by_role("button", name=OFFER).click()
    done = page.get_by_text("Wiped from this device. Your card stays.")
    expect(done).to_be_focused()
    expect(page.get_by_role("button", name=OFFER)).to_be_hidden()
    assert page.evaluate(STORED) is None
    expect(other.get_by_label("What do you ask for?")).to_have_value("A lift")
    page.reload()
    expect(page.get_by_text("Ana at the harbour")).to_be_visible()
    expect(page.get_by_role("button", name=OFFER)).to_be_hidden()


def test_a_card_of_a_page_that_was_old_is_kept_by_ones_own_tap(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(phone, site)
    page.get_by_label(CALL).fill("Frida by the ferry")
    page.goto(f"{site.url}{OWN}#end")
    # Somebody signs in anew in another window: tokens of pages that stand open are old from then.
    name = f"ek{site.port}-csrf"
    phone.add_cookies([{"name": name, "value": "N" * 32, "url": site.url}])
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("heading", name="Please send that once more")).to_be_visible()
    expect(page.get_by_text("Frida by the ferry", exact=True)).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url("**/my-cards/*-*/#kept")
    expect(page.get_by_text("Frida by the ferry")).to_be_visible()


def test_what_another_site_sends_here_is_not_shown_and_cannot_be_sent_on(
    phone: BrowserContext, site: RunningSite
) -> None:
    forged = f"""<form method="post" action="{site.url}/my-cards/keep/">
        <input name="skill" value="harbour"><input name="answer-a" value="Forged words">
        </form><script>document.forms[0].submit()</script>"""
    page = phone.new_page()
    page.route(
        "http://evil.example/", lambda route: route.fulfill(body=forged, content_type="text/html")
    )
    page.goto("http://evil.example/")
    expect(page.get_by_role("heading", name="Please send that once more")).to_be_visible()
    assert page.get_by_role("main").get_by_role("button").count() == 0
    assert "Forged" not in page.content()


def test_words_that_are_not_on_the_card_are_never_offered_away(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = kept(phone, site, "Ben at the bridge")
    expect(page.get_by_role("button", name=OFFER)).to_be_visible()
    writing = opened(phone, site)
    writing.get_by_label(CALL).fill("Ben at the bridge, or Cleo")
    page.reload()
    expect(page.get_by_text("Ben at the bridge")).to_be_visible()
    expect(page.get_by_role("button", name=OFFER)).to_be_hidden()
    page.get_by_role("link", name="Delete", exact=True).click()
    expect(page.get_by_text("on another device stays there")).to_be_visible()
    expect(page.get_by_text("They are wiped here as well.")).to_be_hidden()
    page.get_by_role("button", name="Delete the card").click()
    expect(page.get_by_text("The card is deleted.", exact=True)).to_be_visible()
    assert "or Cleo" in str(page.evaluate(STORED))


def test_deleting_a_card_takes_the_same_words_from_the_device(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = kept(phone, site, "Dora by the door")
    page.get_by_role("link", name="Delete", exact=True).click()
    expect(page.get_by_text("They are wiped here as well.")).to_be_visible()
    page.get_by_role("button", name="Delete the card").click()
    told = "The card is deleted, and its words are wiped from this device."
    expect(page.get_by_text(told)).to_be_visible()
    assert page.evaluate(STORED) is None


def test_a_device_that_does_not_wipe_says_so(phone: BrowserContext, site: RunningSite) -> None:
    page = kept(phone, site, "Emil on the edge")
    phone.add_init_script("Storage.prototype.removeItem = () => {}")
    page.reload()
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_text("This browser did not let us wipe it.")).to_be_focused()
    page.get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete the card").click()
    expect(page.get_by_text("Its words still stand in the exercise")).to_be_visible()


def test_who_signs_out_is_told_what_stays_and_wipes_it(
    chromium: Browser, site: RunningSite
) -> None:
    with window(chromium) as device:
        page = signed_in(device, site, SESSIONS[1]).new_page()
        page.goto(f"{site.url}{OWN}")
        page.get_by_label(CALL).fill("Finn next door")
        page.goto(f"{site.url}/account/logout/")
        page.get_by_role("main").get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/account/signed-out/**")
        wipe = page.get_by_role("button", name="Wipe it from this device")
        expect(page.get_by_text("whoever uses this device next can read it")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        wipe.click()
        expect(page.get_by_text("Wiped. Nothing that was written")).to_be_focused()
        assert page.evaluate(PLACES) == []
        page.reload()
        expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
        expect(wipe).to_be_hidden()
