"""A diary on devices without a line: what was filled there is there once, and nowhere else."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.barriers import barriers, barriers_in_both_themes
from tests.bars import bar
from tests.offline.diarist import DATABASE, PUT_BACK, URGE, diarist, fill
from tests.offline.phone import KEPT, a_phone, site
from tests.running import RunningSite, wait_until
from tests.until import until

__all__ = ["site"]

pytestmark = pytest.mark.browser
KEPT_HERE = "Kept on this device. It is sent as soon as there is a connection."
# Of the page, and with all that a first visit asks for, as it comes over the line.
MOST_BYTES, MOST_BYTES_AT_FIRST = 60_000, 75_000
WEIGHT = """["navigation", "resource"].map((kind) =>
  performance.getEntriesByType(kind).reduce((sum, one) => sum + one.encodedBodySize, 0))"""
DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")


def waits(page: Page) -> int:
    """How many cards wait on the device."""
    return len(page.evaluate(DATABASE)["entries"])


def nothing_waits(page: Page) -> None:
    """Until all is sent; the page may be shown anew while we look."""

    def is_empty() -> bool:
        try:
            return waits(page) == 0
        except Error:
            return False

    wait_until(is_empty, timeout=30, what="nothing waits")


def test_two_days_filled_in_airplane_mode_are_stored_once_in_another_session(
    chromium: Browser, site: RunningSite
) -> None:
    ines = diarist(site, "Ines")
    with ines.on_a_device(chromium) as page:
        page.goto(f"{site.url}/diary/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Diary card")
        expect(page.get_by_role("group", name=URGE)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert barriers_in_both_themes(page) == []
        today = fill(page, joy=4, note="Canary of today")
        expect(page.get_by_text(KEPT_HERE)).to_be_visible()
        yesterday = fill(page, joy=2, note="Canary of yesterday", day=1)
        until(page, f"async () => (await ({DATABASE})()).entries.length === 2")
        assert barriers(page) == []
        kept = page.evaluate(DATABASE)["entries"]
        tab = page.context.new_page()
        page.close()
        assert ines.cards() == []

        # Another session, with a line: each is there once.
        tab.context.clear_cookies()
        tab.context.set_offline(False)
        tab.goto(f"{site.url}/diary/offline/")
        expect(tab.get_by_text("Please sign in. Then it is sent.")).to_be_visible()
        assert waits(tab) == 2
        ines.signs_in(tab)
        tab.goto(f"{site.url}/diary/")
        nothing_waits(tab)
        expect(tab.get_by_label("Note")).to_have_value("Canary of today")
        stored = [
            (yesterday, 2, "Canary of yesterday", True),
            (today, 4, "Canary of today", True),
        ]
        assert ines.cards() == stored

        # Sent ten times more, they are there once.
        tab.goto(f"{site.url}/diary/week/")
        for _ in range(10):
            tab.evaluate(PUT_BACK, kept)
            tab.reload()
            nothing_waits(tab)
        assert ines.cards() == stored

        for path, body in tab.evaluate(KEPT).items():
            assert "Canary" not in body, path
            assert "Ines" not in body, path
        assert "/diary/" not in tab.evaluate(KEPT)


def test_a_day_that_two_devices_filled_without_a_line_is_kept_twice(
    chromium: Browser, site: RunningSite
) -> None:
    otto = diarist(site, "Otto")
    with otto.on_a_device(chromium) as phone, otto.on_a_device(chromium) as tablet:
        for device, joy, note in ((phone, 1, "On the phone"), (tablet, 5, "On the tablet")):
            device.goto(f"{site.url}/diary/")
            fill(device, joy=joy, note=note)
            expect(device.get_by_text(KEPT_HERE)).to_be_visible()
        phone.context.set_offline(False)
        nothing_waits(phone)
        tablet.context.set_offline(False)
        nothing_waits(tablet)
        expect(tablet.get_by_text("This day was filled somewhere else, too.")).to_be_visible()
        tablet.get_by_role("link", name="Show the card").click()
        expect(tablet.get_by_text("This day was filled twice")).to_be_visible()
        tablet.get_by_role("button", name="Let this one count").click()
        expect(tablet.get_by_text("This card counts now.")).to_be_visible()

    kept = [(joy, note, stands) for _day, joy, note, stands in otto.cards()]
    assert kept == [(5, "On the tablet", True), (1, "On the phone", False)]


def test_a_device_on_another_day_asks_for_the_day_and_signing_out_asks_before_it_deletes(
    chromium: Browser, site: RunningSite
) -> None:
    runa = diarist(site, "Runa")
    with runa.on_a_device(chromium) as page:
        page.clock.set_fixed_time(datetime.now(UTC) + DAY)
        page.goto(f"{site.url}/diary/")
        fill(page, joy=3, note="Canary of a wrong clock")
        expect(page.get_by_text(KEPT_HERE)).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_text("The clock of this device seems to be wrong")).to_be_visible()
        assert runa.cards() == []
        assert barriers(page) == []

        # Signed out meanwhile: what the device knew is gone, what waits is asked about.
        page.goto(f"{site.url}/account/logout/")
        page.get_by_role("main").get_by_role("button", name="Sign out").click()
        expect(page.get_by_text("Filled in on this device and not sent yet: 1.")).to_be_visible()
        left = page.evaluate(DATABASE)
        assert (len(left["entries"]), left["shapes"]) == (1, [])
        assert barriers(page) == []
        page.goto(f"{site.url}/diary/offline/")
        expect(page.get_by_text("This device knows no diary yet.")).to_be_visible()
        assert "Canary" not in page.locator("main").inner_text()

        # Signed in again, the day is chosen, and it is there once.
        runa.signs_in(page)
        page.goto(f"{site.url}/diary/")
        place = page.locator("[data-diary-waits]")
        place.get_by_role("button").first.click()
        nothing_waits(page)
        [(day, joy, note, stands)] = runa.cards()
        day_before = (datetime.now(LONDON) - DAY).date().isoformat()  # at midnight
        assert (joy, note, stands) == (3, "Canary of a wrong clock", True)
        assert day in {datetime.now(LONDON).date().isoformat(), day_before}


def test_who_signs_out_deletes_what_waits_from_the_device(
    chromium: Browser, site: RunningSite
) -> None:
    vera = diarist(site, "Vera")
    with vera.on_a_device(chromium) as page:
        page.clock.set_fixed_time(datetime.now(UTC) + DAY)
        page.goto(f"{site.url}/diary/")
        fill(page, joy=3, note="Canary to delete")
        page.context.set_offline(False)
        expect(page.get_by_text("The clock of this device seems to be wrong")).to_be_visible()
        page.goto(f"{site.url}/account/logout/")
        page.get_by_role("main").get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Delete it from this device").click()
        expect(page.get_by_text("Deleted. Nothing that waited")).to_be_focused()
        assert page.evaluate(DATABASE) == {"entries": [], "shapes": []}
        page.reload()
        expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
        expect(page.get_by_text("not sent yet")).to_be_hidden()
        assert vera.cards() == []


def test_a_card_that_is_saved_while_the_line_goes_waits_and_is_sent(
    chromium: Browser, site: RunningSite
) -> None:
    yann = diarist(site, "Yann")
    with a_phone(chromium, site) as page:
        yann.signs_in(page)
        yann.opens(page)
        page.get_by_role("group", name="Joy").get_by_role("radio", name="5").check()
        page.get_by_label("Note").fill("Into the tunnel")
        page.context.set_offline(True)
        page.get_by_role("button", name="Save this day").click()
        expect(page.get_by_text(KEPT_HERE)).to_be_visible()
        expect(page.get_by_label("Note")).to_have_value("Into the tunnel")
        # Saved once more, it takes the place of the first.
        page.get_by_label("Note").fill("Out of the tunnel")
        page.get_by_role("button", name="Save this day").click()
        until(page, f"async () => (await ({DATABASE})()).entries.length === 1")
        page.context.set_offline(False)
        nothing_waits(page)
        expect(page.get_by_text("Filled in on")).to_be_visible()
        expect(page.get_by_label("Note")).to_have_value("Out of the tunnel")
        # With a line it goes straight to the site.
        page.get_by_label("Note").fill("On the other side")
        page.get_by_role("button", name="Save the changes").click()
        expect(page.get_by_text("Saved. Thank you for looking at this day.")).to_be_visible()
    [(_day, joy, note, stands)] = yann.cards()
    assert (joy, note, stands) == (5, "On the other side", True)


def test_a_diary_page_is_light_and_there_at_once_on_a_slow_phone(
    chromium: Browser, site: RunningSite
) -> None:
    zoe = diarist(site, "Zoe")
    with a_phone(chromium, site) as page:
        zoe.signs_in(page)
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        slow = {"offline": False, "latency": 150, "downloadThroughput": 200_000}
        network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": 90_000})
        network.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(f"{site.url}/diary/", wait_until="load")
        loaded = page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive")
        own, others = page.evaluate(WEIGHT)
    assert own <= MOST_BYTES
    assert own + others <= MOST_BYTES_AT_FIRST
    assert loaded <= bar(2) * 1000
