"""Whose numbers a reader sees: their own country's, and never the clinic's because nobody knows."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from accounts import asking
from accounts.policies import load_policies
from help.crisis import crisis_for
from help.models import SiteSettings
from outbox.compose import compose
from tests.factories import NOW, make_account, make_member
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
IRISH = ("Ireland", "116 123", "Samaritans", "/help/IE/")


@pytest.fixture(autouse=True)
def clinic() -> SiteSettings:
    asking.ask_again()
    made: SiteSettings = SiteSettings.objects.create(
        site=Site.objects.get(is_default_site=True), default_country="IE"
    )
    load_policies(now=NOW)
    return made


@pytest.mark.parametrize("zone", ["", "UTC", "Etc/GMT+3", "Mars/Olympus"])
def test_unknown_country_is_never_the_clinic_s(client: Client, zone: str) -> None:
    """The first page of a visit, a browser that hides its zone, a zone of nobody's."""
    if zone:
        client.cookies["tz"] = zone
    page = client.get("/policies/terms/").content.decode()
    for words in IRISH:
        assert words not in page, words
    assert page.split("<main")[0].count("Choose your country") == 1
    assert "Choose your country for its numbers" in page.split("<footer")[1]
    help_page = client.get("/help/").content.decode()
    for words in IRISH[1:]:  # the chooser names every country
        assert words not in help_page, words
    assert '<option value="" selected>Please choose</option>' in help_page
    assert help_page.count(" selected") == 1
    assert "findahelpline.com" in help_page
    assert "The nearest emergency department" in help_page


def test_zone_that_is_a_place_leads_to_its_country_on_the_help_page_too(client: Client) -> None:
    client.cookies["tz"] = "Europe/Madrid"
    assert "024" in client.get("/help/").content.decode()
    assert "024" in client.get("/help/numbers/").content.decode()


def test_help_opens_in_a_signed_in_member_s_country(client: Client) -> None:
    client.cookies["tz"] = "Europe/Madrid"
    sign_in(client, make_member(make_account(country="GB"), country="GB").account)
    for address in ("/help/", "/help/numbers/"):
        page = client.get(address).content.decode()
        assert '<option value="GB" selected>' in page, address
    client.get("/help/?country=DE")  # what they choose counts more
    assert '<option value="DE" selected>' in client.get("/help/").content.decode()


def test_help_asks_once_and_then_the_browser_remembers_until_they_sign_out(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, make_account(country="GB"))
    client.get("/help/")
    home = client.cookies["home"]
    assert (home.value, home["httponly"], home["samesite"]) == ("GB", True, "Lax")
    with django_assert_num_queries(0):
        assert '<option value="GB" selected>' in client.get("/help/").content.decode()
    client.post("/account/logout/")
    assert client.cookies["home"].value == ""
    assert '<option value="GB" selected>' not in client.get("/help/").content.decode()


def test_country_that_a_member_changes_is_the_one_that_help_opens_in(client: Client) -> None:
    sign_in(client, make_account(country="GB"))
    client.get("/account/")
    client.post("/account/", {"time_zone": "Europe/Berlin", "country": "DE"})
    assert '<option value="DE" selected>' in client.get("/help/").content.decode()


def test_help_stands_where_nobody_can_say_who_reads(client: Client) -> None:
    client.cookies["tz"] = "Europe/Madrid"
    sign_in(client, make_account(country="GB"))
    asked: list[object] = []

    def refuse(*_: object) -> None:
        asked.append(1)
        raise DatabaseError("no database")

    with connection.execute_wrapper(refuse):
        first = client.get("/help/")
        sessions_asked = len(asked)
        second = client.get("/help/")
    assert (first.status_code, second.status_code) == (200, 200)
    assert "024" in first.content.decode()  # the clock of the browser still tells
    assert sessions_asked > 0
    assert "session" not in str(asked[sessions_asked:])
    asking.ask_again()
    assert '<option value="GB" selected>' in client.get("/help/").content.decode()


def test_styles_are_the_same_for_everybody(client: Client) -> None:
    sign_in(client, make_account(country="GB"))
    assert "Set-Cookie" not in client.get("/help/accent.css").headers
    assert "home" not in client.cookies


def test_letter_to_somebody_without_a_country_asks_them_to_choose() -> None:
    letter = compose("contact_receipt", {}, subject="-", discreet=False, country="")
    for words in (letter.text, letter.html):
        assert "hoose your country for its crisis lines" in words
        assert "the emergency number where you are" in words
        assert "Samaritans" not in words
    assert "/help/\n" in letter.text


