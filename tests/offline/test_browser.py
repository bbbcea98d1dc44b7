"""A phone that loses its line: what somebody opened once is there, with their country's numbers."""

import re
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.barriers import barriers, barriers_in_both_themes
from tests.offline.phone import (
    KEPT,
    a_phone,
    cut,
    opened,
    phone_that_keeps,
    reader,
    site,
    wait_for,
)
from tests.running import RunningSite, wait_until

__all__ = ["phone_that_keeps", "reader", "site"]

pytestmark = pytest.mark.browser
MEMBER = """
import os, sys
sys.path.insert(0, os.getcwd())
from django.test import Client
from demo.people import ANA
from accounts.models import Account
from tests.signin import sign_in
account = Account.objects.get(email=ANA.email)
print(sign_in(Client(), account).session.session_key)
print(account)
"""
CHANGE = """
from courses.models import Skill
Skill.objects.filter(slug="stop").update(summary="Words of this evening.")
"""
GONE = "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)"
HELP = re.compile(r'<aside class="crisis-bar".*?</aside>', re.DOTALL)
NOON = datetime.fromisoformat("2027-03-03T12:00+01:00")


def buttons(page: Page) -> tuple[Locator, Locator]:
    """The one that removes what is kept, and the one that has it kept."""
    return (
        page.get_by_role("button", name="Remove them from this device"),
        page.get_by_role("button", name="Keep them on this device"),
    )


