"""One login for everybody: an address, a letter, a code. Staff show a second factor beside it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from accounts.roles import Role
from accounts.second_factor import set_up_totp
from tests.factories import make_account, make_staff
from tests.letters import delivered
from tests.signin import (
    TOTP_SECRET,
    ask_for_code,
    enter_code,
    newest_code,
    sign_in_by_code,
    totp_now,
    without_tokens,
)

pytestmark = pytest.mark.django_db


def test_member_signs_in_with_the_code_from_the_letter(client: Client) -> None:
    make_account("ada@example.org")
    asked = ask_for_code(client, "ada@example.org")
    assert asked.headers["Location"] == reverse("account_confirm_login_code")
    answer = enter_code(client, newest_code("ada@example.org"))
    assert answer.headers["Location"] == "/today/"
    assert client.session["_auth_user_id"]


def test_wrong_code_keeps_the_door_shut_and_the_right_one_still_opens(client: Client) -> None:
    make_account("ada@example.org")
    ask_for_code(client, "ada@example.org")
    refused = enter_code(client, "BBBB-BBBB")
    assert refused.status_code == 200
    assert "does not match" in refused.content.decode()
    assert "_auth_user_id" not in client.session
    assert enter_code(client, newest_code("ada@example.org")).headers["Location"] == "/today/"


def test_new_person_begins_with_a_code_and_lands_where_they_wanted(client: Client) -> None:
    begun = client.post(
        reverse("account_signup"), {"email": "new@example.org", "next": "/policies/terms/"}
    )
    assert begun.headers["Location"].startswith(reverse("account_email_verification_sent"))
    verified = client.post(
        reverse("account_email_verification_sent"), {"code": newest_code("new@example.org")}
    )
    assert verified.headers["Location"] == "/policies/terms/"
    account = Account.objects.get(email="new@example.org")
    assert not account.has_usable_password()
    assert client.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_outside_the_site(client: Client, evil: str) -> None:
    make_account("ada@example.org")
    ask_for_code(client, "ada@example.org", next=evil)
    answer = enter_code(client, newest_code("ada@example.org"), next=evil)
    assert answer.headers["Location"] == "/today/"


def test_sign_in_leads_back_inside_the_site(client: Client) -> None:
    make_account("ada@example.org")
    ask_for_code(client, "ada@example.org", next="/account/")
    answer = enter_code(client, newest_code("ada@example.org"), next="/account/")
    assert answer.headers["Location"] == "/account/"


def test_signing_in_tells_nobody_whether_an_address_is_known() -> None:
    make_account("ada@example.org")
    known, unknown = Client(), Client()
    first = ask_for_code(known, "ada@example.org")
    second = ask_for_code(unknown, "nobody@example.org")
    assert (first.status_code, first.headers["Location"]) == (
        second.status_code,
        second.headers["Location"],
    )
    pages = [without_tokens(c.get(first.headers["Location"])) for c in (known, unknown)]
    assert pages[0].replace("ada@", "x@") == pages[1].replace("nobody@", "x@")
    assert "do not know it yet" in delivered(to="nobody@example.org")[-1].text


def test_beginning_tells_nobody_whether_an_address_is_known() -> None:
    make_account("ada@example.org")
    known, unknown = Client(), Client()
    url = reverse("account_signup")
    first = known.post(url, {"email": "ada@example.org"})
    second = unknown.post(url, {"email": "nobody@example.org"})
    assert first.headers["Location"] == second.headers["Location"]
    letter = delivered(to="ada@example.org")[-1]
    assert letter.subject == "You already have an account"
    assert reverse("account_login") in letter.text
    assert reverse("account_login") in letter.html
    assert Account.objects.filter(email="ada@example.org").count() == 1


def test_code_works_for_somebody_whose_password_is_being_guessed(client: Client) -> None:
    make_account("ada@example.org", password="correct horse battery staple")
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    for guess in range(40):
        guesser.post(
            reverse("account_login"), {"login": "ada@example.org", "password": f"guess {guess}"}
        )
    assert "_auth_user_id" not in guesser.session
    assert sign_in_by_code(client, "ada@example.org").headers["Location"] == "/today/"


def test_codes_from_one_machine_are_limited(client: Client) -> None:
    for number in range(5):
        assert ask_for_code(Client(), f"person{number}@example.org").status_code == 302
    refused = ask_for_code(client, "person6@example.org")
    assert refused.status_code == 200
    assert "tried too often" in refused.content.decode()


def test_closed_account_gets_no_code(client: Client) -> None:
    make_account("gone@example.org", is_active=False)
    ask_for_code(client, "gone@example.org")
    assert delivered(to="gone@example.org")[-1].subject == "Signing in with this address"


def test_code_letter_says_the_same_in_both_parts_and_names_no_group(client: Client) -> None:
    make_account("ada@example.org")
    ask_for_code(client, "ada@example.org")
    letter = delivered(to="ada@example.org")[-1]
    assert letter.subject == "Your code to sign in"
    assert newest_code("ada@example.org") in letter.html
    for word in ("DBT", "group", "skills", "therapy"):
        assert word not in letter.subject


def test_staff_with_a_second_factor_are_asked_for_it(client: Client) -> None:
    account = make_staff(Role.FACILITATOR, "lee@example.org")
    set_up_totp(account, secret=TOTP_SECRET)
    ask_for_code(client, account.email)
    half_in = enter_code(client, newest_code(account.email))
    assert half_in.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    inside = client.post(reverse("mfa_authenticate"), {"code": totp_now()})
    assert inside.headers["Location"] == "/today/"
    assert client.get(reverse("account-details")).status_code == 200


def test_marketer_starts_in_the_editor(client: Client) -> None:
    account = make_staff(Role.MARKETER, "mo@example.org")
    set_up_totp(account, secret=TOTP_SECRET)
    assert sign_in_by_code(client, account.email).headers["Location"] == "/cms/"


def test_browser_zone_is_kept_on_an_account_that_has_none(client: Client) -> None:
    account = make_account("ada@example.org", time_zone="")
    client.cookies["tz"] = "Europe%2FVienna"
    sign_in_by_code(client, account.email)
    account.refresh_from_db()
    assert account.time_zone == "Europe/Vienna"


def test_browser_zone_never_replaces_the_accounts_own(client: Client) -> None:
    account = make_account("ada@example.org", time_zone="Europe/London")
    client.cookies["tz"] = "Europe/Vienna"
    sign_in_by_code(client, account.email)
    account.refresh_from_db()
    assert account.time_zone == "Europe/London"
