"""A coordinator hands a group to other leaders."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.leading.actions import UnfitLeaders, change_leaders
from tests.factories import NOW, make_account, make_staff
from tests.groups.rows import found
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR)


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR, first_name="Ingrid")


@pytest.fixture
def newcomer() -> Account:
    return make_staff(Role.FACILITATOR, first_name="Noor")


@pytest.fixture
def cohort(leader: Account, coordinator: Account) -> Cohort:
    clock.move_to(NOW)
    return found(leader=leader, by=coordinator)


@pytest.fixture
def desk(coordinator: Account) -> Client:
    return sign_in(Client(), coordinator)


def path(cohort: Cohort) -> str:
    return reverse("desk-leaders", args=[cohort.slug])


def parts(cohort: Cohort) -> dict[int, str]:
    return dict(cohort.leaders.values_list("account_id", "part"))


def handed_over() -> list[Entry]:
    return list(Entry.objects.filter(act="cohort.leaders"))


def test_the_new_leader_is_let_in_and_the_former_one_shut_out(
    desk: Client, cohort: Cohort, leader: Account, newcomer: Account, coordinator: Account
) -> None:
    group = reverse("lead-group", args=[cohort.slug])
    former, next_one = sign_in(Client(), leader), sign_in(Client(), newcomer)
    assert (former.get(group).status_code, next_one.get(group).status_code) == (200, 404)

    answer = desk.post(path(cohort), {"leader": newcomer.pk, "co_leader": ""})

    assert answer["Location"] == reverse("desk-cohort", args=[cohort.slug])
    assert (former.get(group).status_code, next_one.get(group).status_code) == (404, 200)
    [entry] = handed_over()
    assert (entry.actor_id, entry.facts) == (
        coordinator.pk, {"before": [leader.pk], "after": [newcomer.pk]},
    )  # fmt: skip


def test_leader_and_co_leader_change_places(
    desk: Client, cohort: Cohort, leader: Account, newcomer: Account
) -> None:
    desk.post(path(cohort), {"leader": leader.pk, "co_leader": newcomer.pk})
    assert parts(cohort) == {leader.pk: "leader", newcomer.pk: "co-leader"}
    shown = desk.get(path(cohort)).context["form"].initial
    assert shown == {"leader": leader.pk, "co_leader": newcomer.pk}

    desk.post(path(cohort), {"leader": newcomer.pk, "co_leader": leader.pk})

    assert parts(cohort) == {newcomer.pk: "leader", leader.pk: "co-leader"}


def test_the_same_leaders_again_leave_no_line(
    desk: Client, cohort: Cohort, leader: Account
) -> None:
    assert desk.post(path(cohort), {"leader": leader.pk, "co_leader": ""}).status_code == 302

    assert handed_over() == []


def test_two_parts_are_for_two_people(
    desk: Client, cohort: Cohort, leader: Account, newcomer: Account, coordinator: Account
) -> None:
    answer = desk.post(path(cohort), {"leader": newcomer.pk, "co_leader": newcomer.pk})

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["co_leader"]
    with pytest.raises(UnfitLeaders):
        change_leaders(cohort, leader=newcomer, co_leader=newcomer, by=coordinator, now=NOW)
    assert parts(cohort) == {leader.pk: "leader"}
    assert handed_over() == []


@pytest.mark.parametrize("who", ["marketer", "coordinator", "member", "former facilitator"])
def test_only_active_facilitators_lead(
    desk: Client, cohort: Cohort, leader: Account, coordinator: Account, who: str
) -> None:
    accounts: dict[str, Callable[[], Account]] = {
        "marketer": lambda: make_staff(Role.MARKETER),
        "coordinator": lambda: coordinator,
        "member": make_account,
        "former facilitator": lambda: make_staff(Role.FACILITATOR, is_active=False),
    }
    unfit = accounts[who]()

    answer = desk.post(path(cohort), {"leader": leader.pk, "co_leader": unfit.pk})

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["co_leader"]
    with pytest.raises(UnfitLeaders):
        change_leaders(cohort, leader=unfit, co_leader=None, by=coordinator, now=NOW)
    assert parts(cohort) == {leader.pk: "leader"}


@pytest.mark.parametrize("who", ["leader", "marketer", "member", "visitor"])
def test_nobody_but_a_coordinator_hands_a_group_over(
    cohort: Cohort, leader: Account, newcomer: Account, who: str
) -> None:
    accounts: dict[str, Callable[[], Account]] = {
        "leader": lambda: leader,
        "marketer": lambda: make_staff(Role.MARKETER),
        "member": make_account,
    }
    client = sign_in(Client(), accounts[who]()) if who in accounts else Client()

    answer = client.post(path(cohort), {"leader": newcomer.pk, "co_leader": ""})

    assert answer.status_code == (302 if who == "visitor" else 403)
    assert parts(cohort) == {leader.pk: "leader"}
