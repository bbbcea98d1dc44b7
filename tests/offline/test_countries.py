"""Another country is chosen, with or without a connection: no copy shows the old one's numbers."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

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
from tests.running import RunningSite

__all__ = ["phone_that_keeps", "reader", "site"]
pytestmark = pytest.mark.browser
# Until the copies are those of one country: one set, and no choice that is still to be followed.
# (What waits for a function takes its promise for an answer.)
RENEWED = """async (country) => {
  for (;;) {
    const names = await caches.keys();
    const mark = names.length === 1 && (await caches.match("/offline/complete"));
    if (mark && (await mark.json()).country === country) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""

# The countries of the sets that are whole.
MADE_FOR = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const mark = await (await caches.open(name)).match("/offline/complete");
    if (mark) found.push((await mark.json()).country);
  }
  return found;
}"""


def choose(page: Page, site: RunningSite, name: str) -> None:
    """As somebody does it on the page of help."""
    page.goto(f"{site.url}/help/")
    page.get_by_label(re.compile("I am in")).select_option(label=name)
    page.get_by_role("button", name="Show these numbers").click()


def numbers_on(page: Page) -> str:
    """All that a page says of whom to call."""
    places = (".crisis-bar", ".crisis-note", ".crisis-card", ".site-footer__help", ".print-help")
    return " ".join(one for place in places for one in page.locator(place).all_text_contents())


def test_a_country_that_was_chosen_before_comes_with_it(
    chromium: Browser, site: RunningSite
) -> None:
    with a_phone(chromium, site) as page:
        page.goto(f"{site.url}/help/?country=DE")
        opened(page, site)
        cut(page.context)

        page.goto(f"{site.url}/skills/stop/")
        assert "0800" in page.locator(".crisis-bar").inner_text()
        page.goto(f"{site.url}/help/")
        expect(page.get_by_role("heading", name="Germany")).to_be_visible()
        # And every other country's stand on one page.
        page.get_by_label("I am in another country").select_option("FR")
        page.get_by_role("button", name="Show these numbers").click()
        expect(page.locator("#FR")).to_be_in_viewport()
        expect(page.locator("#FR")).to_contain_text("3114")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC"])
def test_choosing_renews_the_copies_without_another_visit(
    chromium: Browser, site: RunningSite, zone: str
) -> None:
    """From another country, and from none."""
    with a_phone(chromium, site, zone) as page:
        opened(page, site)
        choose(page, site, "Canada")
        expect(page.get_by_role("heading", name="Canada")).to_be_visible()
        page.evaluate(RENEWED, "CA")
        cut(page.context)

        page.goto(f"{site.url}/skills/stop/")
        assert "Canada" in numbers_on(page)
        assert "Germany" not in numbers_on(page)
        page.get_by_role("link", name="Get help now").click()
        expect(page.get_by_role("heading", name="Canada")).to_be_visible()


def test_a_line_that_is_cut_right_after_choosing_shows_no_other_country_s_numbers(
    chromium: Browser, site: RunningSite
) -> None:
    with a_phone(chromium, site, "Europe/Berlin") as page:
        opened(page, site)
        page.reload()  # the first page of all knows no clock yet
        assert "Germany" in numbers_on(page)
        page.context.route("**/offline/list.json", lambda route: route.abort())
        choose(page, site, "Canada")
        expect(page.get_by_role("heading", name="Canada")).to_be_visible()
        cut(page.context)

        for path in ("/skills/", "/skills/stop/", "/skills/stop/do/", "/today/"):
            page.goto(site.url + path)
            said = numbers_on(page)
            assert "Canada: emergency number" in said, path
            for wrong in ("Germany", "TelefonSeelsorge", "/help/DE/", "Choose your country"):
                assert wrong not in said, (path, wrong)
        page.get_by_role("link", name="Get help now").click()
        expect(page.locator("#CA")).to_be_in_viewport()


@pytest.mark.parametrize("zone", ["Europe/Madrid", "UTC"])
def test_a_country_chosen_without_a_connection_is_remembered(
    chromium: Browser, site: RunningSite, zone: str
) -> None:
    with a_phone(chromium, site, zone) as page:
        opened(page, site)
        cut(page.context)
        choose(page, site, "Canada")
        expect(page.locator("#CA")).to_be_in_viewport()

        page.goto(f"{site.url}/skills/stop/do/")
        said = numbers_on(page)
        assert "Canada: emergency number" in said
        assert not [wrong for wrong in ("024", "Spain", "Choose your") if wrong in said]
        page.get_by_role("link", name="Get help now").click()
        expect(page.locator("#CA")).to_be_in_viewport()
        assert "Spain: emergency number" in page.locator("#ES").inner_text()

        # And the site hears of it with the next page.
        page.context.set_offline(False)
        for _visit in range(10):
            page.goto(f"{site.url}/skills/")
            wait_for(page, "whole", "now", "later")
            if page.evaluate(MADE_FOR) == ["CA"]:
                break
        page.reload()
        assert "/help/CA/" in page.locator(".crisis-bar__help").evaluate("link => link.href")
        assert "/help/CA/" in page.evaluate(KEPT)


def test_a_search_without_a_connection_says_so(reader: Page, site: RunningSite) -> None:
    cut(reader.context)

    reader.goto(f"{site.url}/skills/?q=panic")
    said = reader.get_by_text("Search works when you are online. All skills are below.")
    expect(said).to_be_in_viewport()
    reader.goto(f"{site.url}/skills/stop/")
    expect(reader.get_by_text("Worksheet and PDF need a connection.")).to_be_visible()
    reader.get_by_role("link", name="Cards", exact=True).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("STOP")
    assert reader.url.endswith("/skills/stop/cards/")


def test_nothing_of_connections_is_printed(reader: Page, site: RunningSite) -> None:
    opened(reader, site)
    expect(reader.locator(".offline")).to_be_visible()
    reader.emulate_media(media="print")
    expect(reader.locator(".offline")).to_be_hidden()
    cut(reader.context)
    reader.goto(f"{site.url}/skills/stop/")
    reader.locator(".kept-note").wait_for(state="attached")
    expect(reader.locator(".kept-note")).to_be_hidden()
