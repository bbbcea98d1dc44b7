"""Doing a skill in a browser: by keyboard, on a phone, with nothing that leaves the device."""

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.composing import choose, compose, press_while_composing
from tests.courses.doing import (
    CALL,
    ONE_WAY,
    OWN,
    PHONE,
    SCRIPT,
    SESSIONS,
    STORED,
    focused,
    next_step,
    opened,
    phone,
    shown,
    site,
    tab_to,
)
from tests.running import RunningSite

pytestmark = pytest.mark.browser
__all__ = ["phone", "site"]  # fixtures


def test_an_exercise_is_done_by_keyboard_alone_and_nothing_is_sent(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(phone, site)
    page.wait_for_load_state("networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    phone.set_offline(True)

    tab_to(page, CALL)
    page.keyboard.type("My secret sister")
    page.keyboard.press("Enter")
    page.keyboard.type("or Ben")
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    assert " ".join(focused(page).split()) == "Step 2 of 4 O Others"
    page.keyboard.press("Tab")
    page.keyboard.type("Cold water")
    page.keyboard.press("Enter")
    page.keyboard.type("A song")
    page.keyboard.press("Escape")
    tab_to(page, "Next")
    page.keyboard.press("Space")
    assert "Step 3 of 4" in focused(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "Then there is time." in shown(page)
    expect(page.locator("[data-announce]")).to_have_text("Then there is time.")
    tab_to(page, "Quiet")
    page.keyboard.press("Space")
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    assert "Step 4 of 4" in focused(page)
    tab_to(page, "To the end")
    page.keyboard.press("Enter")
    assert focused(page) == "You have come to the end"

    end = shown(page)
    for words in ("You held on.", "My secret sister\nor Ben", "Cold water\nA song", "Quiet"):
        assert words in end
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    # A browser may look for the page's icon anew with each screen; nothing else is asked for.
    assert set(sent) <= {f"{site.url}/static/design/images/mark.svg"}
    kept = json.loads(str(page.evaluate(STORED)))
    assert kept["answers"]["whom-could-you-call"] == "My secret sister\nor Ben"


def test_back_and_forth_loses_nothing_by_buttons_history_and_reload(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(phone, site)
    page.get_by_label(CALL).fill("Ana")
    next_step(page)
    page.get_by_label("Line 2").fill("Tea")
    next_step(page, "Back")
    expect(page.get_by_label(CALL)).to_have_value("Ana")
    page.go_back()
    expect(page.get_by_label("Line 2")).to_be_visible()
    page.reload()
    # Lines that were left empty are closed up.
    expect(page.get_by_label("Line 1")).to_have_value("Tea")
    assert "What you wrote here earlier is still on this device." in page.inner_text("main")
    page.get_by_role("link", name="Skip to the content").press("Enter")
    expect(page.get_by_label("Line 1")).to_be_visible()


def test_enter_that_chooses_a_composed_word_leaves_the_line_where_it_is(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(phone, site)
    next_step(page)
    line = page.get_by_label("Line 1")
    line.focus()
    compose(page, "おちゃ")
    press_while_composing(page, "Enter")
    choose(page, "お茶")
    expect(line).to_have_value("お茶")
    expect(line).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Line 2")).to_be_focused()


def test_one_of_several_ways_is_chosen_and_is_enough(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(phone, site, ONE_WAY)
    expect(page.get_by_role("button", name="Next")).to_have_count(0)
    page.get_by_role("link", name="A kind sentence").press("Enter")
    assert "A kind sentence" in focused(page)
    for number in range(4, 31):
        page.get_by_role("button", name="Add a line").click()
        assert page.evaluate("document.activeElement.ariaLabel") == f"Line {number}"
    expect(page.get_by_role("button", name="Add a line")).to_be_hidden()
    assert "30 lines is what fits here." in shown(page)
    page.get_by_label("Line 30").fill("I am still here.")
    next_step(page, "Done for now")
    assert "I am still here." in shown(page)
    next_step(page, "Back")
    page.get_by_role("link", name="Warm water").click()
    next_step(page, "Another one")
    assert "Which one?" in focused(page)


def test_a_script_stands_together_to_be_read_aloud_and_copied(
    phone: BrowserContext, site: RunningSite
) -> None:
    phone.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    page = opened(phone, site, SCRIPT)
    page.get_by_label("What do you ask for?").fill("Please call before you come.")
    next_step(page)
    page.get_by_label("How do you thank them?").fill("Thank you for hearing me.")
    next_step(page, "To the end")
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "Please call before you come.\n\nThank you for hearing me."
    page.emulate_media(media="print")
    expect(page.get_by_text("Thank you for hearing me.")).to_be_visible()
    expect(page.get_by_label("What do you ask for?")).to_be_hidden()


def test_where_copying_is_refused_the_words_are_selected(
    phone: BrowserContext, site: RunningSite
) -> None:
    phone.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'))"
    )
    page = opened(phone, site, SCRIPT)
    page.get_by_label("What do you ask for?").fill("Please call before you come.")
    page.goto(f"{site.url}{SCRIPT}#end")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("The words are selected: copy them by hand.")).to_be_visible()
    assert "Please call before you come." in page.evaluate("getSelection().toString()")


def test_danger_brings_the_numbers_at_once_and_help_stays_in_sight(
    phone: BrowserContext, site: RunningSite
) -> None:
    phone.add_cookies([{"name": "country", "value": "GB", "url": site.url}])
    page = opened(phone, site, f"{OWN}#step-3")
    numbers = page.locator(".doing__screen:visible .crisis-card")
    expect(numbers).to_be_hidden()
    page.get_by_label("Yes, I might hurt myself").press("Space")
    expect(numbers.get_by_role("link", name="9 9 9")).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text("Stay. The numbers to call are below.")
    page.get_by_label("No", exact=True).press("Space")
    expect(numbers).to_be_hidden()
    # As high as a phone is with its keyboard open.
    page.set_viewport_size({"width": 390, "height": 380})
    page.goto(f"{site.url}{OWN}#step-1")
    page.get_by_label(CALL).focus()
    expect(page.locator(".crisis-bar a").first).to_be_in_viewport()
    expect(page.get_by_label(CALL)).to_be_in_viewport()


def test_a_very_long_answer_is_kept_and_said_kindly(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(phone, site)
    page.get_by_label(CALL).fill("x" * 100_000)
    note = page.get_by_text("96,000 letters more than fit here (4,000)")
    expect(note).to_be_visible()
    page.reload()
    assert len(page.get_by_label(CALL).input_value()) == 100_000
    expect(note).to_be_visible()
    page.get_by_label(CALL).fill("short")
    expect(note).to_be_hidden()


def test_a_member_keeps_it_and_goes_on_with_it_on_another_browser(
    chromium: Browser, site: RunningSite
) -> None:
    def device(session: str) -> BrowserContext:
        made = chromium.new_context(**PHONE)
        made.add_cookies([{"name": f"ek{site.port}-session", "value": session, "url": site.url}])
        return made

    with device(SESSIONS[0]) as first, device(SESSIONS[1]) as second:
        page = opened(first, site)
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.method))
        page.get_by_label(CALL).fill("My secret sister")
        page.goto(f"{site.url}{OWN}#end")
        page.get_by_label("A title for the card").fill("For bad nights")
        assert set(sent) <= {"GET"}
        page.get_by_label("A title for the card").press("Enter")
        page.wait_for_url("**/my-cards/*-*/#kept")
        assert "POST" in sent
        assert "My secret sister" in page.inner_text("main")
        other = second.new_page()
        other.goto(f"{site.url}/my-cards/")
        other.get_by_role("link", name="For bad nights").click()
        card = other.url.rstrip("/").rpartition("/")[2]
        other.goto(f"{site.url}{OWN}")
        other.get_by_label(CALL).fill("Only on the second device")
        other.goto(f"{site.url}{OWN}?card={card}")
        expect(other.get_by_label(CALL)).to_have_value("My secret sister")
        offer = other.locator(".doing__offer")
        expect(offer).to_contain_text("This device has other words than your card.")
        offer.get_by_role("button", name="Keep both").click()
        expect(other.get_by_label(CALL)).to_have_value(
            "My secret sister\n\nOnly on the second device"
        )
        # What is too long for a card stays here, and is said before it is sent.
        other.get_by_label(CALL).fill("x" * 4001)
        other.goto(f"{other.url}#end")
        other.get_by_role("button", name="Keep", exact=True).click()
        told = f"Your answer to “{CALL}” is too long for a card: one answer holds 4,000 letters."
        expect(other.get_by_text(told)).to_be_visible()
        # Without a connection it is not sent into nothing.
        other.goto(f"{site.url}{OWN}")
        other.get_by_label(CALL).fill("My secret sister")
        other.goto(f"{other.url}#end")
        second.set_offline(True)
        other.get_by_role("button", name="Keep", exact=True).click()
        expect(other.get_by_text("You can keep it when you are online")).to_be_visible()
        assert "#end" in other.url
