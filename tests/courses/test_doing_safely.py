"""Whoever says while doing a skill that they are in danger, or that a part is not safe for them."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.courses.doing import (
    CALL,
    GUARDED,
    OWN,
    SCRIPT,
    focused,
    next_step,
    opened,
    phone,
    shown,
    site,
    window,
)
from tests.running import RunningSite

pytestmark = pytest.mark.browser
__all__ = ["phone", "site"]  # fixtures
DANGER = "Yes, I might hurt myself"


def test_an_answer_in_danger_brings_the_numbers_first_at_the_end(
    phone: BrowserContext, site: RunningSite
) -> None:
    phone.add_cookies([{"name": "country", "value": "GB", "url": site.url}])
    page = opened(phone, site)
    page.get_by_label(CALL).fill("Ana")
    page.goto(f"{site.url}{OWN}#step-3")
    page.get_by_label(DANGER).press("Space")
    forward = page.get_by_role("button", name="Next", exact=True)
    expect(forward).to_have_class("button button--secondary")
    next_step(page)
    next_step(page, "To the end")
    assert focused(page) == "Please let a person know now"
    end = shown(page)
    assert "You held on." not in end
    assert "You have come to the end" not in end
    number = page.locator("#end").get_by_role("link", name="9 9 9")
    expect(number).to_be_in_viewport()
    # The numbers, then which answer it was and what was said to it; what was written comes last.
    parts = [end.index(words) for words in ("999", "may be in danger", DANGER, "Stay.", "Ana")]
    assert parts == sorted(parts)
    # It waits on this device as well, and an answer that is taken back is taken back here, too.
    page.reload()
    expect(number).to_be_visible()
    page.goto(f"{site.url}{OWN}#step-3")
    page.get_by_label("No", exact=True).press("Space")
    page.goto(f"{site.url}{OWN}#end")
    assert "You held on." in shown(page)
    expect(number).to_be_hidden()


def test_what_is_not_safe_is_out_of_sight_and_stops(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(phone, site, f"{GUARDED}#step-1")
    timer = page.get_by_role("group", name="Hold it.")
    on = page.locator("#step-1").get_by_role("link", name="Choose another one")
    timer.get_by_role("button", name="Start").click()
    expect(timer.get_by_role("timer")).to_be_visible()
    expect(on).to_be_hidden()
    page.get_by_label("I am not sure").press("Space")
    expect(timer).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0
    expect(page.get_by_role("button", name="Done for now")).to_have_class(
        "button button--secondary"
    )
    on.press("Enter")
    assert "Which one?" in focused(page)
    page.go_back()
    page.get_by_label("Yes", exact=True).press("Space")
    # It is there again, and has not gone on meanwhile.
    expect(timer.get_by_role("button", name="Start")).to_be_visible()
    expect(timer.get_by_role("timer")).to_be_hidden()


def test_what_is_not_safe_is_out_of_sight_without_a_script(
    chromium: Browser, site: RunningSite
) -> None:
    with window(chromium, java_script_enabled=False) as device:
        page = device.new_page()
        page.goto(site.url + GUARDED)
        expect(page.get_by_text("Hold it.")).to_be_visible()
        page.get_by_label("I am not sure").press("Space")
        expect(page.get_by_text("Leave it.")).to_be_visible()
        expect(page.get_by_text("Hold it.")).to_be_hidden()


def test_breathing_warns_once_and_its_buttons_say_what_they_do(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(phone, site, f"{GUARDED}#step-2")
    assert shown(page).count("dizzy") == 1
    for name in ("time", "breath in", "breath out"):
        for change in ("Shorter", "Longer"):
            expect(page.get_by_role("button", name=f"{change} {name}", exact=True)).to_be_visible()
    page.goto(f"{site.url}{OWN}#step-4")
    assert shown(page).count("dizzy") == 1


def test_what_was_said_for_the_ears_goes_with_its_screen_and_with_the_words(
    phone: BrowserContext, site: RunningSite
) -> None:
    said = "Then there is time."
    page = opened(phone, site, f"{OWN}#step-3")
    heard = page.locator("[data-announce]")
    page.get_by_label("No", exact=True).press("Space")
    expect(heard).to_have_text(said)
    page.get_by_role("button", name="Wipe what I wrote").click()
    page.get_by_role("button", name="Wipe this exercise").click()
    expect(heard).to_have_text("")
    page.get_by_label("No", exact=True).press("Space")
    expect(heard).to_have_text(said)
    page.goto(f"{site.url}{OWN}#end")
    assert "Nothing is written here" not in shown(page)
    expect(heard).to_have_text("")


def test_a_script_of_no_words_says_so(phone: BrowserContext, site: RunningSite) -> None:
    page = opened(phone, site, f"{SCRIPT}#end")
    assert "There is no sentence here yet." in shown(page)
