"""Doing a skill in a browser: by keyboard, on a phone, with nothing that leaves the device."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.rooms.server import free_port
from tests.running import RunningSite

pytestmark = pytest.mark.browser
BUILD = """
import os, sys
sys.path.insert(0, os.getcwd())
from tests.courses.exercises import make_rope
make_rope()
"""
OWN, SCRIPT, ONE_WAY = "/skills/rope/do/", "/skills/rope/do/script/", "/skills/rope/do/one-way/"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
CALL, HELPED = "Whom could you call?", "What has helped before?"
STORED = "localStorage.getItem('evenkeel.doing/rope/')"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A site with one skill, behind a real web server."""
    folder: Path = tmp_path_factory.mktemp("doing")
    running = RunningSite(folder, free_port(), worker=False)
    try:
        running.start(prepare=lambda site: site.run(BUILD))
        yield running
    finally:
        running.stop()


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


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    with window(chromium) as made:
        yield made


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip()


def tab_to(page: Page, words: str) -> None:
    """Presses Tab until what has the focus says that."""
    named = "(e => e.labels?.[0]?.textContent || e.ariaLabel || e.textContent)"
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in str(page.evaluate(f"{named}(document.activeElement)")):
            return
    pytest.fail(f"Tab never comes to {words!r}")


def shown(page: Page) -> str:
    return page.locator("[data-screen]:visible").inner_text()


def next_step(page: Page, button: str = "Next") -> None:
    page.get_by_role("button", name=button, exact=True).click()


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
    assert " ".join(focused(page).split()) == "Step 2 of 4: O Others"
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
    assert sent == []
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


def test_danger_brings_the_numbers_at_once_and_help_stays_in_sight(
    phone: BrowserContext, site: RunningSite
) -> None:
    phone.add_cookies([{"name": "country", "value": "GB", "url": site.url}])
    page = opened(phone, site, f"{OWN}#step-3")
    numbers = page.locator("[data-screen]:visible .crisis-card")
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


FULL = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
CLOSED = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
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
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
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
        expect(page.locator("main .crisis-card")).to_be_visible()
        assert page.url == site.url + OWN


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light")])
def test_no_screen_has_a_barrier(
    chromium: Browser, site: RunningSite, width: int, scheme: Any
) -> None:
    view = {"width": width, "height": 844}
    with window(chromium, viewport=view, color_scheme=scheme) as device:
        page = opened(device, site)
        page.get_by_label(CALL).fill("y" * 4001)
        for hash_ in ("#step-1", "#step-2", "#step-3", "#step-4", "#end"):
            page.goto(site.url + OWN + hash_)
            expect(page.locator(hash_)).to_be_visible()
            if hash_ == "#step-3":
                page.get_by_label("Yes, I might hurt myself").press("Space")
            if hash_ == "#step-4":
                timer_of(page).get_by_role("button", name="Start").click()
            fold(page, f"{hash_[1:]}-{width}-{scheme}")
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
        page.get_by_role("button", name="Wipe what I wrote").click()
        assert Axe().run(page).response["violations"] == []
        page.goto(site.url + ONE_WAY)
        assert Axe().run(page).response["violations"] == []


def fold(page: Page, name: str) -> None:
    """A picture for whoever wants to look."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")
