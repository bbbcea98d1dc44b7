"""Crisis help stands without JavaScript, without a session and without a database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from help.crisis import countries, crisis_for
from help.models import CrisisLine, SiteSettings
from outbox.compose import compose, letter_frame
from tests.factories import make_account, make_member
from tests.signin import sign_in


@pytest.fixture
def clinic(db: None) -> SiteSettings:
    site = Site.objects.get(is_default_site=True)
    made: SiteSettings = SiteSettings.objects.create(site=site, default_country="IE")
    return made


def test_every_listed_country_has_a_number_to_call() -> None:
    assert len(countries()) > 240
    for code, name in countries():
        found = crisis_for(code)
        assert (found.code, found.name) == (code, name)
        assert found.emergency
        assert found.lines


@pytest.mark.parametrize("code", ["", "XX", "nonsense", "de "])
def test_any_country_gets_an_answer(code: str) -> None:
    found = crisis_for(code)
    assert found.emergency
    assert found.lines


@pytest.mark.django_db
def test_clinics_own_lines_come_first_and_never_replace_the_built_in(clinic: SiteSettings) -> None:
    built_in = crisis_for("IE").lines
    CrisisLine.objects.create(settings=clinic, country="IE", name="Our duty line", phone="01 234")
    assert crisis_for("ie").lines[0].name == "Our duty line"
    assert crisis_for("IE").lines[1:] == built_in
    assert crisis_for("DE").lines[0].name != "Our duty line"


@pytest.mark.django_db
def test_clinic_adds_a_country_that_has_no_entry(clinic: SiteSettings, client: Client) -> None:
    assert "findahelpline.com" in client.get("/help/MN/").content.decode()
    CrisisLine.objects.create(settings=clinic, country="MN", name="A line", phone="0800")
    found = crisis_for("MN")
    assert (found.code, found.name, found.lines[0].name) == (
        "MN",
        "Mongolia",
        "A line",
    )
    assert len(found.lines) > 1
    page = client.get(reverse("help:crisis"), {"country": "MN"}, follow=True)
    assert page.redirect_chain[0][0] == found.url
    assert "A line" in page.content.decode()
    assert '<option value="MN" selected>Mongolia</option>' in page.content.decode()


@pytest.mark.django_db
def test_reader_from_any_other_country_finds_the_lines_that_serve_all(
    clinic: SiteSettings, client: Client
) -> None:
    chosen = client.get(reverse("help:crisis"), {"country": "elsewhere"})
    assert chosen.headers["Location"] == "/help/elsewhere/"
    assert client.cookies["country"].value == "elsewhere"
    for path in ("/help/elsewhere/", "/help/", "/help/numbers/elsewhere/"):
        page = client.get(path).content.decode()
        assert "findahelpline.com" in page, path
        assert '<option value="elsewhere" selected>' in page, path
    footer = client.get("/policies/none/").content.decode().split("<footer")[1]
    assert 'href="tel:112"' in footer
    assert "Ireland" not in footer


@pytest.mark.django_db
def test_reader_whose_country_has_no_lines_is_not_sent_to_the_clinic_s(
    clinic: SiteSettings, client: Client
) -> None:
    sign_in(client, make_account(country="MN"))
    page = client.get("/account/").content.decode()
    assert 'href="/help/MN/"' in page
    assert "Ireland" not in page.split("<footer")[1]


@pytest.mark.django_db
def test_a_country_that_the_clinic_added_can_be_chosen_and_opened(
    clinic: SiteSettings, client: Client
) -> None:
    CrisisLine.objects.create(settings=clinic, country="PH", name="Our Manila line", phone="1553")

    assert '<option value="PH">Philippines</option>' in page_of(client, reverse("help:crisis"))
    assert "Our Manila line" in page_of(client, crisis_for("PH").url)
    assert "Our Manila line" in page_of(client, reverse("help:crisis"), country="PH")


@pytest.mark.django_db
@pytest.mark.parametrize(("country", "unsure"), [("MN", True), ("GB", False)])
def test_112_is_never_called_the_number_of_a_country_that_we_do_not_know(
    clinic: SiteSettings, client: Client, country: str, unsure: bool
) -> None:
    sign_in(client, make_account(country=country))
    letter = compose("contact_receipt", {}, subject="-", discreet=False, country=country)

    for words in (page_of(client, "/account/"), letter.text, letter.html):
        assert ("the emergency number where you are, or from many" in words) is unsure
        assert ("999" in words) is not unsure


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("MN", "Mongolia: the emergency number where you are"),
        ("GB", "United Kingdom: emergency number <"),
        ("XX", "In danger now? The emergency number where you are"),
    ],
)
def test_the_number_begins_the_sentence_where_no_country_stands_before_it(
    clinic: SiteSettings, client: Client, country: str, said: str
) -> None:
    SiteSettings.objects.update(default_country="")
    sign_in(client, make_account(country=country))
    page = page_of(client, "/account/")
    assert said in " ".join(page.split())


@pytest.mark.django_db
def test_chosen_country_is_remembered_without_javascript(client: Client) -> None:
    chosen = client.get(reverse("help:crisis"), {"country": "DE"})
    assert chosen.headers["Location"] == "/help/DE/"
    assert client.cookies["country"].value == "DE"
    assert "Germany" in client.get(reverse("help:crisis")).content.decode()
    assert "Germany" in client.get("/policies/none/").content.decode()  # any page, here a 404


@pytest.mark.django_db
def test_unknown_country_is_not_remembered_and_has_no_page(client: Client) -> None:
    assert client.get(reverse("help:crisis"), {"country": "XX"}).status_code == 200
    assert "country" not in client.cookies
    assert client.get("/help/XX/").status_code == 404


@pytest.mark.django_db
def test_signed_in_reader_sees_their_own_country_elsewhere(client: Client) -> None:
    sign_in(client, make_account(country="GB"))
    page = client.get("/account/").content.decode()
    assert "United Kingdom" in page


@pytest.mark.django_db
def test_discreet_page_has_a_neutral_title_and_the_same_numbers(client: Client) -> None:
    chosen = client.get(reverse("help:numbers"), {"country": "GB"})
    assert chosen.headers["Location"] == "/help/numbers/GB/"
    page = client.get("/help/numbers/GB/").content.decode()
    assert "<title>Support numbers" in " ".join(page.split())
    assert "116 123" in page
    assert "Crisis" not in page.split("<main")[0]


@pytest.mark.django_db
def test_discreet_reader_s_way_leads_to_the_numbers_of_their_own_country(
    clinic: SiteSettings, client: Client
) -> None:
    reader = make_account(country="GB")
    make_member(reader, discreet=True)
    sign_in(client, reader)
    page = client.get("/account/").content.decode()
    assert 'href="/help/numbers/GB/"' in page
    assert 'href="/help/GB/"' not in page
    assert letter_frame(discreet=True, country="GB")["help_url"].endswith("/help/numbers/GB/")
    assert client.get("/help/numbers/XX/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("held", "wrong"),
    [
        ({"phone": "0800 111 222"}, ""),
        ({"sms": "50 505"}, ""),
        ({"phone": "+44 20 7946 0000"}, ""),
        ({}, "phone"),
        ({"phone": "+44 (0)20 7946 0000"}, "phone"),
        ({"phone": "javascript:alert(1)"}, "phone"),
        ({"phone": "116 123", "sms": "Text HELLO to 50 505"}, "sms"),
        ({"phone": "116 123", "country": "UK"}, "country"),
    ],
)
def test_clinics_line_can_be_reached_and_stands_in_a_country(
    clinic: SiteSettings, held: dict[str, str], wrong: str
) -> None:
    line = CrisisLine(settings=clinic, **{"country": "GB", "name": "Our duty line", **held})
    if not wrong:
        line.full_clean()
        return
    with pytest.raises(ValidationError) as refused:
        line.full_clean()
    assert set(refused.value.message_dict) == {wrong}


@pytest.mark.django_db
def test_clinic_s_own_country_is_one(clinic: SiteSettings) -> None:
    clinic.full_clean()
    clinic.default_country = "UK"
    with pytest.raises(ValidationError, match="choose a country"):
        clinic.full_clean()


@pytest.mark.django_db
def test_page_stands_when_the_database_does_not_answer(client: Client) -> None:
    sign_in(client, make_account(country="GB"))

    def refuse(*_: object) -> None:
        raise DatabaseError("no database")

    with connection.execute_wrapper(refuse):
        answer = client.get(reverse("help:crisis"), headers={"Cookie": _cookies(client)})
        numbers = client.get(reverse("help:numbers"))
        accent = client.get(reverse("help:accent"))
    assert answer.status_code == 200
    assert "112" in answer.content.decode() or "911" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"]
    assert numbers.status_code == 200
    assert accent.status_code == 200


@pytest.mark.django_db
def test_help_asks_the_database_for_nothing_once_it_knows_the_clinic(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, make_account())
    client.get(reverse("help:crisis"))
    with django_assert_num_queries(0):
        assert client.get(reverse("help:crisis")).status_code == 200


def test_only_reading_is_possible(client: Client, db: None) -> None:
    assert client.post(reverse("help:crisis")).status_code == 405


def page_of(client: Client, path: str, **asked: str) -> str:
    return client.get(path, asked, follow=True).content.decode()


def _cookies(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
