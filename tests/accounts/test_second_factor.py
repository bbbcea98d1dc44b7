"""Staff reach nothing without a second factor; its secrets are sealed to their account."""

import re

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as METHODS_KEY
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.access import staff_may
from accounts.adapters import SecondFactorAdapter
from accounts.models import Account
from accounts.roles import Role, take_role
from accounts.second_factor import (
    has_second_factor,
    open_secret,
    reseal_secrets,
    set_up_totp,
)
from tests.answers import Answer
from tests.factories import make_account, make_staff
from tests.letters import delivered
from tests.signin import (
    TOTP_SECRET,
    ask_for_code,
    code_in,
    enter_code,
    newest_code,
    sign_in,
    sign_in_by_code,
    totp_now,
)
from vault.keys import SealBroken

pytestmark = pytest.mark.django_db
INSIDE = ["/account/", "/account/staff/", "/cms/", "/account/email/", "/account/sessions/"]
OTHER_KEY = "later:bGF0ZXIga2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgISE="


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR, "co@example.org")


@pytest.mark.parametrize("path", INSIDE)
def test_staff_without_a_second_factor_are_led_to_set_it_up(
    client: Client, coordinator: Account, path: str
) -> None:
    client.force_login(coordinator)
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("mfa_activate_totp") + "?next=")


@pytest.mark.parametrize("path", INSIDE)
def test_staff_whose_session_did_not_show_it_are_asked(
    client: Client, coordinator: Account, path: str
) -> None:
    set_up_totp(coordinator, secret=TOTP_SECRET)
    client.force_login(coordinator)
    answer = client.get(path)
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate") + "?next=")


def test_staff_who_showed_it_come_in(client: Client, coordinator: Account) -> None:
    sign_in(client, coordinator)
    assert client.get(reverse("account-staff")).status_code == 200


def test_sign_out_and_crisis_help_stay_open_without_it(
    client: Client, coordinator: Account
) -> None:
    client.force_login(coordinator)
    assert client.get(reverse("help:crisis")).status_code == 200
    assert client.post(reverse("account_logout")).headers["Location"] == "/account/signed-out/"
    assert "_auth_user_id" not in client.session


def test_the_page_that_sets_it_up_has_its_stylesheets(client: Client, coordinator: Account) -> None:
    sign_in_by_code(client, coordinator.email)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    sheets = re.findall(r'href="(/[^"]+\.css)[^"]*"', page)
    assert any(sheet.startswith("/design/styles/") for sheet in sheets)
    for sheet in sheets:
        if not sheet.startswith("/static/"):  # those are served before any of our code
            assert client.get(sheet).status_code == 200, sheet


def test_nothing_is_changed_by_a_post_without_it(client: Client, coordinator: Account) -> None:
    client.force_login(coordinator)
    answer = client.post(
        reverse("account-staff"), {"email": "new@example.org", "role": Role.COORDINATOR.value}
    )
    assert answer.headers["Location"] == reverse("mfa_activate_totp")
    assert not Account.objects.filter(email="new@example.org").exists()


def test_member_without_a_role_is_never_asked(client: Client) -> None:
    client.force_login(make_account())
    assert client.get(reverse("account-details")).status_code == 200


@pytest.mark.django_db(transaction=True)  # allauth tells what follows once it is committed
def test_invited_staff_set_up_the_factor_and_are_in(client: Client, coordinator: Account) -> None:
    inside = sign_in_by_code(client, coordinator.email)
    assert inside.status_code == 302
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": totp_now(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert has_second_factor(coordinator)
    # Setting it up proved it: nothing asks a second time.
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("account-staff")).status_code == 200
    subjects = [letter.subject for letter in delivered(to=coordinator.email)]
    assert "Your authenticator app is set up" in subjects


@pytest.mark.django_db(transaction=True)
def test_who_sets_up_the_first_factor_goes_on_to_where_they_were_going(
    client: Client, coordinator: Account
) -> None:
    wanted = f"{reverse('account-staff')}?page=1"
    ask_for_code(client, coordinator.email, next=wanted)
    inside = enter_code(client, newest_code(coordinator.email), next=wanted)
    led = client.get(inside.headers["Location"])
    assert led.headers["Location"].startswith(reverse("mfa_activate_totp"))
    secret = client.get(led.headers["Location"]).context["form"].secret
    # Neither a slip nor what the browser asks for beside the page loses it.
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    client.get("/account/", headers={"Sec-Fetch-Dest": "serviceworker"})
    done = client.post(reverse("mfa_activate_totp"), {"code": totp_now(secret)})
    codes = client.get(done.headers["Location"]).content.decode()
    assert f'href="{wanted}"' in codes
    assert client.get(wanted).status_code == 200
    # Who came for nothing else is led nowhere.
    alone = sign_in(Client(), make_staff(Role.MARKETER))
    page = alone.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "the page you wanted" not in page