def test_newcomer_s_form_preselects_no_country_that_nobody_told(client: Client) -> None:
    sign_in(client, make_account(country="", time_zone=""))
    page = client.get("/account/").content.decode()
    assert '<option value="IE" selected>' not in page


@pytest.mark.parametrize(
    ("country", "sentence", "name"),
    [
        ("TR", "found none that we can vouch for", "Türkiye"),
        ("HR", "found none that we can vouch for", "Croatia"),
        ("MA", "found none that we can vouch for", "Morocco"),
        ("MN", "Nobody has looked up the lines in Mongolia", "Mongolia"),
        ("VN", "no line here that is surely answered day and night", "Vietnam"),
        ("elsewhere", "", "Another country"),
    ],
)
def test_none_exists_and_nobody_looked_read_differently(
    client: Client, country: str, sentence: str, name: str
) -> None:
    page = " ".join(client.get(f"/help/{country}/").content.decode().split())
    assert f'<h2 id="place">{name}</h2>' in page
    for said in ("found none that we can", "Nobody has looked up", "no line here that is surely"):
        assert (said in page) is bool(sentence and said in sentence), said
    if sentence:
        assert sentence in page
    discreet = client.get(f"/help/numbers/{country}/").content.decode()
    neutral = discreet.split("<main")[1].split("</main>")[0].split("Find A Helpline")[0].lower()
    assert "crisis" not in neutral
    guessed = "Our guess" in page or "a guess for yours" in page
    assert guessed is (country in {"MN", "elsewhere"})
    assert guessed is crisis_for(country).emergency_is_guess
    directories = 'href="https://findahelpline.com/" rel="noreferrer"' in page
    assert directories is (country != "VN")
    assert page.count("findahelpline.com/") <= 1  # a link, loaded by nobody


def test_member_abroad_is_told_of_the_country_whose_clock_their_device_has(
    client: Client,
) -> None:
    sign_in(client, make_account(country="GB"))
    client.cookies["tz"] = "America/New_York"
    for address, leads_to in (
        ("/help/", "/help/US/"), ("/help/GB/", "/help/US/"), ("/help/elsewhere/", "/help/US/"),
        ("/help/numbers/", "/help/numbers/US/"), ("/help/numbers/GB/", "/help/numbers/US/"),
    ):  # fmt: skip
        page = " ".join(client.get(address).content.decode().split())
        hint = page.split("Your device’s clock is that of another country.")[1].split("</p>")[0]
        assert f'<a href="{leads_to}">United States</a>' in hint, address
        assert "crisis" not in hint.lower()
    for address in ("/help/US/", "/help/numbers/US/"):  # there it already stands
        assert "Your device’s clock" not in client.get(address).content.decode()
    for zone in ("Europe/London", "UTC", "", "Mars/Olympus"):
        client.cookies["tz"] = zone
        assert "Your device’s clock" not in client.get("/help/").content.decode(), zone


def test_hint_about_the_clock_asks_nobody(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.cookies["tz"] = "America/New_York"
    client.cookies["country"] = "GB"
    client.get("/help/")  # brand and lines of the clinic are kept from here on
    with django_assert_num_queries(0):
        assert "Your device’s clock" in client.get("/help/").content.decode()


def test_letters_that_people_take_for_a_country_lead_to_it(client: Client) -> None:
    for address, leads_to in (
        ("/help/UK/", "/help/GB/"), ("/help/uk/", "/help/GB/"),
        ("/help/numbers/UK/", "/help/numbers/GB/"), ("/help/?country=UK", "/help/GB/"),
    ):  # fmt: skip
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, leads_to)
    assert client.get("/help/gb/").status_code == 200


def test_neutral_address_of_no_country_stays_neutral(client: Client) -> None:
    answer = client.get("/help/numbers/ZZ/")
    assert answer.status_code == 404
    frame = answer.content.decode().lower()
    assert "in crisis now" not in frame
    assert "crisis help" not in frame
    assert "support numbers" in frame
    assert "in crisis now" in client.get("/help/ZZ/").content.decode().lower()


def test_printed_help_shows_no_chooser_and_says_danger_once(client: Client) -> None:
    page = " ".join(client.get("/help/GB/").content.decode().split())
    assert '<form method="get" class="screen-only"' in page
