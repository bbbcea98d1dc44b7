"""The coordinator founds a group and opens it: what is refused, and what is made."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import Role
from accounts.staffing import take_role_away
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.desk.forms import CohortForm
from groups.models import CohortWeek
from groups.planning.actions import found_cohort
from payments.prices.actions import set_price
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_course,
    make_staff,
)
from tests.groups.rows import STARTS, found
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def wishes(leader: Account, /, **changed: object) -> dict[str, object]:
    """A form for a new group that is right, but for what is changed."""
    return {
        "name": "Autumn evenings",
        "course": make_course(weeks=3).pk,
        "about": "For adults.",
        "first_on": "2026-10-20",
        "starts": "18:30",
        "minutes": "90",
        "zone_name": "Europe/Berlin",
        "capacity": "10",
        "minimum_age": "18",
        "leader": leader.pk,
        "co_leader": "",
    } | changed


def test_a_new_group_is_a_draft_with_sessions_and_weeks(
    desk: Client, leader: Account, coordinator: Account
) -> None:
    second = make_staff(Role.FACILITATOR)

    answer = desk.post(reverse("desk-new-cohort"), wishes(leader, co_leader=second.pk))

    made = Cohort.objects.get()
    assert answer["Location"] == reverse("desk-cohort", args=[made.slug])
    assert (made.slug, made.state, made.weekday) == ("autumn-evenings", "draft", 1)
    hours = [one.starts_at.isoformat()[:16] for one in made.sessions.order_by("number")]
    assert hours == ["2026-10-20T16:30", "2026-10-27T17:30", "2026-11-03T17:30"]
    assert CohortWeek.objects.filter(cohort=made).count() == 3
    assert [(one.account, one.part) for one in made.leaders.order_by("part")] == [
        (second, "co-leader"), (leader, "leader"),
    ]  # fmt: skip
    assert made.enrolment_closes_at == made.sessions.get(number=1).starts_at - timedelta(hours=2)
    assert Entry.objects.get(act="cohort.founded").actor_id == coordinator.pk


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("name", "a\x00b"),
        ("course", ""),
        ("course", "999999"),
        ("course", "1 OR 1=1"),
        ("first_on", ""),
        ("first_on", "soon"),
        ("first_on", "2026-02-30"),
        ("first_on", "2026-08-31"),
        ("first_on", "0001-01-01"),
        ("first_on", "9999-12-31"),
        ("starts", "25:00"),
        ("starts", ""),
        ("minutes", "7"),
        ("minutes", "-90"),
        ("zone_name", "Mars/Olympus"),
        ("zone_name", "../../etc/passwd"),
        ("capacity", "1"),
        ("capacity", "15"),
        ("capacity", "many"),
        ("minimum_age", "-1"),
        ("minimum_age", "100"),
        ("minimum_age", "99999999999999999999"),
        ("zone_name", ""),
        ("leader", ""),
        ("leader", "999999"),
    ],
)
def test_what_is_wrong_in_a_new_group_is_said_and_nothing_is_made(
    desk: Client, leader: Account, field: str, value: str
) -> None:
    answer = desk.post(reverse("desk-new-cohort"), wishes(leader, **{field: value}))

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not Cohort.objects.exists()


@pytest.mark.parametrize("role", [None, Role.MARKETER, Role.COORDINATOR])
def test_only_facilitators_can_be_made_leaders(
    desk: Client, leader: Account, role: Role | None
) -> None:
    other = make_staff(role) if role else make_account()

    answer = desk.post(reverse("desk-new-cohort"), wishes(leader, leader=other.pk))

    assert list(answer.context["form"].errors) == ["leader"]


def test_the_co_leader_is_somebody_else(desk: Client, leader: Account) -> None:
    answer = desk.post(reverse("desk-new-cohort"), wishes(leader, co_leader=leader.pk))

    assert list(answer.context["form"].errors) == ["co_leader"]


def test_a_course_without_weeks_makes_no_group(desk: Client, leader: Account) -> None:
    empty = make_course(weeks=0)

    answer = desk.post(reverse("desk-new-cohort"), wishes(leader, course=empty.pk))

    assert list(answer.context["form"].errors) == ["course"]


@pytest.mark.parametrize(
    ("first_on", "starts", "says"),
    [
        ("2027-03-28", "02:30", "The clocks change that night and skip this hour."),
        ("2027-03-14", "02:30", "in the night of session 3, 28 March 2027."),
        ("2027-03-14", "03:30", ""),
        ("2027-04-04", "02:30", ""),
        ("2027-03-07", "02:30", ""),  # three sessions, over before that night
    ],
)
def test_no_session_is_planned_at_an_hour_that_the_clocks_skip(
    desk: Client, leader: Account, first_on: str, starts: str, says: str
) -> None:
    wish = wishes(leader, first_on=first_on, starts=starts)

    answer = desk.post(reverse("desk-new-cohort"), wish)

    assert Cohort.objects.exists() is (not says)
    if says:
        assert list(answer.context["form"].errors) == ["starts"]
        assert says in answer.content.decode()


def test_two_groups_of_a_name_have_two_addresses(desk: Client, leader: Account) -> None:
    for _ in range(2):
        desk.post(reverse("desk-new-cohort"), wishes(leader, name="New"))

    slugs = sorted(Cohort.objects.values_list("slug", flat=True))
    assert slugs == ["new-2", "new-3"]  # "new" is the address of the page that makes groups
    assert desk.get(reverse("desk-cohort", args=["new-2"])).status_code == 200


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_groups_of_a_name_founded_at_once_have_an_address_each(
    coordinator: Account, leader: Account
) -> None:
    """Every form has chosen the same free address before the first of them is saved."""
    clock.move_to(NOW)
    course, start, made = make_course(weeks=3), threading.Barrier(4), []

    def found_one() -> None:
        try:
            form = CohortForm(wishes(leader, course=course.pk), now=NOW)
            assert form.is_valid()
            cohort = form.unsaved()
            assert cohort.slug == "autumn-evenings"
            start.wait(60)
            made.append(
                found_cohort(cohort, leader=leader, co_leader=None, by=coordinator, now=NOW).slug
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=found_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    slugs = ["autumn-evenings", *[f"autumn-evenings-{n}" for n in (2, 3, 4)]]
    assert sorted(made) == sorted(Cohort.objects.values_list("slug", flat=True)) == slugs
    assert {one.sessions.count() for one in Cohort.objects.all()} == {3}
    assert Entry.objects.filter(act="cohort.founded").count() == 4


def test_a_fault_that_another_address_does_not_mend_is_not_tried_again(
    coordinator: Account, leader: Account
) -> None:
    cohort = make_cohort()
    cohort.pk, cohort.slug, cohort.capacity = None, "impossible", 99
    with pytest.raises(IntegrityError), transaction.atomic():
        found_cohort(cohort, leader=leader, co_leader=None, by=coordinator, now=NOW)

    assert not Cohort.objects.filter(slug="impossible").exists()


@pytest.mark.parametrize("name", ["日本語", "!!!", "<script>alert(1)</script>", "x" * 80])
def test_any_name_finds_an_address_and_is_escaped(desk: Client, leader: Account, name: str) -> None:
    answer = desk.post(reverse("desk-new-cohort"), wishes(leader, name=name), follow=True)

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_opening_shows_a_group_in_public_once(
    desk: Client, coordinator: Account, leader: Account
) -> None:
    cohort = found(leader=leader, by=coordinator)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.DRAFT)
    set_price(cohort, amount_minor=0, currency="GBP", now=NOW)
    before = Entry.objects.filter(act="cohort.opened").count()

    for _ in range(2):
        assert desk.post(reverse("desk-open", args=[cohort.slug])).status_code == 302

    assert Cohort.objects.get().state == Cohort.State.OPEN
    assert Entry.objects.filter(act="cohort.opened").count() == before + 1


def test_a_draft_opens_with_a_price_and_in_time_only(desk: Client, cohort: Cohort) -> None:
    path = reverse("desk-open", args=[cohort.slug])
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.DRAFT)

    answer = desk.post(path, follow=True)
    assert "Please set the price first" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("desk-price", args=[cohort.slug])
    assert Cohort.objects.get().state == Cohort.State.DRAFT

    price_path = reverse("desk-price", args=[cohort.slug])
    refused = desk.post(price_path, {"amount": "96", "currency": ""})
    assert "Please choose the currency." in refused.content.decode()
    desk.post(price_path, {"amount": "96", "currency": "GBP"})
    clock.move_to(STARTS - timedelta(hours=2))
    sign_in(desk, make_staff(Role.COORDINATOR))
    assert "too close for anybody to enrol" in desk.post(path, follow=True).content.decode()
    assert Cohort.objects.get().state == Cohort.State.DRAFT


def test_a_clinic_without_facilitators_is_told_whom_to_invite_first(
    desk: Client, leader: Account, coordinator: Account
) -> None:
    asked = "Nobody can lead a group yet"
    assert asked not in desk.get(reverse("desk-new-cohort")).content.decode()
    take_role_away(leader, Role.FACILITATOR, by=coordinator, now=NOW)
    assert asked in desk.get(reverse("desk-new-cohort")).content.decode()


def test_the_date_of_a_group_stands_again_in_a_form_that_was_refused(
    desk: Client, leader: Account
) -> None:
    answer = desk.post(reverse("desk-new-cohort"), wishes(leader, name=""))

    assert 'value="2026-10-20"' in answer.content.decode()
    assert date.fromisoformat("2026-10-20").weekday() == 1
