"""Doing a skill where storage, tabs, clock, motion or scripts are not what one expects."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.barriers import Found, barriers, barriers_in_both_themes
from tests.courses.doing import (
    CALL,
    CLOSED,
    FULL,
    ONE_WAY,
    OWN,
    SCRIPT,
    STORED,
    next_step,
    opened,
    phone,
    site,
    window,
)
from tests.running import RunningSite
from tests.until import until

pytestmark = pytest.mark.browser
__all__ = ["phone", "site"]  # fixtures
# Every audio context that was made, and every tone that was started.
LISTENING = """
window.made = []; window.heard = [];
window.AudioContext = class extends AudioContext {
  constructor() { super(); made.push(this); }
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { heard.push(at); return start.apply(this, at); };
"""


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [(FULL, "This device has no room left"), (CLOSED, "This browser keeps nothing for us")],
)
def test_where_nothing_can_be_kept_the_words_stay_on_the_page(
    phone: BrowserContext, site: RunningSite, trouble: str, sentence: str
) -> None:
    phone.add_init_script(trouble)
    page = opened(phone, site)
    assert sentence not in page.inner_text("main")
    page.get_by_label(CALL).fill("Ana")
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()
    next_step(page)
    next_step(page, "Back")
    expect(page.get_by_label(CALL)).to_have_value("Ana")
    # Whoever leaves is asked first.
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert asked == ["beforeunload"]


def test_two_tabs_tell_each_other_and_lose_nothing(
    phone: BrowserContext, site: RunningSite
) -> None:
    one, two = opened(phone, site), opened(phone, site)
    one.get_by_label(CALL).fill("Ana")
    expect(two.get_by_label(CALL)).to_have_value("Ana")
    two.get_by_label(CALL).fill("Ben")
    # What was typed in the first tab is replaced by what is newer, and offered back.
    expect(one.get_by_label(CALL)).to_have_value("Ben")
    offer = one.locator(".doing__offer")
    expect(offer).to_contain_text("This was changed in another tab.")
    expect(offer.locator("blockquote")).to_have_text("Ana")
    offer.get_by_role("button", name="Keep both").click()
    expect(one.get_by_label(CALL)).to_have_value("Ben\n\nAna")
    expect(two.get_by_label(CALL)).to_have_value("Ben\n\nAna")
    expect(one.locator(".doing__offer")).to_have_count(0)
    # Another field of the other tab is not touched.
    next_step(two)
    two.get_by_label("Line 1").fill("Tea")
    # One tab hears of the other a moment later: nobody types in both at once.
    expect(one.get_by_label("Line 1")).to_have_value("Tea")
    one.get_by_label(CALL).fill("Cleo")
    expect(two.get_by_label("Line 1")).to_have_value("Tea")
    assert json.loads(str(one.evaluate(STORED)))["answers"] == {
        "whom-could-you-call": "Cleo",
        "what-has-helped-before": ["Tea"],
    }


def test_wiping_asks_once_and_wipes_this_exercise_in_every_tab(
    phone: BrowserContext, site: RunningSite
) -> None:
    other = opened(phone, site, SCRIPT)
    other.get_by_label("What do you ask for?").fill("A lift")
    one, two = opened(phone, site), opened(phone, site)
    # A tab behind another one draws once a second, and every press waits for that.
    one.bring_to_front()
    one.get_by_label(CALL).fill("Ana")
    expect(two.get_by_label(CALL)).to_have_value("Ana")
    one.get_by_role("button", name="Wipe what I wrote").click()
    one.get_by_role("button", name="Leave it").click()
    expect(one.get_by_label(CALL)).to_have_value("Ana")
    one.get_by_role("button", name="Wipe what I wrote").click()
    one.get_by_role("button", name="Wipe this exercise").click()
    expect(one.get_by_text("Nothing of it is on this device any more.")).to_be_visible()
    expect(one.get_by_label(CALL)).to_have_value("")
    expect(two.get_by_label(CALL)).to_have_value("")
    assert one.evaluate(STORED) is None
    expect(other.get_by_label("What do you ask for?")).to_have_value("A lift")
    one.get_by_role("button", name="Wipe what I wrote").click()
    one.get_by_role("button", name="Wipe all exercises").click()
    expect(other.get_by_label("What do you ask for?")).to_have_value("")
    assert one.evaluate("Object.keys(localStorage).filter(k => k.includes('doing'))") == []


def timer_of(page: Page) -> Any:
    return page.get_by_role("group", name="Rest for a while.")


def test_a_timer_ends_gently_whatever_the_clock_of_the_device_does(
    phone: BrowserContext, site: RunningSite
) -> None:
    phone.clock.install(time="2026-12-08T03:00:00")
    page = opened(phone, site, f"{OWN}#step-4")
    timer = timer_of(page)
    timer.get_by_role("button", name="Longer").click()
    expect(timer.get_by_role("status").first).to_have_text("3 minutes")
    timer.get_by_role("button", name="Start").click()
    page.clock.run_for(60_000)
    expect(timer.get_by_role("timer")).to_have_text("2:00")
    page.clock.set_system_time("2026-12-08T09:00:00")
    page.clock.run_for(10_000)
    expect(timer.get_by_role("timer")).to_have_text("1:50")
    timer.get_by_role("button", name="Pause").click()
    page.clock.run_for(300_000)
    expect(timer.get_by_role("timer")).to_have_text("1:50")
    page.reload()
    expect(timer.get_by_role("timer")).to_have_text("1:50")
    timer.get_by_role("button", name="Go on").click()
    page.clock.run_for(109_000)
    expect(timer.get_by_text("The time is over.")).to_be_hidden()
    page.clock.run_for(2_000)
    expect(timer.get_by_text("The time is over. Take a moment before you go on.")).to_be_visible()
    expect(timer.get_by_role("button", name="Start")).to_be_visible()


def test_a_timer_is_stopped_at_once(phone: BrowserContext, site: RunningSite) -> None:
    page = opened(phone, site, f"{OWN}#step-4")
    timer = timer_of(page)
    timer.get_by_role("button", name="Start").click()
    timer.get_by_role("button", name="Stop").click()
    expect(timer.get_by_role("timer")).to_be_hidden()
    expect(timer.get_by_role("button", name="Start")).to_be_focused()
    page.reload()
    expect(timer.get_by_role("button", name="Start")).to_be_visible()


def test_the_sound_of_a_timer_follows_its_box_and_none_is_left_open(
    phone: BrowserContext, site: RunningSite
) -> None:
    phone.clock.install(time="2026-12-08T03:00:00")
    phone.add_init_script(LISTENING)
    page = opened(phone, site, f"{OWN}#step-4")
    timer = timer_of(page)
    box = timer.get_by_label("A soft sound at the end")

    def press(name: str) -> None:
        timer.get_by_role("button", name=name, exact=True).click()

    def ends() -> int:
        """How many tones are heard."""
        page.clock.run_for(121_000)
        expect(timer.get_by_text("The time is over.")).to_be_visible()
        return int(page.evaluate("heard.splice(0).length"))

    press("Start")
    assert ends() == 0
    box.press("Space")
    for name in ("Start", "Pause", "Go on"):
        press(name)
    assert ends() == 2
    press("Start")
    box.press("Space")
    assert ends() == 0
    press("Start")
    box.press("Space")
    assert ends() == 2
    for name in ("Start", "Pause", "Go on", "Pause", "Stop"):
        press(name)
    until(page, "() => made.every((context) => context.state === 'closed')")
    assert page.evaluate("made.length") >= 4


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_breathing_is_paced_and_stops_at_once(
    chromium: Browser, site: RunningSite, motion: Any
) -> None:
    is_still = motion == "reduce"
    with window(chromium, reduced_motion=motion) as device:
        device.clock.install(time="2026-12-08T03:00:00")
        page = opened(device, site, f"{OWN}#step-4")
        breath = page.get_by_role("group", name="Breathe.")
        care = breath.get_by_text("If it makes you dizzy or more afraid, stop and breathe as usual")
        expect(care).to_be_visible()
        breath.get_by_role("group", name="Breathing out").get_by_label("Longer").click()
        expect(breath.get_by_text("Out: 7 seconds")).to_be_visible()
        breath.get_by_role("button", name="Start").click()
        expect(breath.get_by_text("Breathe in", exact=True)).to_be_visible()
        page.clock.run_for(2_050)
        expect(breath.locator("[data-count]")).to_have_text("3")
        assert breath.locator("[data-beats] [data-on]").count() == 3
        page.clock.run_for(2_000)
        expect(breath.get_by_text("Breathe out", exact=True)).to_be_visible()
        assert breath.locator("[data-beats] li").count() == 7
        circle = breath.locator(".breath__circle")
        assert circle.is_visible() is not is_still
        assert breath.locator("[data-beats]").is_visible() is is_still
        if not is_still:
            assert circle.evaluate("e => getComputedStyle(e).transitionDuration") == "7s"
        expect(care).to_be_visible()
        breath.get_by_role("button", name="Stop").click()
        expect(breath.get_by_text("Stopped. Breathe as you usually do.")).to_be_visible()
        expect(breath.get_by_text("Breathe out", exact=True)).to_be_hidden()
        breath.get_by_role("button", name="Start").click()
        page.clock.run_for(60_200)
        expect(breath.get_by_text("That was 1 minute. Breathe as you like now.")).to_be_visible()


def test_without_a_script_everything_stands_below_each_other(
    chromium: Browser, site: RunningSite
) -> None:
    with window(chromium, java_script_enabled=False) as device:
        page = device.new_page()
        page.goto(site.url + OWN)
        for words in (CALL, "Rest for a while.", "For about 2 minutes. Any clock will do."):
            expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_role("button", name="Next")).to_be_hidden()
        expect(page.get_by_text("Only on this device.")).to_be_hidden()
        expect(page.get_by_text("stays only as long as this page is open")).to_be_visible()
        page.get_by_label(CALL).fill("Ana")
        page.get_by_label("Line 1").fill("Tea")
        page.get_by_label("Line 1").press("Enter")
        page.get_by_label("Yes, I might hurt myself").press("Space")
        expect(page.get_by_text("Stay.", exact=True)).to_be_visible()
        # There, and first of all at the end, where nothing congratulates.
        expect(page.locator("#step-3 .crisis-card")).to_be_visible()
        expect(page.locator("#end .crisis-card")).to_be_visible()
        expect(page.get_by_role("heading", name="Please let a person know now")).to_be_visible()
        expect(page.get_by_text("You held on.")).to_be_hidden()
        page.get_by_label("No", exact=True).press("Space")
        expect(page.locator("#end")).to_be_hidden()
        assert page.url == site.url + OWN


@pytest.mark.parametrize(("width", "look"), [(390, barriers_in_both_themes), (1280, barriers)])
def test_no_screen_has_a_barrier(
    chromium: Browser, site: RunningSite, width: int, look: Callable[[Page], Found]
) -> None:
    view = {"width": width, "height": 844}
    # Without motion: what is still fading in has no colour yet.
    with window(chromium, viewport=view, reduced_motion="reduce") as device:
        page = opened(device, site)
        page.get_by_label(CALL).fill("y" * 4001)
        for hash_ in ("#step-1", "#step-2", "#step-3", "#step-4", "#end"):
            page.goto(site.url + OWN + hash_)
            expect(page.locator(hash_)).to_be_visible()
            if hash_ == "#step-3":
                page.get_by_label("Yes, I might hurt myself").press("Space")
            if hash_ == "#step-4":
                timer_of(page).get_by_role("button", name="Start").click()
            fold(page, f"{hash_[1:]}-{width}")
            assert look(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
        page.get_by_role("button", name="Wipe what I wrote").click()
        assert look(page) == []
        page.goto(site.url + ONE_WAY)
        assert look(page) == []


def fold(page: Page, name: str) -> None:
    """A picture for whoever wants to look."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")
