"""Writing to the clinic without an account."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Site

from accounts.roles import Role
from help.models import SiteSettings
from outbox.models import Letter
from outbox.register import render_of
from pages.contact.limits import FOR_ONE_ANSWER, FROM_ONE_PLACE
from pages.models import HomePage
from tests.factories import make_account, make_member, make_staff
from tests.resending import send_stale, strict_browser, tap
from tests.signin import sign_in

GOOD = {"name": "Sam", "email": "sam@example.org", "message": "Is there a group on Sundays?"}


@pytest.fixture
def clinic(home: HomePage) -> HomePage:
    """The clinic has said where questions go."""
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.create(
        site=site, name="Quiet Harbour", contact_email="care@harbour.example"
    )
    cache.clear()
    return home


def test_message_goes_to_the_clinic_and_a_receipt_to_its_sender(
    client: Client, clinic: HomePage
) -> None:
    response = client.post("/contact/", GOOD)
    assert (response.status_code, response["Location"]) == (303, "/contact/?sent=1")
    assert (
        "Thank you. Your message is on its way." in client.get("/contact/?sent=1").content.decode()
    )
    message = Letter.objects.get(kind="contact.message")
    receipt = Letter.objects.get(kind="contact.receipt")
    assert (message.to, receipt.to) == ("care@harbour.example", "sam@example.org")
    assert message.about == {}
    assert json.loads(message.sealed) == {
        "name": "Sam",
        "email": "sam@example.org",
        "text": "Is there a group on Sundays?",
        "country": "",
    }


def test_message_reads_well_and_can_be_answered(client: Client, clinic: HomePage) -> None:
    client.post("/contact/", GOOD | {"message": "Is it <b>quiet</b>? It's for me & a friend."})
    letter = Letter.objects.get(kind="contact.message")
    rendered = render_of(letter.kind)(letter)
    assert rendered is not None
    assert rendered.reply_to == "sam@example.org"
    assert "Is it <b>quiet</b>? It's for me & a friend." in rendered.text
    assert "&lt;b&gt;quiet&lt;/b&gt;" in rendered.html
    assert "<b>quiet</b>" not in rendered.html


def test_message_is_skipped_once_its_words_are_wiped(client: Client, clinic: HomePage) -> None:
    client.post("/contact/", GOOD)
    letter = Letter.objects.get(kind="contact.message")
    letter.sealed = ""
    assert render_of(letter.kind)(letter) is None


def test_receipt_repeats_no_word_of_the_message(client: Client, clinic: HomePage) -> None:
    client.post("/contact/", GOOD | {"name": "Buy now", "message": "Cheap pills at example.com"})
    letter = Letter.objects.get(kind="contact.receipt")
    rendered = render_of(letter.kind)(letter)
    assert rendered is not None
    for words in (rendered.subject, rendered.text, rendered.html):
        assert "pills" not in words
        assert "Buy now" not in words
    assert "It has reached us" in rendered.text


def first_words(client: Client, **fields: str) -> tuple[str, str]:
    """Text and HTML of the receipt of a message, each up to what it says after the danger."""
    assert client.post("/contact/", GOOD | fields).status_code == 303
    letter = Letter.objects.filter(kind="contact.receipt").latest("pk")
    rendered = render_of(letter.kind)(letter)
    assert rendered is not None
    assert "Crisis" not in rendered.subject
    html = " ".join(rendered.html.split()).split("visibility")[-1]
    return (
        rendered.text.split("Thank you")[0],
        html.split("It has reached us")[0].split("EK Notices", 1)[-1],
    )


@pytest.mark.parametrize(
    ("cookies", "said", "unsaid"),
    [
        ({"tz": "Europe/London"}, ["999", "Samaritans", "116 123", "/help/numbers/GB/"], []),
        ({"country": "DE", "tz": "UTC"}, ["112", "0800 111 0 111", "/help/numbers/DE/"], ["999"]),
        # Nobody knows where they are: never the numbers of the clinic's country.
        ({}, ["the emergency number where you are", "hoose your country"], ["999", "Samaritans"]),
    ],
)
def test_automatic_answer_says_first_whom_to_call_in_danger(
    client: Client,
    clinic: HomePage,
    cookies: dict[str, str],
    said: list[str],
    unsaid: list[str],
) -> None:
    SiteSettings.objects.update(default_country="GB")
    cache.clear()
    for name, value in cookies.items():
        client.cookies[name] = value
    for words in first_words(client):
        assert "If you are in danger, please do not wait for our answer." in words
        for piece in said:
            assert piece in words, piece
        for piece in unsaid:
            assert piece not in words, piece


def test_automatic_answer_to_a_discreet_reader_names_a_number_and_no_line(
    client: Client, clinic: HomePage
) -> None:
    sign_in(client, make_member(make_account(country="GB"), discreet=True).account)
    for words in first_words(client):
        assert "If you need help right now, please do not wait for our answer." in words
        assert "999" in words
        assert "/help/numbers/GB/" in words
        assert "Samaritans" not in words


def begins_with_help(page: str) -> None:
    """A refusal is an automatic answer, too: the numbers come before what was wrong."""
    main = page.split("<main")[1]
    assert 0 < main.index("tel:999") < main.index("tel:116123") < main.index("<form")


def test_page_that_asks_for_a_message_does_not_begin_with_danger(
    client: Client, clinic: HomePage
) -> None:
    assert "crisis-card" not in client.get("/contact/").content.decode()


@pytest.mark.parametrize(
    ("cookies", "said", "unsaid"),
    [
        ({"tz": "Europe/London"}, ["United Kingdom", "999", "Samaritans", "/help/GB/"], []),
        ({"country": "US"}, ["United States", "911", "988", "/help/US/"], ["999"]),
        ({}, ["Country of the writer: not known", "/help/"], ["999", "Samaritans", "112"]),
    ],
)
def test_who_must_answer_is_told_the_writer_s_country_and_whom_to_call_there(
    client: Client,
    clinic: HomePage,
    cookies: dict[str, str],
    said: list[str],
    unsaid: list[str],
) -> None:
    """The foot of the letter has the lines of the clinic's own country: DE here."""
    SiteSettings.objects.update(default_country="DE")
    cache.clear()
    for name, value in cookies.items():
        client.cookies[name] = value
    client.post("/contact/", GOOD)
    letter = Letter.objects.get(kind="contact.message")
    rendered = render_of(letter.kind)(letter)
    assert rendered is not None
    for words in (rendered.text.split("Answer this")[0], rendered.html.split("Answer this")[0]):
        about = words.split("Country of the writer")[1]
        for piece in said:
            assert piece in "Country of the writer" + about, piece
        for piece in unsaid:
            assert piece not in about, piece