def test_who_cancels_the_second_step_still_gets_to_where_they_were_going(
    client: Client, coordinator: Account
) -> None:
    set_up_totp(coordinator, secret=TOTP_SECRET)
    wanted = reverse("account-staff")
    ask_for_code(client, coordinator.email, next=wanted)
    enter_code(client, newest_code(coordinator.email))
    again = f"{reverse('account_login')}?next={wanted}"
    assert f'value="{again}"' in client.get(reverse("mfa_authenticate")).content.decode()
    assert client.post(reverse("account_logout"), {"next": again}).headers["Location"] == again


def prove_again(client: Client, account: Account, *, next: str) -> Answer:
    """Asks for a code on the page "is it still you?" and types the one of the letter."""
    asked = client.get(reverse("account_request_reauthentication_code"), {"next": next})
    assert account.email in asked.content.decode()
    there = {"recipient": account.email, "next": next}
    sent = client.post(reverse("account_request_reauthentication_code"), there)
    page = client.get(sent.headers["Location"]).content.decode()
    assert "It works for fifteen minutes" in page
    letter = delivered(to=account.email)[-1]
    assert letter.subject == "Your code, to be sure that it is you"
    return client.post(sent.headers["Location"], {"code": code_in(letter.text), "next": next})


def test_an_old_session_proves_itself_before_a_first_factor(
    client: Client, coordinator: Account
) -> None:
    """Somebody who has neither password nor second factor is not fresh for ever (65.22.0)."""
    client.force_login(coordinator)
    target = reverse("mfa_activate_totp")
    led = client.get(target)
    code_page = reverse("account_request_reauthentication_code")
    assert led.headers["Location"].startswith(code_page + "?next=")
    wrong = client.post(code_page, {"recipient": "thief@example.org"})
    assert wrong.status_code == 200
    assert delivered(to="thief@example.org") == []
    assert prove_again(client, coordinator, next=target).headers["Location"] == target
    assert "secret" in client.get(target).content.decode()


def test_a_second_factor_is_never_replaced_by_the_mailbox(
    client: Client, coordinator: Account
) -> None:
    """The library offers an e-mailed code first; whoever has more than a mailbox shows more."""
    sign_in(client, coordinator)
    led = client.get(reverse("mfa_deactivate_totp"))
    assert led.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert "sign-in code" not in client.get(led.headers["Location"]).content.decode()
    asked = client.post(
        reverse("account_request_reauthentication_code"), {"recipient": coordinator.email}
    )
    assert asked.headers["Location"] == reverse("mfa_reauthenticate")
    assert delivered(to=coordinator.email) == []


def test_a_sign_in_by_code_is_fresh_for_minutes_only(client: Client, coordinator: Account) -> None:
    sign_in_by_code(client, coordinator.email)
    target = reverse("mfa_activate_totp")
    assert client.get(target).status_code == 200
    session = client.session
    for record in session[METHODS_KEY]:
        record["at"] -= 301  # the library's own clock cannot be set
    session.save()
    assert client.get(target).status_code == 302


def test_role_given_to_a_running_session_asks_for_the_factor(client: Client) -> None:
    account = make_account()
    set_up_totp(account, secret=TOTP_SECRET)
    client.force_login(account)
    assert client.get("/account/").status_code == 200
    account.groups.create(name=Role.COORDINATOR.value)
    assert client.get("/account/").headers["Location"].startswith(reverse("mfa_reauthenticate"))
    shown = client.post(
        reverse("mfa_reauthenticate") + "?next=/account/", {"code": totp_now(), "next": "/account/"}
    )
    assert shown.headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


