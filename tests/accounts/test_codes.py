"""The page that asks for a code, when the code is wrong, late, lost, or went somewhere else."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import make_account
from tests.letters import delivered
from tests.signin import ask_for_code, code_in, enter_code, newest_code, without_tokens

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
WANTED = "/policies/terms/"
SIGN_IN = "account_confirm_login_code"
BEGIN = "account_email_verification_sent"


def begin(client: Client, email: str, *, next: str = "") -> None:
    """Types an address on the page for newcomers."""
    fields = {"email": email} | ({"next": next} if next else {})
    assert client.post(reverse("account_signup"), fields).status_code == 302


def sign_in_as_known(client: Client) -> None:
    make_account(ADA)
    ask_for_code(client, ADA)


def begin_as_new(client: Client) -> None:
    begin(client, ADA)


WAYS = pytest.mark.parametrize(
    ("start", "page"), [(sign_in_as_known, SIGN_IN), (begin_as_new, BEGIN)]
)


@WAYS
def test_a_new_code_can_be_asked_for_and_only_it_opens(
    client: Client, start: Callable[[Client], None], page: str
) -> None:
    start(client)
    first = newest_code(ADA)
    assert "Send a new code" in client.get(reverse(page)).content.decode()

    cache.clear()  # more than ten seconds later
    assert client.post(reverse(page), {"action": "resend"}).status_code == 302

    (second,) = {code_in(letter.text) for letter in delivered(to=ADA)} - {first}
    assert "does not match" in client.post(reverse(page), {"code": first}).content.decode()
    assert "_auth_user_id" not in client.session
    assert client.post(reverse(page), {"code": second}).status_code == 302
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(("known", "asks"), [(True, False), (False, False), (True, True)])
def test_who_is_too_quick_is_told_so_kindly(client: Client, known: bool, asks: bool) -> None:
    """A double click on the newcomers' page, or on the button for a new code."""
    if known:
        make_account(ADA)
    begin(client, ADA)
    target = (reverse(BEGIN), {"action": "resend"}) if asks else (reverse("account_signup"), {})

    answer = client.post(target[0], target[1] | {"email": ADA})

    if answer.status_code == 429:
        assert "a little too quick" in answer.content.decode()
        assert "/help/" in answer.content.decode()
    else:
        assert answer.status_code == 302


@WAYS
def test_a_code_that_ran_out_is_explained(
    client: Client, start: Callable[[Client], None], page: str
) -> None:
    start(client)
    code = newest_code(ADA)
    _let_it_run_out(client)

    answer = client.post(reverse(page), {"code": code}, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/account/login/")
    assert "That code has run out" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def _let_it_run_out(client: Client) -> None:
    """As if it had been asked for an hour ago, wherever the session notes that."""
    session = client.session

    def aged(held: object) -> object:
        if isinstance(held, dict):
            return {
                key: value - 3600 if key in {"at", "initiated_at"} and value else aged(value)
                for key, value in held.items()
            }
        return held

    for key in list(session.keys()):
        session[key] = aged(session[key])
    session.save()


def test_wrong_codes_lead_to_one_reason_and_not_two(client: Client) -> None:
    sign_in_as_known(client)
    for _try in range(2):
        enter_code(client, "BBBB-BBBB")

    page = client.post(reverse(SIGN_IN), {"code": "BBBB-BBBB"}, follow=True).content.decode()

    assert "tried too often" in page
    assert "run out" not in page


def test_who_wanted_a_page_gets_there_after_three_wrong_codes(client: Client) -> None:
    begin(client, ADA, next=WANTED)
    for _try in range(3):
        client.post(reverse(BEGIN), {"code": "BBBB-BBBB"})
    cache.clear()

    ask_for_code(client, ADA)

    assert enter_code(client, newest_code(ADA)).headers["Location"] == WANTED


def test_who_begins_with_a_known_address_gets_there_by_signing_in(client: Client) -> None:
    make_account(ADA)
    begin(client, ADA, next=WANTED)
    ask_for_code(client, ADA)

    (letter,) = [one for one in delivered(to=ADA) if one.subject == "Your code to sign in"]

    answer = enter_code(client, code_in(letter.text))

    assert answer.headers["Location"] == WANTED


def test_who_signs_in_with_an_unknown_address_may_begin_with_it(client: Client) -> None:
    """The letter says so, and its link opens in the browser that waits for a code."""
    ask_for_code(client, ADA, next=WANTED)
    assert reverse("account_signup") in delivered(to=ADA)[-1].text
    assert client.get(reverse("account_signup")).status_code == 200

    begin(client, ADA)

    (letter,) = [one for one in delivered(to=ADA) if one.subject == "Your code to begin"]
    begun = client.post(reverse(BEGIN), {"code": code_in(letter.text)})
    assert begun.headers["Location"] == WANTED


def test_a_wanted_page_elsewhere_is_not_kept(client: Client) -> None:
    make_account(ADA)
    ask_for_code(client, ADA, next="https://evil.example/")

    assert enter_code(client, newest_code(ADA)).headers["Location"] == "/today/"


def test_a_mistyped_address_is_changed_in_one_step_and_the_way_is_kept(client: Client) -> None:
    begin(client, "ada@exampel.org", next=WANTED)
    page = client.get(reverse(BEGIN)).content.decode()
    again = f"{reverse('account_signup')}?next={WANTED}"
    assert "Use a different address" in page
    assert again in page

    back = client.post(reverse("account_logout"), {"next": again})

    assert back.headers["Location"] == again
    begin(client, ADA, next=WANTED)
    right = client.post(reverse(BEGIN), {"code": newest_code(ADA)})
    assert right.headers["Location"] == WANTED


@pytest.mark.parametrize("way", ["begin", "sign in"])
def test_the_page_for_a_code_looks_the_same_for_a_known_and_an_unknown_address(way: str) -> None:
    make_account("known@example.org")
    pages = []
    for email in ("known@example.org", "other@example.org"):
        client = Client()
        if way == "begin":
            begin(client, email)
            page = client.get(reverse(BEGIN))
        else:
            ask_for_code(client, email)
            page = client.get(reverse(SIGN_IN))
        assert page.status_code == 200
        pages.append(without_tokens(page).replace(email, "x"))

    assert pages[0] == pages[1]
