"""Words that were written before an exercise was changed: none of them is lost."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.courses.doing import (
    CALL,
    HELPED,
    OWN,
    SESSIONS,
    STORED,
    opened,
    phone,
    shown,
    signed_in,
    site,
    window,
)
from tests.running import RunningSite

pytestmark = pytest.mark.browser
__all__ = ["phone", "site"]  # fixtures
# What the exercise asks by now is another thing, asked in another way, or has other choices.
EARLIER: dict[str, Any] = {
    "whom-could-you-call": ["Ana", "Ben"],
    "what-has-helped-before": "Tea\nA song",
    "are-you-in-danger-now": ["Perhaps"],
    "what-is-around-you": ["People", "The sea"],
    "what-did-you-eat": "Soup",
}


def write(page: Page, answers: dict[str, Any]) -> None:
    """Puts answers where the device keeps them, as another page did."""
    page.evaluate(
        "(text) => localStorage.setItem('evenkeel.doing/rope/', text)",
        json.dumps({"v": 1, "answers": answers}),
    )


def stored(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(page.evaluate(STORED)))["answers"]
    return found


def go(page: Page, place: str) -> None:
    page.evaluate("(place) => { location.hash = place; }", place)
    expect(page.locator(f"#{place}")).to_be_visible()


def lines(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#step-2 input')].map(e => e.value)"
    )
    return [line for line in found if line]


def test_words_are_seen_and_kept_whatever_their_question_has_become(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(phone, site)
    write(page, EARLIER)
    page.reload()
    page.locator(".doing[data-ready]").wait_for()
    expect(page.get_by_label(CALL)).to_have_value("Ana\nBen")
    assert lines(page) == ["Tea", "A song"]
    go(page, "step-3")
    perhaps = page.get_by_label("Perhaps (your earlier answer)")
    sea = page.get_by_label("The sea (your earlier answer)")
    for box in (perhaps, sea, page.get_by_label("People")):
        expect(box).to_be_checked()
    # Nobody knows whether it said that somebody is in danger: the numbers are there.
    expect(page.locator("#step-3 .crisis-card:visible")).to_have_count(1)
    go(page, "step-4")
    gone = page.get_by_label("Asked earlier: what did you eat")
    expect(gone).to_have_value("Soup")
    # They are there, too, once something else was written.
    go(page, "step-1")
    page.get_by_label(CALL).fill("Ana\nBen\nCleo")
    assert stored(page) == EARLIER | {
        "whom-could-you-call": "Ana\nBen\nCleo",
        "what-has-helped-before": ["Tea", "A song"],
    }
    go(page, "end")
    for words in ("Please let a person know now", "Perhaps", "The sea", "Soup", "A song"):
        assert words in shown(page)
    # Each can be taken back, as any answer.
    go(page, "step-3")
    page.get_by_label("No", exact=True).press("Space")
    expect(page.locator("#step-3 .crisis-card:visible")).to_have_count(0)
    sea.press("Space")
    go(page, "step-4")
    gone.fill("")
    assert {"what-did-you-eat"}.isdisjoint(stored(page))
    assert stored(page)["are-you-in-danger-now"] == ["No"]
    assert stored(page)["what-is-around-you"] == ["People"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_both_of_two_long_lists_are_kept_to_the_last_line(
    phone: BrowserContext, site: RunningSite
) -> None:
    page, other = opened(phone, site, f"{OWN}#step-2"), opened(phone, site)
    page.get_by_label("Line 1").fill("Mine")
    theirs = [f"Theirs {number}" for number in range(30)]
    write(other, {"what-has-helped-before": theirs})
    expect(page.get_by_label("Line 30")).to_have_value("Theirs 29")
    page.get_by_role("button", name="Keep both").click()
    assert lines(page) == [*theirs, "Mine"]
    assert stored(page)["what-has-helped-before"] == [*theirs, "Mine"]
    expect(page.get_by_text("Those are 31 lines, and 30 fit here.")).to_be_visible()
    page.reload()
    page.locator(".doing[data-ready]").wait_for()
    assert lines(page) == [*theirs, "Mine"]


def test_a_card_is_gone_on_with_whatever_its_questions_have_become(
    chromium: Browser, site: RunningSite
) -> None:
    with window(chromium) as device:
        page = opened(signed_in(device, site, SESSIONS[0]), site)
        write(page, EARLIER | {"what-has-helped-before": [f"Line {n}" for n in range(31)]})
        page.goto(f"{site.url}{OWN}?again#end")
        page.get_by_label("A title for the card").fill("By the sea")
        keep = page.get_by_role("button", name="Keep", exact=True)
        keep.click()
        told = f"Your list “{HELPED}” has more lines than a card holds: 30 fit."
        expect(page.get_by_text(told)).to_be_visible()
        go(page, "step-2")
        page.get_by_label("Line 31").fill("")
        go(page, "end")
        keep.click()
        page.wait_for_url("**/my-cards/*-*/#kept")
        expect(page.get_by_text("What did you eat")).to_be_visible()
        page.get_by_role("button", name="Also wipe it from this device").click()
        page.get_by_role("link", name="Go on with it").click()
        page.locator(".doing[data-ready]").wait_for()
        go(page, "step-4")
        page.get_by_label("Asked earlier: what did you eat").fill("")
        go(page, "step-3")
        expect(page.get_by_label("The sea (your earlier answer)")).to_be_checked()
        go(page, "end")
        page.get_by_label("A title for the card").fill("")
        keep.click()
        page.wait_for_url("**/my-cards/*-*/#kept")
        expect(page.get_by_role("heading", level=1)).to_have_text("ROPE")
        card = page.get_by_role("main").inner_text()
        assert "The sea" in card
        assert "Soup" not in card

        # Whoever wipes the device while they go on with it begins anew: the card stays as it is.
        page.get_by_role("link", name="Go on with it").click()
        page.get_by_role("button", name="Wipe what I wrote").click()
        page.get_by_role("button", name="Wipe this exercise").click()
        page.get_by_label(CALL).fill("Dora")
        go(page, "end")
        keep.click()
        page.wait_for_url("**/my-cards/*-*/#kept")
        assert "The sea" not in page.get_by_role("main").inner_text()
        page.goto(f"{site.url}/my-cards/")
        assert page.locator(".kept-cards__card").count() == 2
