"""Staff: invited with a letter, seen on the coordinator's page, helped when a factor is lost."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.models import Account
from accounts.queries import staff
from accounts.roles import Role, roles_of
from accounts.second_factor import has_second_factor, set_up_totp
from accounts.staffing import (
    LastCoordinator,
    invite_staff,
    reset_second_factor,
    take_role_away,
)
from audit.models import Entry
from tests.factories import make_account, make_staff
from tests.letters import delivered
from tests.signin import TOTP_SECRET, sign_in, sign_in_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR, "co@example.org", first_name="Cora", last_name="Diaz")


def test_invited_person_gets_a_letter_and_comes_in_by_code(
    client: Client, coordinator: Account
) -> None:
    invite_staff(" New@Example.org ", Role.FACILITATOR, by=coordinator, now=clock.now())
    letter = delivered(to="new@example.org")[-1]
    assert "your invitation" in letter.subject
    for part in (letter.text, letter.html):
        assert "Cora Diaz" in part
        assert "Facilitator" in part
        assert reverse("account_login") in part
    answer = sign_in_by_code(client, "new@example.org")
    assert answer.status_code == 302
    assert client.get("/account/").headers["Location"].startswith(reverse("mfa_activate_totp"))


def test_invitation_of_somebody_known_adds_the_role(coordinator: Account) -> None:
    known = make_account("known@example.org")
    invite_staff("known@example.org", Role.MARKETER, by=coordinator, now=clock.now())
    assert Account.objects.filter(email="known@example.org").count() == 1
    assert roles_of(Account.objects.get(pk=known.pk)) == {Role.MARKETER}


def test_invitation_is_not_sent_once_the_role_is_gone(coordinator: Account) -> None:
    account = invite_staff("new@example.org", Role.MARKETER, by=coordinator, now=clock.now())
    take_role_away(account, Role.MARKETER, by=coordinator, now=clock.now())
    assert delivered(to="new@example.org") == []


def test_the_only_coordinator_keeps_the_role(coordinator: Account) -> None:
    with pytest.raises(LastCoordinator):
        take_role_away(coordinator, Role.COORDINATOR, by=coordinator, now=clock.now())
    second = make_staff(Role.COORDINATOR)
    take_role_away(coordinator, Role.COORDINATOR, by=second, now=clock.now())
    assert roles_of(Account.objects.get(pk=coordinator.pk)) == frozenset()


def test_lost_factor_is_reset_with_letter_entry_and_no_session_left(
    client: Client, coordinator: Account
) -> None:
    lee = make_staff(Role.FACILITATOR, "lee@example.org")
    elsewhere = Client()
    sign_in(elsewhere, lee)
    assert elsewhere.get("/account/").status_code == 200
    sign_in(client, coordinator)
    client.post(reverse("account-staff-factor", args=[lee.pk]))
    assert not has_second_factor(lee)
    assert elsewhere.get("/account/").headers["Location"].startswith(reverse("account_login"))
    assert delivered(to="lee@example.org")[-1].subject == "Your second factor was reset"
    entry = Entry.objects.get(act="staff.second_factor_reset")
    assert (entry.actor_id, entry.object_id) == (coordinator.pk, str(lee.pk))
    sign_in_by_code(elsewhere, "lee@example.org")
    led = elsewhere.get("/account/").headers["Location"]
    assert led.startswith(reverse("mfa_activate_totp"))


def test_coordinator_invites_and_takes_away_on_the_page(
    client: Client, coordinator: Account
) -> None:
    sign_in(client, coordinator)
    team = reverse("account-staff")
    bad = client.post(team, {"email": "no address", "role": Role.MARKETER.value})
    assert "does not look like an e-mail address" in bad.content.decode()
    client.post(team, {"email": "mo@example.org", "role": Role.MARKETER.value})
    mo = Account.objects.get(email="mo@example.org")
    page = client.get(team).content.decode()
    assert "mo@example.org" in page
    assert "Not yet" in page
    person = reverse("account-staff-person", args=[mo.pk])
    assert "Take away: Marketer" in client.get(person).content.decode()
    client.post(reverse("account-staff-role", args=[mo.pk]), {"role": Role.MARKETER.value})
    assert roles_of(Account.objects.get(pk=mo.pk)) == frozenset()
    assert client.get(person).status_code == 404


def test_only_coordinator_is_kept_on_the_page(client: Client, coordinator: Account) -> None:
    sign_in(client, coordinator)
    answer = client.post(
        reverse("account-staff-role", args=[coordinator.pk]),
        {"role": Role.COORDINATOR.value},
        follow=True,
    )
    assert "only coordinator" in answer.content.decode()
    nonsense = client.post(
        reverse("account-staff-role", args=[coordinator.pk]), {"role": "Kings"}, follow=True
    )
    assert "which role to take away" in nonsense.content.decode()


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.MARKETER])
def test_other_staff_see_nothing_of_the_team(
    client: Client, coordinator: Account, role: Role
) -> None:
    sign_in(client, make_staff(role))
    for url in (
        reverse("account-staff"),
        reverse("account-staff-person", args=[coordinator.pk]),
    ):
        assert client.get(url).status_code == 403
    assert client.post(reverse("account-staff-factor", args=[coordinator.pk])).status_code == 403


def test_members_are_not_in_the_team_and_cannot_be_reset(
    client: Client, coordinator: Account
) -> None:
    member = make_account()
    sign_in(client, coordinator)
    assert client.get(reverse("account-staff-person", args=[member.pk])).status_code == 404
    assert client.post(reverse("account-staff-factor", args=[member.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_team_costs_two_queries_however_many(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        set_up_totp(make_staff(Role.FACILITATOR), secret=TOTP_SECRET)
    with django_assert_num_queries(2):
        team = staff()
    assert [(person.roles, person.second_factor) for person in team] == [
        ((Role.FACILITATOR,), True)
    ] * number


def test_command_invites_the_first_coordinator() -> None:
    out = StringIO()
    call_command("invite", "first@example.org", "coordinator", stdout=out)
    assert "is invited as coordinator" in out.getvalue()
    account = Account.objects.get(email="first@example.org")
    assert roles_of(account) == {Role.COORDINATOR}
    assert len(delivered(to="first@example.org")) == 1
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("invite", "nonsense", "coordinator")


def test_command_resets_a_lost_factor(coordinator: Account) -> None:
    set_up_totp(coordinator, secret=TOTP_SECRET)
    call_command("recover_second_factor", "CO@example.org", stdout=StringIO())
    assert not has_second_factor(coordinator)
    with pytest.raises(CommandError, match="No account"):
        call_command("recover_second_factor", "nobody@example.org")


def test_reset_by_the_system_names_nobody(coordinator: Account) -> None:
    reset_second_factor(coordinator, by=None, now=clock.now())
    assert Entry.objects.get().actor_id is None
