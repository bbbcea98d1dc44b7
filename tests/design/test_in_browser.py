"""What only a browser can show: the modules at work, and no barrier in either theme."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from tests.barriers import barriers_in_both_themes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def gallery(
    chromium: Browser, server: LiveServer, *, width: int = 1280, **options: Any
) -> Iterator[Page]:
    """The gallery in a window of its own; fails on any console error or foreign request."""
    troubles: list[str] = []

    def own(url: str) -> bool:
        return url.startswith((server.url, "data:"))

    with chromium.new_context(viewport={"width": width, "height": 844}, **options) as window:
        page = window.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda r: None if own(r.url) else troubles.append(r.url))
        page.goto(f"{server.url}/design/")
        yield page
    assert troubles == []


@pytest.mark.parametrize("width", [390, 1280])
def test_gallery_has_no_barrier_in_either_theme(
    chromium: Browser, live_server: LiveServer, width: int
) -> None:
    with gallery(chromium, live_server, width=width) as page:
        page.wait_for_selector("[data-theme-switch]:not([hidden])")
        found = barriers_in_both_themes(page)
        wide = page.evaluate("document.documentElement.scrollWidth")

    assert found == []
    assert wide == width


def test_chosen_theme_is_kept_and_can_be_given_back(
    chromium: Browser, live_server: LiveServer
) -> None:
    theme = "document.documentElement.dataset.theme ?? ''"
    with gallery(chromium, live_server, color_scheme="light") as page:
        page.locator("footer label", has_text="Dark").click()
        chosen = page.evaluate(theme)
        page.reload()
        kept = page.evaluate(theme)
        page.locator("footer label", has_text="As my device").click()
        given_back = page.evaluate(theme)
        page.reload()
        after = page.evaluate(theme)

    assert (chosen, kept, given_back, after) == ("dark", "dark", "", "")


def test_dialog_holds_the_focus_and_gives_it_back(
    chromium: Browser, live_server: LiveServer
) -> None:
    focused = "document.activeElement.closest('dialog')?.id ?? document.activeElement.textContent"
    with gallery(chromium, live_server) as page:
        page.get_by_role("button", name="Open the dialog").click()
        inside = page.evaluate(focused)
        page.keyboard.press("Escape")
        outside = page.evaluate(focused)

    assert inside == "sample-dialog"
    assert "Open the dialog" in outside


def test_menu_of_a_phone_opens_and_closes_without_scripts(
    chromium: Browser, live_server: LiveServer
) -> None:
    with gallery(chromium, live_server, width=390, java_script_enabled=False) as page:
        menu = page.locator("#site-menu")
        shut = menu.is_visible()
        page.get_by_role("button", name="Menu").click()
        opened = menu.is_visible()
        page.keyboard.press("Escape")
        shut_again = menu.is_visible()

    assert (shut, opened, shut_again) == (False, True, False)


def test_browser_adds_its_own_clock_where_the_reader_is_unknown(
    chromium: Browser, live_server: LiveServer
) -> None:
    with gallery(chromium, live_server, timezone_id="America/New_York", locale="en-GB") as page:
        shown = page.locator("#when time").last.inner_text()

    assert shown == "Tuesday 2 March 2027, 18:30 in Berlin · 12:30 your time"


def test_browser_with_older_zone_rules_takes_the_group_s_hour_from_the_page(
    chromium: Browser, live_server: LiveServer
) -> None:
    """Without winter time in Havana its 18:00 is 17:00 in New York; by older rules both are 17."""
    with gallery(chromium, live_server, timezone_id="America/New_York", locale="en-GB") as page:
        shown = page.locator("#when time").last
        shown.evaluate(
            """async (time) => {
                time.dateTime = "2026-12-08T22:00:00+00:00";
                time.dataset.when = "America/Havana";
                time.querySelector(".when__hours").textContent = "18:00";
                time.querySelector(".when__own").remove();
                await import("/static/design/js/when.js?again");
            }"""
        )
        own = shown.locator(".when__own").inner_text()

    assert own == " · 17:00 your time"


def test_browser_in_the_group_s_zone_adds_nothing(
    chromium: Browser, live_server: LiveServer
) -> None:
    with gallery(chromium, live_server, timezone_id="Europe/Berlin") as page:
        shown = page.locator("#when time").last.inner_text()

    assert shown == "Tuesday 2 March 2027, 18:30 in Berlin"


def test_countdown_follows_the_server_s_clock_to_the_end(
    chromium: Browser, live_server: LiveServer
) -> None:
    with gallery(chromium, live_server) as page:
        page.clock.install()
        page.reload()
        countdown = page.locator("#card [data-countdown]")
        before = countdown.inner_text()
        page.clock.fast_forward("01:00:30")
        later = countdown.inner_text()
        page.clock.fast_forward("02:00:00")
        done = countdown.inner_text()

    assert before.startswith("in 2 h")
    assert (later, done) == ("in 1 h 19 min", "now")


def test_copying_says_that_it_is_done(chromium: Browser, live_server: LiveServer) -> None:
    with gallery(chromium, live_server, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Copy").click()
        page.wait_for_selector("body > [data-toasts] .toast")
        copied = page.evaluate("navigator.clipboard.readText()")
        said = page.locator("body > [data-toasts]").inner_text()

    assert copied == "https://example.org/calendar/9f3c-6b1e.ics"
    assert said == "Copied"


def test_what_is_folded_on_the_screen_is_printed(
    chromium: Browser, live_server: LiveServer
) -> None:
    folded = "Faces help, and they are never required."
    with gallery(chromium, live_server) as page:
        answer = page.get_by_text(folded)
        assert not answer.is_visible()
        pdf = PdfReader(BytesIO(page.pdf()))
        assert not answer.is_visible()
    paper = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert folded in paper


def test_three_escapes_leave_at_once_and_two_do_not(
    chromium: Browser, live_server: LiveServer
) -> None:
    with gallery(chromium, live_server) as page:
        page.evaluate("document.querySelector('[data-quick-exit]').href = '/design/?left'")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        still_here = "left" not in page.url
        page.keyboard.press("Escape")
        page.wait_for_url("**/design/?left")
        steps_back = page.evaluate("history.length")

    assert still_here
    assert steps_back == 2  # the browser's empty first page, and this one in place of the other


def test_impatient_second_press_sends_nothing(chromium: Browser, live_server: LiveServer) -> None:
    press_twice = """() => {
        const stopped = [];
        document.addEventListener("submit", (event) => {
            stopped.push(event.defaultPrevented);
            event.preventDefault();
        });
        const form = document.querySelector("#field form");
        form.noValidate = true;
        form.requestSubmit();
        form.requestSubmit();
        return stopped;
    }"""
    with gallery(chromium, live_server) as page:
        stopped = page.evaluate(press_twice)

    assert stopped == [False, True]