def test_message_from_before_its_country_was_kept_still_leaves(
    client: Client, clinic: HomePage
) -> None:
    client.post("/contact/", GOOD)
    letter = Letter.objects.get(kind="contact.message")
    letter.sealed = json.dumps({"name": "", "email": "sam@example.org", "text": "Hello."})
    rendered = render_of(letter.kind)(letter)
    assert rendered is not None
    assert "Country of the writer: not known" in rendered.text


def test_page_that_says_the_message_is_on_its_way_begins_with_help(
    client: Client, clinic: HomePage
) -> None:
    client.cookies["tz"] = "Europe/London"
    page = client.get("/contact/?sent=1").content.decode().split("<main")[1]
    assert 0 < page.index("tel:999") < page.index("tel:116123") < page.index("Thank you.")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": ""}, "Please give an e-mail address"),
        ({"email": "sam at example"}, "Please check the address"),
        ({"message": ""}, "The message is still empty"),
        ({"message": "a"}, "still very short"),
        ({"message": "a" * 4001}, "longer than we can take in one message"),
        ({"name": "a" * 81}, "at most 80 characters"),
        ({"message": "zero\x00byte"}, "Null characters are not allowed"),
    ],
)
def test_message_with_a_mistake_is_asked_again_and_keeps_the_words(
    client: Client, clinic: HomePage, changed: dict[str, str], sentence: str
) -> None:
    client.cookies["tz"] = "Europe/London"
    response = client.post("/contact/", GOOD | changed)
    begins_with_help(response.content.decode())
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert Letter.objects.count() == 0
    if "message" not in changed:
        assert GOOD["message"] in text


def test_message_of_a_machine_is_thanked_for_and_dropped(client: Client, clinic: HomePage) -> None:
    response = client.post("/contact/", GOOD | {"website": "https://example.com"})
    assert response.status_code == 303
    assert Letter.objects.count() == 0


def test_message_needs_the_page_s_token(clinic: HomePage) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/contact/", GOOD).status_code == 403
    assert Letter.objects.count() == 0


def test_message_from_a_page_that_was_old_goes_by_a_tap(clinic: HomePage) -> None:
    visitor = strict_browser()
    refused = send_stale(visitor, "/contact/", GOOD | {"message": "Is there\r\na ramp?"})
    assert "You are not signed in" in refused.content.decode()
    assert Letter.objects.count() == 0
    assert tap(visitor, refused)["Location"] == "/contact/?sent=1"
    message = json.loads(Letter.objects.get(kind="contact.message").sealed)
    assert message["text"].splitlines() == ["Is there", "a ramp?"]


def test_message_for_one_answer_is_limited(client: Client, clinic: HomePage) -> None:
    client.cookies["tz"] = "Europe/London"
    for _ in range(FOR_ONE_ANSWER):
        assert client.post("/contact/", GOOD).status_code == 303
    response = client.post("/contact/", GOOD | {"email": "SAM@example.org"})
    assert response.status_code == 422
    assert "Please wait a while" in response.content.decode()
    begins_with_help(response.content.decode())
    assert client.post("/contact/", GOOD | {"email": "else@example.org"}).status_code == 303
    assert Letter.objects.filter(kind="contact.message").count() == FOR_ONE_ANSWER + 1


def test_message_from_one_place_is_limited(client: Client, clinic: HomePage) -> None:
    for number in range(FROM_ONE_PLACE):
        sent = client.post("/contact/", GOOD | {"email": f"p{number}@example.org"})
        assert sent.status_code == 303
    assert client.post("/contact/", GOOD | {"email": "last@example.org"}).status_code == 422
    elsewhere = client.post(
        "/contact/", GOOD | {"email": "last@example.org"}, REMOTE_ADDR="203.0.113.9"
    )
    assert elsewhere.status_code == 303


def test_message_without_a_contact_address_goes_to_a_coordinator(
    client: Client, home: HomePage
) -> None:
    coordinator = make_staff(Role.COORDINATOR)
    assert client.post("/contact/", GOOD).status_code == 303
    assert Letter.objects.get(kind="contact.message").to == coordinator.email


def test_message_that_nobody_would_read_is_not_swallowed(client: Client, home: HomePage) -> None:
    response = client.post("/contact/", GOOD)
    assert response.status_code == 422
    assert "no address for messages yet" in response.content.decode()


def test_contact_page_refuses_other_methods(client: Client, home: HomePage) -> None:
    assert client.put("/contact/").status_code == 405
