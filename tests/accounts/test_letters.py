"""The letters about signing in: every occasion in our words, neutral where that was asked for."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

import clock
from accounts.actions import choose_pin
from accounts.letters import WORDS, sign_in_letter
from accounts.models import Account
from help.models import SiteSettings
from tests.factories import make_account, make_member
from tests.letters import delivered
from tests.signin import ask_for_code, newest_code, sign_in

pytestmark = pytest.mark.django_db
CLINICAL = ("DBT", "group", "skill", "therap", "crisis", "clinic", "lesson", "session")


@pytest.fixture
def clinic() -> SiteSettings:
    site = Site.objects.get(is_default_site=True)
    made: SiteSettings = SiteSettings.objects.create(
        site=site, name="Quiet Harbour", contact_email="a@b.example"
    )
    return made


@pytest.mark.parametrize("occasion", sorted(WORDS))
def test_every_occasion_has_both_parts_and_a_way_to_help(
    clinic: SiteSettings, occasion: str
) -> None:
    letter = sign_in_letter(occasion, {"code": "BCDF-GHJK"}, reader=make_account())
    assert letter.subject
    assert "Quiet Harbour" in letter.from_address
    for part in (letter.text, letter.html):
        assert "116 123" in part
        assert "{{" not in part
        assert "%(" not in part
    assert "&#x27;" not in letter.text


@pytest.mark.parametrize("occasion", sorted(WORDS))
def test_discreet_letter_names_nothing(clinic: SiteSettings, occasion: str) -> None:
    reader = make_member(discreet=True).account
    letter = sign_in_letter(occasion, {"code": "BCDF-GHJK"}, reader=reader)
    assert letter.from_address.startswith("EK Notices")
    said = letter.subject + letter.text
    assert "Quiet Harbour" not in said
    assert [word for word in CLINICAL if word.lower() in said.lower()] == []
    assert reverse("help:numbers") in letter.text


def test_code_letter_of_a_discreet_reader_leaves_discreetly(
    clinic: SiteSettings, client: Client
) -> None:
    reader = make_member(discreet=True).account
    ask_for_code(client, reader.email)
    letter = delivered(to=reader.email)[-1]
    assert "EK Notices" in letter.sender
    assert "Quiet Harbour" not in letter.source


def test_unknown_occasion_is_an_error_and_no_empty_letter() -> None:
    with pytest.raises(KeyError):
        sign_in_letter("account/email/invented", {}, reader=None)


def test_address_changes_once_the_new_one_is_proved(client: Client) -> None:
    account = make_account("old@example.org")
    sign_in(client, account)
    page = reverse("account_email")
    asked = client.post(page, {"email": "new@example.org", "action_add": ""})
    assert asked.status_code == 302
    account.refresh_from_db()
    assert account.email == "old@example.org"
    proof = reverse("account_email_verification_sent")
    wrong = client.post(proof, {"code": "BBBB-BBBB"})
    assert wrong.status_code == 200
    assert client.post(proof, {"code": newest_code("new@example.org")}).status_code == 302
    account.refresh_from_db()
    assert account.email == "new@example.org"
    assert EmailAddress.objects.get(user=account).verified
    told = [letter.subject for letter in delivered(to="old@example.org")]
    assert "Your e-mail address was changed" in told


def test_letters_about_a_new_address_are_as_discreet_as_their_reader(
    clinic: SiteSettings, client: Client
) -> None:
    reader = make_member(make_account("quiet.old@example.org"), discreet=True).account
    sign_in(client, reader)
    client.post(reverse("account_email"), {"email": "quiet.new@example.org", "action_add": ""})
    proof = {"code": newest_code("quiet.new@example.org")}
    assert client.post(reverse("account_email_verification_sent"), proof).status_code == 302
    letters = delivered(to="quiet.old@example.org") + delivered(to="quiet.new@example.org")
    assert {"Please confirm this e-mail address", "Your e-mail address was changed"} <= {
        letter.subject for letter in letters
    }
    for letter in letters:
        assert "EK Notices" in letter.sender, letter.subject
        assert "Quiet Harbour" not in letter.source
        assert "a@b.example" not in letter.source


@pytest.mark.parametrize(("discreet", "times"), [(False, 1), (True, 0)])
def test_address_to_write_to_stands_only_where_it_gives_nothing_away(
    clinic: SiteSettings, discreet: bool, times: int
) -> None:
    reader = make_member(discreet=discreet).account
    letter = sign_in_letter("account/email/email_changed", {}, reader=reader)
    assert letter.text.count("at once: somebody may have got in. a@b.example") == times
    assert ("a@b.example" in letter.text + letter.html) is not discreet


def test_address_of_somebody_else_is_never_taken_over(client: Client) -> None:
    make_account("taken@example.org")
    account = make_account("me@example.org")
    sign_in(client, account)
    client.post(reverse("account_email"), {"email": "taken@example.org", "action_add": ""})
    account.refresh_from_db()
    assert account.email == "me@example.org"
    assert Account.objects.filter(email="taken@example.org").count() == 1


def test_command_clears_a_forgotten_pin() -> None:
    account = make_account("home@example.org")
    ada, ben = make_member(account, name="Ada"), make_member(account, name="Ben")
    for member in (ada, ben):
        choose_pin(member, pin="2468", by=account, now=clock.now())
    call_command("clear_pin", "home@example.org", name="Ada")
    ada.refresh_from_db()
    ben.refresh_from_db()
    assert (ada.pin_hash, bool(ben.pin_hash)) == ("", True)
    with pytest.raises(CommandError, match="Nobody"):
        call_command("clear_pin", "home@example.org", name="Ada")
