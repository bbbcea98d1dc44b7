"""Choosing a time zone: present city names, the nearest first, searched by keyboard."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from accounts.also import ALSO
from accounts.zones import nearest
from audit.models import Entry
from clock.places import ACCENTED, everywhere
from design.tags.times import place
from tests.accounts.choosers import chosen, offered
from tests.composing import choose, compose, press_while_composing
from tests.factories import NOW, make_account, make_member
from tests.signin import ask_for_code, enter_code, newest_code, sign_in

pytestmark = pytest.mark.django_db


def test_a_chooser_shows_present_city_names_the_nearest_first(client: Client) -> None:
    sign_in(client, make_account(time_zone="Asia/Calcutta", country="IN"))
    page = client.get(reverse("account-details")).content.decode()

    lines = offered(page)
    assert chosen(page) == "Asia/Kolkata"
    assert lines[:3] == [
        ("", "Please choose"),
        ("Asia/Kolkata", "Kolkata, India"),
        ("Asia/Colombo", "Colombo, Sri Lanka"),
    ]
    labels = {label for _value, label in lines}
    assert {"Kyiv, Ukraine", "Ho Chi Minh City, Vietnam", "Kathmandu, Nepal"} <= labels
    assert not {label for label in labels if re.search(r"Calcutta|Kiev|Saigon|_|/", label)}
    assert {value for value, label in lines if label == "Kolkata, India"} == {"Asia/Kolkata"}
    assert re.search(r'<option value="Asia/Kolkata" selected data-also="[^"]*Calcutta', page)
    assert len(page.encode()) < 100_000


@pytest.mark.parametrize(
    ("zone", "country", "first"),
    [
        ("America/New_York", "", ["New York", "Chicago", "Denver", "Phoenix"]),
        ("America/Vancouver", "", ["Vancouver", "Regina", "Atikokan"]),
        ("Europe/Vienna", "", ["Vienna", "Bratislava"]),
        ("", "NZ", ["Auckland", "Chatham"]),
        ("UTC", "", []),
    ],
)
def test_nearest_is_the_own_clock_then_the_country_then_the_same_hour(
    zone: str, country: str, first: list[str]
) -> None:
    found = [one.city for one in nearest(zone, country=country, now=NOW)]
    assert found[: len(first)] == first
    assert bool(found) == bool(first)
    assert len(found) == len(set(found))


def test_a_former_name_stays_valid_and_what_is_no_place_is_refused(client: Client) -> None:
    account = make_account(time_zone="Europe/London", country="GB")
    sign_in(client, account)
    saved = client.post(
        reverse("account-details"), {"time_zone": "Asia/Saigon", "country": "VN"}, follow=True
    )
    assert "Ho Chi Minh City, Vietnam" in saved.content.decode()
    for told in ("UTC", "EST", "Mars/Olympus"):
        refused = client.post(reverse("account-details"), {"time_zone": told, "country": "VN"})
        assert "Please choose a time zone from the list." in refused.content.decode()
    account.refresh_from_db()
    assert account.time_zone == "Asia/Ho_Chi_Minh"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_chooser_is_searched_by_keyboard_and_works_without_scripts(
    chromium: Browser, live_server: Any, client: Client
) -> None:
    account = make_account(time_zone="Europe/London", country="GB")
    sign_in(client, account)
    cookies = [
        {"name": name, "value": morsel.value, "url": live_server.url}
        for name, morsel in client.cookies.items()
    ]
    for scripts in (True, False):
        with chromium.new_context(java_script_enabled=scripts) as window:
            window.add_cookies(cookies)  # type: ignore[arg-type]
            page = window.new_page()
            page.goto(live_server.url + reverse("account-details"))
            if scripts:
                page.get_by_label("Search by city or country").fill("calcutta")
                page.keyboard.press("Enter")
                assert page.locator("[name=time_zone]").input_value() == "Asia/Kolkata"
            else:
                page.locator("[name=time_zone]").select_option(label="Kyiv, Ukraine")
            page.get_by_role("button", name="Save").click()
            page.wait_for_load_state()
        account.refresh_from_db()
        assert account.time_zone == ("Asia/Kolkata" if scripts else "Europe/Kyiv")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_was_typed_into_the_search_is_never_saved_as_something_else(
    chromium: Browser, live_server: Any, client: Client
) -> None:
    account = make_account(time_zone="Europe/London", country="GB")
    sign_in(client, account)
    cookies = [
        {"name": name, "value": morsel.value, "url": live_server.url}
        for name, morsel in client.cookies.items()
    ]
    with chromium.new_context(viewport={"width": 390, "height": 800}) as window:
        window.add_cookies(cookies)  # type: ignore[arg-type]
        page = window.new_page()
        page.goto(live_server.url + reverse("account-details"))
        search, zone = page.get_by_label("Search by city or country"), page.locator("#id_time_zone")
        save = page.get_by_role("button", name="Save")

        search.fill("gotham")  # nowhere
        assert page.get_by_text("Nothing found. Try your country").is_visible()
        page.keyboard.press("Enter")
        save.click()
        assert search.input_value() == "gotham"
        assert page.get_by_text("Nothing found. Try your country").is_visible()
        search.fill("brazil")  # several
        save.click()
        assert page.get_by_text("Please choose one of these places.").is_visible()
        search.focus()  # leaving the list chooses nothing either
        assert search.input_value() == "brazil"
        account.refresh_from_db()
        assert account.time_zone == "Europe/London"

        for typed, found in (
            ("mumbai", "Asia/Kolkata"), ("sao paulo", "America/Sao_Paulo"),
            ("california", "America/Los_Angeles"), ("England", "Europe/London"),
            ("astana", "Asia/Almaty"), ("delhi", "Asia/Kolkata"),
        ):  # fmt: skip
            search.fill(typed)
            page.keyboard.press("Enter")
            assert (zone.input_value(), search.input_value()) == (found, "")
        # A composed word that is chosen by Enter chooses no place, and Escape keeps it.
        search.fill("")
        search.focus()
        compose(page, "brazil")
        for key in ("Enter", "Escape", "ArrowDown"):
            press_while_composing(page, key)
        choose(page, "brazil")
        assert (zone.input_value(), search.input_value()) == ("Asia/Kolkata", "brazil")
        assert page.evaluate("document.activeElement.type") == "search"
        assert page.url.endswith(reverse("account-details"))
        search.fill("osaka")
        save.click()
        page.get_by_text("Your details are saved.").wait_for()
    account.refresh_from_db()
    assert account.time_zone == "Asia/Tokyo"


def test_what_a_search_finds_besides_leads_to_places_of_today() -> None:
    assert set(ALSO) <= set(everywhere())
    assert 50 <= len(ALSO) <= 80
    names = [name for names in ALSO.values() for name in names]
    assert len(names) == len(set(names))
    assert set(ACCENTED) <= set(everywhere())
    assert {place(zone) for zone in ("America/Sao_Paulo", "America/Bogota", "America/Merida")} == {
        "São Paulo", "Bogotá", "Mérida",
    }  # fmt: skip


def test_the_browsers_former_name_is_kept_by_the_one_of_today(client: Client) -> None:
    account = make_account(time_zone="", country="IN")
    client.cookies["tz"] = "Asia/Calcutta"
    ask_for_code(client, account.email)
    enter_code(client, newest_code(account.email))
    account.refresh_from_db()
    assert account.time_zone == "Asia/Kolkata"
    assert chosen(client.get(reverse("account-details")).content.decode()) == "Asia/Kolkata"


def test_a_zone_kept_by_its_former_name_is_no_change_of_details(client: Client) -> None:
    member = make_member(make_account(time_zone="Asia/Calcutta"), name="Ada", country="IN")
    sign_in(client, member.account)
    wish = {"name": "Ada", "country": "IN", "time_zone": "Asia/Kolkata"}
    client.post(reverse("account-member", args=[member.pk]), wish)
    assert not Entry.objects.filter(act="member.changed").exists()
