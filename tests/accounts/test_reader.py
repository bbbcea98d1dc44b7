"""Where the reader is: the account's zone, else the browser's, else UTC."""

from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from accounts.middleware import ReaderMiddleware
from accounts.models import Account
from accounts.policies import load_policies
from accounts.reader import reader_country, reader_zone
from accounts.roles import Role
from help.countries import country_choices
from help.models import SiteSettings
from tests.factories import NOW, make_account, make_member, make_staff
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


def visit(user: Account | AnonymousUser, **cookies: str) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    request.COOKIES = dict(cookies)
    return request


def test_account_zone_comes_first() -> None:
    account = make_account(time_zone="Asia/Tokyo")
    assert reader_zone(visit(account, tz="Europe/Vienna")) == ZoneInfo("Asia/Tokyo")


def test_browser_zone_serves_accounts_without_one_and_visitors() -> None:
    for user in (make_account(time_zone=""), AnonymousUser()):
        assert reader_zone(visit(user, tz="Europe/Vienna")) == ZoneInfo("Europe/Vienna")


@pytest.mark.parametrize("told", ["", "Mars/Olympus", "../../etc/passwd", "a" * 5000, "Europe/"])
def test_anything_that_is_no_zone_is_utc(told: str) -> None:
    assert reader_zone(visit(AnonymousUser(), tz=told)) == ZoneInfo("UTC")


def test_middleware_tells_times_in_the_readers_zone_and_gives_it_back() -> None:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(timezone.get_current_timezone_name())
        return HttpResponse()

    ReaderMiddleware(view)(visit(make_account(time_zone="Asia/Tokyo")))
    assert seen == ["Asia/Tokyo"]
    assert timezone.get_current_timezone_name() == "UTC"


def test_country_is_the_chosen_one_then_the_accounts_then_nobody_s() -> None:
    request = visit(make_account(country="IE"))
    request.reader_country = "IE"  # type: ignore[attr-defined]  # ours
    assert reader_country(request) == "IE"
    request.COOKIES["country"] = "DE"
    assert reader_country(request) == "DE"
    request.COOKIES["country"] = "XX"
    assert reader_country(request) == "IE"
    request.COOKIES["country"] = "elsewhere"
    assert reader_country(request) == ""
    assert reader_country(visit(AnonymousUser())) == ""


def test_country_chooser_holds_every_part_of_the_world() -> None:
    assert ("AT", "Austria") in country_choices()
    assert len(country_choices()) > 240


@pytest.mark.parametrize("people", [1, 3])
def test_reader_costs_the_session_and_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, people: int
) -> None:
    account = make_account()
    for _ in range(people):
        make_member(account, discreet=True)
    sign_in(client, account)
    load_policies(now=NOW)
    client.get("/policies/terms/")  # fills the caches of brand and menu
    with django_assert_num_queries(
        4
    ):  # session, account with roles and wishes, two for the policies
        client.get("/policies/terms/")


def test_staff_cost_one_query_more_for_their_factor(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, make_staff(Role.FACILITATOR))
    load_policies(now=NOW)
    client.get("/policies/terms/")
    with django_assert_num_queries(5):
        client.get("/policies/terms/")


def test_discreet_reader_gets_pages_that_name_no_crisis(client: Client) -> None:
    discreet = make_member(discreet=True).account
    sign_in(client, discreet)
    page = client.get("/account/").content.decode()
    assert "Support numbers" in page
    assert "In crisis now?" not in page
    open_reader = Client()
    sign_in(open_reader, make_member().account)
    assert "In crisis now?" in open_reader.get("/account/").content.decode()


def test_staff_write_the_name_that_members_see(client: Client) -> None:
    account = make_staff(Role.FACILITATOR)
    sign_in(client, account)
    wishes = {"first_name": "Ingrid", "last_name": "Falk", "time_zone": "Europe/Oslo"}
    client.post("/account/", wishes | {"country": "NO"})
    account.refresh_from_db()
    assert (account.get_full_name(), account.time_zone) == ("Ingrid Falk", "Europe/Oslo")
    refused = client.post("/account/", wishes | {"country": "NO", "first_name": " "})
    assert "Please write the name members may call you by." in refused.content.decode()


def test_members_have_no_name_beside_the_one_in_the_group(client: Client) -> None:
    account = make_member().account
    sign_in(client, account)
    assert "First name" not in client.get("/account/").content.decode()
    client.post("/account/", {"first_name": "X", "time_zone": "Europe/Oslo", "country": "NO"})
    account.refresh_from_db()
    assert (account.first_name, account.country) == ("", "NO")


@pytest.mark.parametrize(
    ("zone", "number"), [("Europe/Madrid", "024"), ("Europe/London", "116 123")]
)
def test_a_visitor_sees_the_lines_of_the_country_whose_clock_they_live_by(
    client: Client, zone: str, number: str
) -> None:
    """Whoever told no country: their browser's zone says more than the clinic's own country."""
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.default_country = "GB"
    settings.save()
    load_policies(now=NOW)
    client.cookies["tz"] = zone

    assert number in client.get("/policies/terms/").content.decode()


def test_an_accounts_country_counts_more_than_its_clock(client: Client) -> None:
    load_policies(now=NOW)
    sign_in(client, make_account(country="GB", time_zone="Europe/Madrid"))

    page = client.get("/policies/terms/").content.decode()

    assert "116 123" in page
    assert "Línea 024" not in page