def test_a_skill_is_read_and_done_without_a_connection(
    chromium: Browser, site: RunningSite
) -> None:
    with a_phone(chromium, site) as page:
        page.goto(f"{site.url}/skills/")
        assert wait_for(page, "now", "full", "later") == "now"
        page.get_by_text("These pages now work without a connection.").wait_for()
        sent: list[str] = []
        page.on("request", lambda r: sent.append(r.method))
        cut(page.context)

        page.get_by_role("link", name="STOP", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("STOP")
        expect(page.locator(".kept-note")).to_contain_text("What you see was kept on")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.goto(f"{site.url}/skills/stop/do/")
        expect(page.get_by_role("heading", level=2, name=re.compile("Step 1 of 4"))).to_be_visible()
        for name in ("Next", "Next", "Next", "To the end"):
            page.get_by_role("button", name=name).press("Enter")
        expect(page.get_by_role("heading", name="You have come to the end")).to_be_visible()
        assert barriers(page) == []

        page.get_by_role("link", name="Get help now").click()
        expect(page.get_by_role("heading", name="Help right now")).to_be_visible()
        assert "116 123" in page.locator("main").inner_text()
        assert set(sent) == {"GET"}


def test_every_kept_page_has_the_reader_s_numbers_and_no_hour_that_is_untrue_later(
    chromium: Browser, site: RunningSite
) -> None:
    site.move_clock(NOON)
    with a_phone(chromium, site, "Europe/Copenhagen") as page:
        page.goto(f"{site.url}/help/DK/")
        assert "Open now" in page.locator("main").inner_text()
        opened(page, site)
        kept: dict[str, str] = page.evaluate(KEPT)

    pages = {path: body for path, body in kept.items() if "<html" in body}
    assert "Kaan Pete Roi" in pages["/offline/numbers/"]
    assert "hours not known:" not in pages["/offline/numbers/"]
    assert len(pages) > 60
    for path, body in pages.items():
        bar = HELP.search(body)
        assert bar, path
        assert 'href="/help/DK/"' in bar[0] or 'href="/help/numbers/DK/"' in bar[0], path
        assert "pen now" not in body, path
        assert "losed now" not in body, path
    assert "Livslinien" in pages["/skills/stop/do/"]


def test_no_page_of_somebody_who_is_signed_in_is_kept(chromium: Browser, site: RunningSite) -> None:
    session, name = site.run(MEMBER).splitlines()[-2:]
    cookie: Any = {"name": f"ek{site.port}-session", "value": session, "url": site.url}
    with a_phone(chromium, site) as page:
        page.context.add_cookies([cookie])
        page.goto(f"{site.url}/today/")
        opened(page, site)
        for path in ("/skills/stop/", "/skills/stop/do/", "/skills/"):
            page.goto(site.url + path)
            assert name in page.content()  # the network's page, also where a copy is at hand
            wait_for(page, "whole", "now")
        kept: dict[str, str] = page.evaluate(KEPT)
        assert "/skills/stop/do/" in kept
        assert "/today/" not in kept
        for path, body in kept.items():
            assert name not in body, path
            assert "Sign out" not in body, path

        cut(page.context)
        page.goto(f"{site.url}/skills/stop/")
        assert name not in page.content()
        page.goto(f"{site.url}/today/")
        expect(page.get_by_role("heading", level=1)).to_have_text("No connection to the site")
        page.get_by_role("link", name="Skills for a hard moment").click()
        expect(page).to_have_url(f"{site.url}/skills/")


def test_what_is_not_there_is_said_kindly_with_help(reader: Page, site: RunningSite) -> None:
    cut(reader.context)

    for path in ("/programme/", "/skills/stop/worksheet/", "/skills/no-such-skill/"):
        reader.goto(site.url + path)
        expect(reader.get_by_role("heading", level=1)).to_have_text("No connection to the site")
        assert "116 123" in reader.locator(".crisis-card").inner_text()
    assert barriers_in_both_themes(reader) == []
    reader.goto(f"{site.url}/offline/numbers/")
    assert barriers_in_both_themes(reader) == []


def test_other_pages_are_left_alone(reader: Page, site: RunningSite) -> None:
    reader.goto(f"{site.url}/skills/")
    assert reader.evaluate("navigator.serviceWorker.controller !== null")
    for path in ("/", "/programme/", "/account/login/", "/glossary/"):
        answer = reader.goto(site.url + path)
        assert answer is not None
        assert (path, answer.status, answer.from_service_worker) == (path, 200, False)
    answer = reader.goto(f"{site.url}/skills/stop/")
    assert answer is not None
    assert answer.from_service_worker


def test_a_new_text_replaces_the_kept_one_when_the_library_is_opened(
    chromium: Browser, site: RunningSite
) -> None:
    with a_phone(chromium, site) as page:
        opened(page, site)
        before = page.evaluate("caches.keys()")
        site.run(CHANGE)
        page.reload()
        wait_for(page, "whole")

        after = page.evaluate("caches.keys()")
        assert len(before) == len(after) == 1
        assert before != after
        cut(page.context)
        page.goto(f"{site.url}/skills/stop/")
        expect(page.locator("main")).to_contain_text("Words of this evening.")


def test_kept_pages_can_be_removed_and_stay_removed(chromium: Browser, site: RunningSite) -> None:
    with a_phone(chromium, site) as page:
        opened(page, site)
        remove, keep = buttons(page)
        remove.press("Enter")
        wait_for(page, "gone")
        expect(page.get_by_role("status").filter(has_text="not kept")).to_be_visible()
        expect(keep).to_be_focused()  # whoever pressed goes on where they were
        assert page.evaluate(KEPT) == {}
        # Nor is a country that is chosen now.
        page.goto(f"{site.url}/help/?country=CA")
        expect(page.get_by_role("heading", name="Canada")).to_be_visible()
        page.goto(f"{site.url}/skills/")
        wait_for(page, "gone")
        # What was so before is not read out.
        expect(page.locator("[data-offline-told]")).to_be_empty()
        assert page.evaluate("caches.keys()") == []

        keep.press("Enter")
        wait_for(page, "now")
        expect(remove).to_be_focused()
        assert "/skills/stop/" in page.evaluate(KEPT)
        page.reload()
        wait_for(page, "whole")


def test_they_can_be_removed_and_not_kept_without_a_connection(
    chromium: Browser, site: RunningSite
) -> None:
    with a_phone(chromium, site) as page:
        opened(page, site)
        cut(page.context)
        page.goto(f"{site.url}/skills/stop/")
        wait_for(page, "later")
        remove, keep = buttons(page)
        expect(page.get_by_text("These pages work without a connection.")).to_be_visible()

        remove.press("Enter")
        wait_for(page, "gone")
        assert page.evaluate(KEPT) == {}
        keep.press("Enter")
        expect(page.get_by_text("That did not work just now.")).to_be_visible()
        expect(keep).to_be_focused()
        page.context.set_offline(False)
        keep.press("Enter")
        wait_for(page, "now")
        assert "/skills/stop/" in page.evaluate(KEPT)


def test_a_removal_that_was_cut_short_is_finished_by_the_next_page(
    chromium: Browser, site: RunningSite
) -> None:
    """As long as they are there, no page says that they are not."""
    with a_phone(chromium, site) as page:
        opened(page, site)
        page.evaluate("localStorage.setItem('offline-off', 'asked')")  # the window was closed then
        assert "/skills/stop/" in page.evaluate(KEPT)

        page.reload()
        wait_for(page, "gone")
        assert page.evaluate(KEPT) == {}
        page.reload()
        wait_for(page, "gone")


def test_a_device_without_room_says_so_and_the_page_works(
    chromium: Browser, site: RunningSite
) -> None:
    with a_phone(chromium, site) as page:
        storage = page.context.new_cdp_session(page)
        storage.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 100_000})
        page.goto(f"{site.url}/skills/")
        wait_for(page, "full")
        expect(page.get_by_text("There is no room on this device")).to_be_visible()
        assert page.evaluate(KEPT) == {}
        page.goto(f"{site.url}/skills/stop/")
        expect(page.get_by_role("heading", level=1)).to_have_text("STOP")


def test_the_switch_ends_the_worker_and_what_it_kept(chromium: Browser, site: RunningSite) -> None:
    with a_phone(chromium, site) as page:
        opened(page, site)
        try:
            site.change_env(OFFLINE="off")
            site.restart("web")

            def is_gone() -> bool:
                page.goto(f"{site.url}/skills/")
                return bool(page.evaluate(GONE))

            wait_until(is_gone, timeout=60, what="the worker is gone", every=1)
            assert page.evaluate(KEPT) == {}
            page.goto(f"{site.url}/skills/stop/")
            assert page.evaluate("navigator.serviceWorker.controller") is None
        finally:
            site.change_env(OFFLINE="on")
            site.restart("web")


def test_a_site_that_is_down_is_as_good_as_no_connection(reader: Page, site: RunningSite) -> None:
    try:
        site.terminate("web")
        reader.goto(f"{site.url}/skills/stop/do/")
        expect(reader.get_by_role("heading", level=1)).to_have_text("STOP")
        reader.goto(f"{site.url}/help/")
        assert "116 123" in reader.locator("main").inner_text()
    finally:
        site.spawn("web")
        site.wait_ready()
    reader.get_by_role("link", name="Get help now").click()
    expect(reader.locator(".kept-note")).to_have_count(0)
