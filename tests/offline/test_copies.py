"""Copies for a device: made for nobody, for the reader's country, true whenever they are read."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Site

import clock
from accounts.models import Account
from accounts.reader import ZONE_COOKIE
from accounts.roles import Role
from help.models import CrisisLine, SiteSettings
from help.reader import COOKIE
from offline.copies import HEADER, Copy, read_copy
from tests.answers import Answer
from tests.factories import make_account, make_member, make_staff
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
PATHS = ["/skills/", "/offline/", "/help/", "/help/numbers/", "/help/GB/"]
BRITAIN = "language=en-gb&zone=Europe%2FLondon"
# Livslinien takes calls from 11:00 to 05:00: at noon it is open, before dawn it is not.
NOON = datetime.fromisoformat("2026-12-02T12:00+01:00")
BEFORE_DAWN = datetime.fromisoformat("2026-12-02T06:00+01:00")


def copy(client: Client, path: str, words: str = BRITAIN) -> Answer:
    return client.get(path, headers={HEADER: words})


def text(answer: Answer) -> str:
    assert answer.status_code == 200
    return " ".join(strip_tags(answer.content.decode()).split())


def bar(answer: Answer) -> str:
    found = re.search(r'<aside class="crisis-bar".*?</aside>', answer.content.decode(), re.DOTALL)
    assert found
    return " ".join(strip_tags(found[0]).split())


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("country=DE&language=en-gb&zone=Europe%2FLondon", Copy("DE", "en-gb", "Europe/London")),
        # The country of one's clock is not said twice; old names and letters mean today's.
        ("country=uk&zone=Europe%2FBelfast", Copy("", "", "Europe/Belfast")),
        ("country=elsewhere&discreet=yes", Copy("elsewhere", discreet=True)),
        ("", Copy()),
        ("country=XX&language=tlh&zone=Mars%2FBase&discreet=perhaps", Copy()),
        ("&&==%zz;\x01" + "country=GB&" * 40_000, Copy("GB")),
    ],
)
def test_for_whom_a_header_asks(words: str, found: Copy) -> None:
    assert read_copy(words) == found
    assert read_copy(found.words) == found


@pytest.mark.parametrize("path", ["/skills/", "/offline/", "/help/", "/help/numbers/", "/help/GB/"])
def test_a_copy_names_nobody_whoever_is_signed_in(client: Client, path: str) -> None:
    account = make_account("ana@example.org", first_name="Ana", last_name="Lindqvist", country="DE")
    sign_in(client, account)
    assert "Ana Lindqvist" in text(client.get("/skills/"))

    answer = copy(client, path)

    assert "Ana" not in text(answer)
    assert "Sign out" not in text(answer)
    assert "116 123" in text(answer)  # Samaritans, not the lines of the account's country
    assert "Deutschland" not in text(answer)
    assert answer[HEADER] == BRITAIN
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "Ana Lindqvist" in text(client.get("/skills/"))


def test_staff_without_their_second_factor_get_the_copy_too(client: Client) -> None:
    client.force_login(make_staff(Role.COORDINATOR))
    assert client.get("/skills/").status_code == 302

    assert copy(client, "/skills/").status_code == 200


def test_a_page_of_somebody_s_own_has_no_copy(client: Client) -> None:
    sign_in(client, make_account())
    assert client.get("/today/").status_code == 200

    answer = copy(client, "/today/")

    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


@pytest.mark.parametrize("path", ["/skills/", "/offline/"])
def test_the_page_itself_is_untouched_by_its_copies(client: Client, path: str) -> None:
    before = text(client.get(path))

    kept = text(copy(client, path))
    german = text(copy(client, path, "zone=Europe%2FBerlin"))

    assert "What you see was kept on" in kept or "No connection to the site" in kept
    assert "116 123" in kept
    assert "116 123" not in german
    assert text(client.get(path)) == before
    assert "No connection" not in before
    assert HEADER not in client.get(path).headers
    assert text(copy(client, path)) == kept


def test_a_copy_says_the_day_by_the_reader_s_clock(client: Client) -> None:
    clock.move_to(datetime.fromisoformat("2026-12-01T02:30+00:00"))

    assert "kept on 1 December 2026" in text(copy(client, "/skills/"))
    assert "kept on November 30, 2026" in text(copy(client, "/skills/", "zone=America%2FNew_York"))


def asked(client: Client, path: str, words: str = BRITAIN) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert copy(client, path, words).status_code == 200
    return len(queries)


def test_a_copy_is_made_once_in_an_hour_and_reads_the_same() -> None:
    with time_machine.travel(NOON, tick=False) as time:
        assert asked(Client(), "/skills/") > 1
        first = copy(Client(), "/skills/")

        time.shift(timedelta(minutes=50))
        assert asked(Client(), "/skills/") == 1
        again = copy(Client(), "/skills/")
        assert again.content == first.content
        assert again[HEADER] == BRITAIN
        assert again["Cache-Control"] == "no-store"

        time.shift(timedelta(minutes=20))
        assert asked(Client(), "/skills/") > 1


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Europe/London"])
def test_no_copy_tells_the_day_of_before_in_a_zone_of_half_hours(zone: str) -> None:
    midnight = datetime(2026, 12, 2, tzinfo=ZoneInfo(zone))
    words = f"zone={quote(zone, safe='')}"
    with time_machine.travel(midnight - timedelta(minutes=5), tick=False) as time:
        before = text(copy(Client(), "/skills/", words))
        time.shift(timedelta(minutes=10))
        after = text(copy(Client(), "/skills/", words))

    assert "kept on 1 December 2026" in before
    assert "kept on 2 December 2026" in after


def test_a_copy_takes_little_room_on_the_server(client: Client) -> None:
    copies: Any = caches["copies"]
    copies.clear()
    plain = len(copy(client, "/skills/").content)

    [kept] = copies._cache.values()  # as the memory of a process has it

    assert len(kept) < plain / 2


def test_a_copy_says_nothing_of_a_line_that_is_true_for_an_hour_only(client: Client) -> None:
    danish = "zone=Europe%2FCopenhagen"
    clock.move_to(NOON)
    client.cookies[ZONE_COOKIE] = "Europe/Copenhagen"
    assert "Livslinien" in bar(client.get("/skills/"))
    assert "Open now" in text(client.get("/help/DK/"))

    kept = [copy(client, path, danish) for path in ("/skills/", "/offline/", "/help/DK/")]

    for answer in kept:
        assert "pen now" not in text(answer)
        # The bar has one number, which must be right whenever somebody calls.
        assert "112" in bar(answer)
    assert "every day 11:00–05:00" in text(kept[0])
    clock.move_to(BEFORE_DAWN)
    assert "closed now" in text(client.get("/skills/"))
    for path in ("/skills/", "/offline/", "/help/DK/"):
        assert "losed now" not in text(copy(client, path, danish))


def test_a_chosen_country_counts_more_than_the_clock(client: Client) -> None:
    client.cookies[COOKIE] = "DE"

    assert "116 123" in text(copy(client, "/help/"))  # the header alone decides
    german = copy(client, "/help/", "country=DE&zone=Europe%2FLondon")
    assert "0800 111 0 111" in text(german)


def test_nobody_s_country_asks_for_one(client: Client) -> None:
    assert "We do not know which country you are in" in text(copy(client, "/help/", ""))
    assert "Choose your country" in bar(copy(client, "/skills/", "zone=UTC"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zone=UTC", ["Crisis lines by country"]),
        ("discreet=yes&zone=UTC", []),  # "Support numbers" asks for nothing
        (BRITAIN, []),
    ],
)
def test_a_link_keeps_its_own_words_once_a_country_was_chosen(
    client: Client, words: str, found: list[str]
) -> None:
    """Where it asks for one, a copy says which words come in place of the question."""
    kept = copy(client, "/skills/", words).content.decode()

    assert (
        re.findall(r'class="crisis-link"[^>]*>.*?data-chosen="([^"]*)"', kept, re.DOTALL) == found
    )
    assert ("Choose your country for its numbers</span>" in kept) == bool(found)
    assert "data-chosen" not in client.get("/skills/").content.decode()


def test_a_discreet_copy_names_no_crisis(client: Client) -> None:
    assert "In crisis now?" in text(copy(client, "/skills/"))

    discreet = copy(client, "/skills/", f"discreet=yes&{BRITAIN}")

    assert "crisis" not in text(discreet).lower().replace("crisis survival", "")
    assert "Support numbers" in text(discreet)
    assert reverse("help:numbers-country", args=["GB"]) in discreet.content.decode()


def _reader(account: Account, client: Client) -> str:
    sign_in(client, account)
    found = re.search(r'data-for="([^"]*)"', client.get("/skills/").content.decode())
    assert found
    return found[1].replace("&amp;", "&")


def test_a_page_says_which_copy_its_reader_should_have(client: Client) -> None:
    plain = make_member(
        account=make_account(country="DE", time_zone="Europe/Berlin"), discreet=False
    )
    abroad = make_member(account=make_account(country="DE", time_zone="Asia/Tokyo"), discreet=True)

    assert _reader(plain.account, client) == "language=en-gb&zone=Europe%2FBerlin"
    assert (
        _reader(abroad.account, Client())
        == "country=DE&discreet=yes&language=en-gb&zone=Asia%2FTokyo"
    )


def test_a_clinic_s_own_line_is_in_the_next_copy(client: Client) -> None:
    assert "Our duty line" not in text(copy(client, "/help/GB/"))
    line = CrisisLine(
        settings=SiteSettings.for_site(Site.objects.get()),
        country="GB", name="Our duty line", phone="01 234", opening="always",
    )  # fmt: skip
    line.save()

    assert "Our duty line" in text(copy(client, "/help/GB/"))
    assert "Our duty line" in text(copy(client, "/skills/"))