def test_sockets_ask_the_same_question(client: Client, coordinator: Account) -> None:
    sign_in(client, coordinator)
    assert staff_may(client.session, coordinator, Role.COORDINATOR)
    assert not staff_may(client.session, coordinator, Role.FACILITATOR)
    assert not staff_may({}, coordinator, Role.COORDINATOR)
    other = make_staff(Role.COORDINATOR)
    set_up_totp(other, secret=TOTP_SECRET)
    assert not staff_may(client.session, other, Role.COORDINATOR)
    take_role(coordinator, Role.COORDINATOR)
    assert not staff_may(client.session, coordinator, Role.COORDINATOR)


def test_secret_stands_sealed_in_the_database(coordinator: Account) -> None:
    row = set_up_totp(coordinator, secret=TOTP_SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
    assert TOTP_SECRET not in str(stored)
    kept = Authenticator.objects.get(pk=row.pk).data["secret"]
    assert open_secret(kept) == TOTP_SECRET


def test_secret_moved_to_another_account_opens_nothing(coordinator: Account) -> None:
    mine = set_up_totp(coordinator, secret=TOTP_SECRET)
    other = make_staff(Role.COORDINATOR)
    theirs = set_up_totp(other, secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    stolen = Authenticator.objects.get(pk=theirs.pk).data["secret"]
    Authenticator.objects.filter(pk=mine.pk).update(data={"secret": str(stolen)})
    with pytest.raises(SealBroken):
        open_secret(Authenticator.objects.get(pk=mine.pk).data["secret"])


def test_plain_secret_is_refused_instead_of_used(coordinator: Account) -> None:
    with pytest.raises(SealBroken):
        open_secret(TOTP_SECRET)
    row = set_up_totp(coordinator, secret=TOTP_SECRET)
    Authenticator.objects.filter(pk=row.pk).update(data={"secret": TOTP_SECRET})
    with pytest.raises(SealBroken):
        open_secret(Authenticator.objects.get(pk=row.pk).data["secret"])


def test_secret_that_allauth_stores_itself_is_sealed_for_its_account(
    client: Client, coordinator: Account
) -> None:
    sign_in_by_code(client, coordinator.email)
    page = reverse("mfa_activate_totp")
    secret = client.get(page).context["form"].secret
    assert client.post(page, {"code": totp_now(secret)}).status_code == 302
    row = Authenticator.objects.get(user=coordinator, type=Authenticator.Type.TOTP)
    kept = row.data["secret"]
    assert kept.startswith("v1.")
    assert open_secret(kept) == secret
    # A way that skips the sealing gives nothing away.
    other = make_staff(Role.COORDINATOR)
    fresh = SecondFactorAdapter().encrypt(TOTP_SECRET)
    Authenticator.objects.bulk_create(
        [Authenticator(user=other, type=Authenticator.Type.TOTP, data={"secret": fresh})]
    )
    stored = Authenticator.objects.get(user=other).data["secret"]
    assert TOTP_SECRET not in stored
    with pytest.raises(SealBroken):
        open_secret(stored)


def test_secrets_move_to_a_new_key(coordinator: Account, settings: Settings) -> None:
    old_ring = settings.VAULT_KEYS
    row = set_up_totp(coordinator, secret=TOTP_SECRET)
    settings.VAULT_KEYS = f"{OTHER_KEY},{old_ring}"
    assert reseal_secrets(batch=10) == 2  # the app's secret and the recovery seed
    assert reseal_secrets(batch=10) == 0
    settings.VAULT_KEYS = OTHER_KEY
    assert open_secret(Authenticator.objects.get(pk=row.pk).data["secret"]) == TOTP_SECRET


def test_recovery_code_opens_the_door_once(client: Client, coordinator: Account) -> None:
    set_up_totp(coordinator, secret=TOTP_SECRET)
    codes = Authenticator.objects.get(
        user=coordinator, type=Authenticator.Type.RECOVERY_CODES
    ).wrap()
    first = codes.get_unused_codes()[0]
    client.post(reverse("account_login"), {"login": coordinator.email})
    enter_code(client, newest_code(coordinator.email))
    inside = client.post(reverse("mfa_authenticate"), {"code": first})
    assert inside.headers["Location"] == "/today/"
    second = Client()
    second.post(reverse("account_login"), {"login": coordinator.email})
    enter_code(second, newest_code(coordinator.email))
    assert second.post(reverse("mfa_authenticate"), {"code": first}).status_code == 200
    assert "_auth_user_id" not in second.session
