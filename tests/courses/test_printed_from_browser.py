"""Pages of skills and cards as a browser prints them, and as a phone shows them."""

import pytest
from playwright.sync_api import Browser, expect

from tests.courses.doing import CALL, OWN, SESSIONS, opened, site, tab_to, window
from tests.running import RunningSite

pytestmark = pytest.mark.browser
__all__ = ["site"]  # fixture

INK = "e => [getComputedStyle(e).color, getComputedStyle(e.closest('ol')).color]"
RING = "e => e.getBoundingClientRect().bottom + 5"


def test_a_skill_is_printed_without_its_buttons_and_with_its_letters(
    chromium: Browser, site: RunningSite
) -> None:
    with window(chromium) as device:
        page = device.new_page()
        page.goto(f"{site.url}/skills/rope/")
        around = [
            page.get_by_role("link", name="Do it now"),
            page.get_by_text("To take with you"),
            page.get_by_text("People come to it when they say"),
        ]
        for one in around:
            expect(one).to_be_visible()
        page.emulate_media(media="print")
        for one in around:
            expect(one).to_be_hidden()
        expect(page.get_by_text("Look for one person.")).to_be_visible()
        expect(page.locator(".print-help")).to_be_visible()
        letter, text = page.locator(".step__mark").first.evaluate(INK)
        assert letter == text


def test_a_card_is_printed_without_what_was_said_on_screen_and_its_header_is_low(
    chromium: Browser, site: RunningSite
) -> None:
    with window(chromium) as device:
        session = {"name": f"ek{site.port}-session", "value": SESSIONS[0], "url": site.url}
        device.add_cookies([session])  # type: ignore[list-item]
        page = opened(device, site)
        page.get_by_label(CALL).fill("Gil at the gate")
        page.goto(f"{site.url}{OWN}#end")
        page.get_by_role("button", name="Keep", exact=True).click()
        told = page.get_by_text("Your card is kept.")
        expect(told).to_be_visible()
        # A longer name than that of this site, as clinics have them.
        page.evaluate("document.querySelector('.brand span').textContent = 'Evenkeel Demo Clinic'")
        assert page.locator(".site-header__row").evaluate("e => e.offsetHeight") < 80
        assert page.locator(".brand span").evaluate("e => e.getClientRects().length") <= 2
        expect(page.get_by_role("button", name="Menu")).to_be_visible()
        page.emulate_media(media="print")
        expect(told).to_be_hidden()
        expect(page.get_by_text("Gil at the gate")).to_be_visible()
        expect(page.locator(".print-help")).to_be_visible()


def test_the_ring_around_next_is_whole_and_no_number_breaks(
    chromium: Browser, site: RunningSite
) -> None:
    with window(chromium, viewport={"width": 390, "height": 500}) as device:
        page = opened(device, site)
        tab_to(page, "Next")
        assert page.locator("[data-next]").evaluate(RING) <= 500
        page.goto(f"{site.url}/help/GB/")
        numbers = page.locator("main .phone")
        assert numbers.count() > 2
        assert set(numbers.evaluate_all("all => all.map(e => getComputedStyle(e).whiteSpace)")) == {
            "nowrap"
        }
        assert page.evaluate("document.documentElement.scrollWidth") == 390
