"""Where somebody is: every name a browser reports, what is unknown, one clock per account."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django import DjangoAssertNumQueries
from wagtail.users.models import UserProfile

import clock
from accounts.models import Member
from accounts.policies import load_policies
from accounts.roles import Role
from accounts.zones import country_of, is_place, place_of
from clock.places import everywhere
from design.tags.times import place
from groups.links.actions import request_link
from groups.models import Enrollment
from tests.accounts.choosers import chosen, offered
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_session,
    make_staff,
)
from tests.letters import delivered
from tests.signin import ask_for_code, enter_code, newest_code, sign_in

pytestmark = pytest.mark.django_db

# What Chromium reports under a name that the zone table no longer has: country and city of today.
FORMER = {
    "Africa/Asmera": ("ER", "Asmara"),
    "America/Buenos_Aires": ("AR", "Buenos Aires"),
    "America/Catamarca": ("AR", "Catamarca"),
    "America/Coral_Harbour": ("CA", "Atikokan"),
    "America/Cordoba": ("AR", "Córdoba"),
    "America/Godthab": ("GL", "Nuuk"),
    "America/Indianapolis": ("US", "Indianapolis"),
    "America/Jujuy": ("AR", "Jujuy"),
    "America/Louisville": ("US", "Louisville"),
    "America/Mendoza": ("AR", "Mendoza"),
    "Asia/Calcutta": ("IN", "Kolkata"),
    "Asia/Katmandu": ("NP", "Kathmandu"),
    "Asia/Rangoon": ("MM", "Yangon"),
    "Asia/Saigon": ("VN", "Ho Chi Minh City"),
    "Atlantic/Faeroe": ("FO", "Faroe"),
    "Europe/Kiev": ("UA", "Kyiv"),
    "Pacific/Enderbury": ("KI", "Kanton"),
    "Pacific/Ponape": ("FM", "Pohnpei"),
    "Pacific/Truk": ("FM", "Chuuk"),
}
NOWHERE = ["UTC", "GMT", "Etc/UTC", "Etc/GMT+5", "Etc/Unknown", "Zulu", "EST", "CET", "EST5EDT", "",
           "Factory", "localtime", "Mars/Olympus", "../../etc/passwd"]  # fmt: skip


# --- names and countries --------------------------------------------------------------------------


@pytest.mark.parametrize(("zone", "told"), FORMER.items())
def test_a_former_name_of_a_zone_leads_to_its_country_and_city(
    zone: str, told: tuple[str, str]
) -> None:
    assert (country_of(zone), place(zone)) == told
    assert place_of(zone).label.startswith(told[1])


@pytest.mark.parametrize("zone", NOWHERE)
def test_a_name_that_is_no_place_has_no_country(zone: str) -> None:
    assert (country_of(zone), is_place(zone)) == ("", False)


def test_every_zone_of_the_table_keeps_its_own_country() -> None:
    assert len(everywhere()) > 400
    assert {zone for zone in everywhere() if not is_place(zone)} == set()
    told = {"Europe/London": "GB", "Antarctica/Troll": "AQ", "Europe/Simferopol": "UA"}
    assert {zone: country_of(zone) for zone in told} == told


@pytest.mark.browser
def test_every_zone_that_chromium_names_leads_to_its_country(chromium: Browser) -> None:
    with chromium.new_context() as window:
        names: list[str] = window.new_page().evaluate("Intl.supportedValuesOf('timeZone')")

    assert len(names) > 400
    assert {name for name in names if not is_place(name) or not place(name)} == set()
    assert {name: (country_of(name), place(name)) for name in names if name in FORMER} == FORMER


def test_a_visitor_behind_a_former_name_sees_the_lines_of_their_own_country(client: Client) -> None:
    load_policies(now=NOW)
    for former in ("Asia/Calcutta", "Asia/Kolkata"):
        client.cookies["tz"] = former
        assert "Tele-MANAS" in client.get("/policies/terms/").content.decode()


# --- unknown --------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["UTC", "Etc/GMT-3", "CET"])
def test_a_browser_that_hides_its_place_gets_the_groups_clock_and_no_guess(
    client: Client, told: str
) -> None:
    cohort = make_cohort(zone_name="Asia/Kolkata")
    make_session(cohort)
    account = make_account(time_zone="", country="")
    sign_in(client, account)
    client.cookies["tz"] = told

    page = client.get(reverse("account-member-new")).content.decode()
    assert (chosen(page), chosen(page, "country")) == ("", "")
    assert all(value != told for value, _label in offered(page))
    group = client.get(reverse("group", args=[cohort.slug])).content.decode()
    assert "Kolkata" in group
    assert f"in {told}" not in group


def test_signing_in_from_a_browser_that_hides_its_place_keeps_no_zone(client: Client) -> None:
    account = make_account("ada@example.org", time_zone="")
    client.cookies["tz"] = "UTC"
    ask_for_code(client, account.email)
    enter_code(client, newest_code(account.email))
    account.refresh_from_db()
    assert account.time_zone == ""


def test_a_new_group_is_given_no_clock_by_a_browser_that_hides_its_place(client: Client) -> None:
    staff = make_staff(Role.COORDINATOR, time_zone="")
    sign_in(client, staff)
    for told, expected in (("UTC", ""), ("Europe/Kiev", "Europe/Kyiv")):
        client.cookies["tz"] = told
        page = client.get(reverse("desk-new-cohort")).content.decode()
        assert chosen(page, "zone_name") == expected


def test_letters_to_a_member_without_a_place_tell_the_groups_clock() -> None:
    seat = make_enrollment(
        make_cohort(zone_name="Asia/Kolkata"), make_member(make_account(time_zone=""))
    )
    assert seat.clock == ZoneInfo("Asia/Kolkata")
    seat.member.account.time_zone = "Europe/Kiev"
    assert place(seat.clock) == "Kyiv"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lives_by", "cookie"), [("UTC", ""), ("Europe/Kiev", "Europe%2FKiev")])
def test_a_browser_tells_its_zone_only_where_that_is_a_place(
    chromium: Browser, live_server: Any, lives_by: str, cookie: str
) -> None:
    cohort = make_cohort(zone_name="Asia/Kolkata")
    make_session(cohort, starts_at=clock.now() + timedelta(days=7))
    with chromium.new_context(timezone_id=lives_by) as window:
        page = window.new_page()
        page.goto(live_server.url + reverse("group", args=[cohort.slug]))
        page.wait_for_load_state("networkidle")
        kept = {one["name"]: one["value"] for one in window.cookies()}
        own = page.locator(".when__own").count()
    assert (kept.get("tz", ""), bool(own)) == (cookie, bool(cookie))


# --- one setting ----------------------------------------------------------------------------------


def test_a_zone_changed_in_one_place_is_changed_everywhere(client: Client) -> None:
    """The person's page, the account's page, Today, letters and the editor go by one clock."""
    cohort = make_cohort(zone_name="Europe/London")
    clock.move_to(NOW)
    session = make_session(cohort)  # 18:00 in London
    member = make_member(make_account("ada@example.org"))
    make_enrollment(cohort, member)
    sign_in(client, member.account)
    person, account = reverse("account-member", args=[member.pk]), reverse("account-details")

    client.post(person, {"name": "Ada", "country": "JP", "time_zone": "Asia/Tokyo"})
    assert "02:00" in client.get("/today/").content.decode()
    assert chosen(client.get(account).content.decode()) == "Asia/Tokyo"
    assert chosen(client.get(account).content.decode(), "country") == "JP"

    client.post(account, {"time_zone": "Asia/Kolkata", "country": "IN"})
    assert chosen(client.get(person).content.decode()) == "Asia/Kolkata"
    assert "10:30 pm" in client.get("/today/").content.decode()
    request_link(Enrollment.objects.select_related("member__account").get(), session, now=NOW)
    assert "10:30 pm (Kolkata time)" in delivered(to="ada@example.org")[-1].text
    assert Member.objects.get().country == "IN"


def test_the_editor_follows_the_accounts_clock_and_has_no_setting_of_its_own(
    client: Client,
) -> None:
    marketer = make_staff(Role.MARKETER, time_zone="Europe/London")
    sign_in(client, marketer)
    assert 'name="locale-current_time_zone"' not in client.get("/cms/account/").content.decode()
    names = {"first_name": "Mo", "last_name": ""}
    client.post(reverse("account-details"), names | {"time_zone": "Asia/Tokyo", "country": "JP"})
    profile = UserProfile.objects.get(user=marketer)
    assert profile.get_current_time_zone() == "Asia/Tokyo"
    profile.current_time_zone = "Europe/Paris"
    profile.save()
    assert UserProfile.objects.get(user=marketer).current_time_zone == "Asia/Tokyo"


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_of_the_details_costs_the_same_for_a_household(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, people: int
) -> None:
    account = make_account()
    for _ in range(people):
        make_member(account)
    sign_in(client, account)
    client.get(reverse("account-details"))
    with django_assert_num_queries(3):  # session, account, its members
        client.get(reverse("account-details"))
