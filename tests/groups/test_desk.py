"""The coordinator's desk: what it does, what it refuses, and to whom it stays shut."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.models import Account
from accounts.roles import Role
from accounts.staffing import take_role_away
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.desk.actions import found_cohort
from groups.desk.forms import CohortForm
from groups.models import CohortWeek, Enrollment
from groups.seats.models import SeatState
from groups.sessions.actions import end_session
from payments.prices.actions import set_price
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_course,
    make_enrollment,
    make_member,
    make_staff,
)
from tests.groups.rows import STARTS, TELLING, found, fresh, join_path
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR, "sam@example.org", first_name="Sam")


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR, first_name="Ingrid", last_name="Falk")


@pytest.fixture
def cohort(coordinator: Account, leader: Account) -> Cohort:
    clock.move_to(NOW)
    return found(leader=leader, by=coordinator)


@pytest.fixture
def desk(coordinator: Account) -> Client:
    clock.move_to(NOW)
    return sign_in(Client(), coordinator)


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


def test_more_seats_are_given_and_too_few_refused(desk: Client, cohort: Cohort) -> None:
    make_enrollment(cohort, seat_no=3)

    assert (
        desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": 6}).status_code == 302
    )
    refused = desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": 2})

    assert refused.status_code == 400
    assert "Seat 3 is taken, and everybody keeps their seat" in refused.content.decode()
    assert Cohort.objects.get().capacity == 6
    assert (
        desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": 3}).status_code == 302
    )


@pytest.mark.parametrize("capacity", ["", "0", "1", "15", "x", "99999999999999999999"])
def test_a_number_of_seats_that_is_none_is_refused(
    desk: Client, cohort: Cohort, capacity: str
) -> None:
    answer = desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": capacity})

    assert answer.status_code == 400
    assert Cohort.objects.get().capacity == 4


def test_a_session_is_moved_on_the_groups_own_clock(desk: Client, cohort: Cohort) -> None:
    path = reverse("desk-move", args=[cohort.slug, 4])
    shown = desk.get(path).content.decode()
    assert 'value="2026-09-29"' in shown
    assert 'value="18:00"' in shown

    answer = desk.post(path, {"on": "2026-10-27", "starts": "19:00", "note": "Half-term"})

    assert answer["Location"] == reverse("desk-cohort", args=[cohort.slug])
    moved = cohort.sessions.get(number=4)
    assert moved.starts_at.isoformat() == "2026-10-27T19:00:00+00:00"
    assert (moved.version, moved.note) == (1, "Half-term")


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"on": "2026-08-31", "starts": "18:00"},
        {"on": "0001-01-01", "starts": "00:00"},
        {"on": "9999-12-31", "starts": "23:59"},
        {"on": "2026-10-01", "starts": "24:01"},
        {"on": "2026-10-01", "starts": "18:00", "note": "x" * 301},
        {"on": "2026-09-15", "starts": "18:00"},  # as it is
        {"on": "2026-09-22", "starts": "19:59"},  # during session 3
        {"on": "2026-09-22", "starts": "16:01"},
        {"on": "2027-03-28", "starts": "01:30"},  # the clocks skip it
    ],
)
def test_a_move_that_makes_no_sense_is_refused(
    desk: Client, cohort: Cohort, wish: dict[str, str]
) -> None:
    answer = desk.post(reverse("desk-move", args=[cohort.slug, 2]), wish)

    assert answer.status_code == 400
    assert cohort.sessions.get(number=2).version == 0


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (
            "2026-09-23",
            "Session 3 is on Tuesday 22 September 2026, 18:00, and lessons follow the order of "
            "sessions. Choose a time before it, or move session 3 first.",
        ),
        (
            "2026-09-07",
            "Session 1 is on Tuesday 8 September 2026, 18:00, and lessons follow the order of "
            "sessions. Choose a time after it.",
        ),
    ],
)
def test_a_session_does_not_pass_its_neighbour(
    desk: Client, cohort: Cohort, on: str, words: str
) -> None:
    answer = desk.post(reverse("desk-move", args=[cohort.slug, 2]), {"on": on, "starts": "18:00"})

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert cohort.sessions.get(number=2).version == 0


def test_a_session_may_pass_one_that_is_cancelled_and_keeps_the_lessons_in_order(
    desk: Client, cohort: Cohort
) -> None:
    desk.post(reverse("desk-cancel", args=[cohort.slug, 3]), {"note": ""})
    path = reverse("desk-move", args=[cohort.slug, 2])

    assert desk.post(path, {"on": "2026-09-29", "starts": "20:01"}).status_code == 400
    assert desk.post(path, {"on": "2026-09-28", "starts": "18:00"}).status_code == 302

    weeks = CohortWeek.objects.filter(cohort=cohort).order_by("session__starts_at")
    assert list(weeks.values_list("week__number", flat=True)) == [1, 2, 3, 4]


def test_the_list_of_groups_says_when_each_first_meets(desk: Client, cohort: Cohort) -> None:
    make_enrollment(cohort)
    listed = reverse("desk-cohorts")
    page = desk.get(listed).content.decode()
    assert "Tuesday 8 September 2026" in page
    assert "1 of 4 taken" in page

    desk.post(reverse("desk-move", args=[cohort.slug, 1]), {"on": "2026-09-10", "starts": "19:00"})
    page = desk.get(listed).content.decode()
    assert "Thursday 10 September 2026" in page
    assert "19:00" in page
    assert "8 September" not in page
    assert "1 of 4 taken" in page

    desk.post(reverse("desk-cancel", args=[cohort.slug, 1]), {"note": ""})
    assert "Tuesday 15 September 2026" in desk.get(listed).content.decode()


def test_enrolment_closes_two_hours_before_the_first_session_wherever_it_moves(
    desk: Client, cohort: Cohort
) -> None:
    desk.post(reverse("desk-move", args=[cohort.slug, 1]), {"on": "2026-09-07", "starts": "10:00"})
    cohort.refresh_from_db()
    assert cohort.enrolment_closes_at.isoformat() == "2026-09-07T07:00:00+00:00"

    desk.post(reverse("desk-cancel", args=[cohort.slug, 1]), {"note": ""})
    cohort.refresh_from_db()
    second = cohort.sessions.get(number=2)
    assert cohort.enrolment_closes_at == second.starts_at - timedelta(hours=2)


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


def test_a_leader_in_two_places_at_once_is_said(
    desk: Client, cohort: Cohort, coordinator: Account, leader: Account
) -> None:
    path = reverse("desk-cohort", args=[cohort.slug])
    found(leader=make_staff(Role.FACILITATOR), by=coordinator, slug="else", name="Somebody else's")
    assert "also leads" not in desk.get(path).content.decode()

    found(leader=leader, by=coordinator, slug="second", name="Second Tuesdays", weeks=2)
    page = desk.get(path).content.decode()
    assert "Ingrid Falk also leads Second Tuesdays at the same time:" in page
    assert "and once more" in page


def test_a_group_whose_leader_left_the_team_is_marked(
    desk: Client, cohort: Cohort, leader: Account, coordinator: Account
) -> None:
    path = reverse("desk-cohort", args=[cohort.slug])
    assert "Nobody leads this group" not in desk.get(path).content.decode()
    assert "without a leader" not in desk.get(reverse("today")).content.decode()

    take_role_away(leader, Role.FACILITATOR, by=coordinator, now=NOW)

    assert "Nobody leads this group" in desk.get(path).content.decode()
    assert "1 group without a leader" in desk.get(reverse("today")).content.decode()


def test_a_clinic_without_facilitators_is_told_whom_to_invite_first(
    desk: Client, leader: Account, coordinator: Account
) -> None:
    asked = "Nobody can lead a group yet"
    assert asked not in desk.get(reverse("desk-new-cohort")).content.decode()
    take_role_away(leader, Role.FACILITATOR, by=coordinator, now=NOW)
    assert asked in desk.get(reverse("desk-new-cohort")).content.decode()


@pytest.mark.parametrize("discreet", [False, True])
def test_whose_part_ended_is_told_once_and_the_dates_leave_the_calendar(
    desk: Client, cohort: Cohort, discreet: bool
) -> None:
    seat = make_enrollment(cohort, make_member(name="Ada", discreet=discreet))
    mate = make_enrollment(cohort)
    desk.post(reverse("desk-remove", args=[cohort.slug, seat.seat_no]), {"reason": "unkind"})

    (letter,) = delivered(to=seat.member.account.email)
    assert delivered(to=mate.member.account.email) == []
    assert [(event.status, event.sequence) for event in letter.invitations] == [
        ("CANCELLED", 1)
    ] * 4
    said = [letter.subject, letter.text, letter.html]
    said += [event.summary + event.description for event in letter.invitations]
    words = " ".join(said).replace("localhost", "").lower()
    assert "unkind" not in words
    assert not discreet or [telling for telling in TELLING if telling in words] == []
    assert ("your place in Tuesdays has ended" in letter.text) is not discreet


def test_a_cancelled_session_adds_one_at_the_end(desk: Client, cohort: Cohort) -> None:
    path = reverse("desk-cancel", args=[cohort.slug, 1])

    assert desk.post(path, {"note": ""}).status_code == 302

    assert [one.state for one in cohort.sessions.order_by("number")] == [
        "cancelled", *["planned"] * 4,
    ]  # fmt: skip
    assert desk.post(path, {"note": ""}).status_code == 404


@pytest.mark.parametrize("name", ["desk-move", "desk-cancel"])
@pytest.mark.parametrize("number", [1, 77, 10**25])
def test_only_planned_sessions_can_be_changed(
    desk: Client, cohort: Cohort, name: str, number: int
) -> None:
    end_session(cohort.sessions.get(number=1), by=None, now=STARTS)

    assert desk.get(reverse(name, args=[cohort.slug, number])).status_code == 404


def test_ending_a_part_closes_every_door_at_once(
    desk: Client, cohort: Cohort, coordinator: Account
) -> None:
    seat = make_enrollment(cohort, make_member(name="Ada"))
    link = join_path(seat, cohort.sessions.get(number=1))
    member = sign_in(Client(), seat.member.account)
    assert member.get(link).status_code == 200
    path = reverse("desk-remove", args=[cohort.slug, seat.seat_no])

    assert desk.post(path, {"reason": ""}).status_code == 400
    assert member.get(link).status_code == 200
    assert desk.post(path, {"reason": "asked to leave"}).status_code == 302

    assert member.get(link).status_code == 410
    seat = Enrollment.objects.get(pk=seat.pk)
    assert (seat.state, seat.seat_no, seat.epoch, seat.end_reason) == (
        SeatState.REMOVED, None, 2, "asked to leave",
    )  # fmt: skip
    assert Entry.objects.get(act="seat.removed").actor_id == coordinator.pk
    assert desk.post(path, {"reason": "again"}).status_code == 404


def test_a_held_seat_is_left_to_its_deadline_and_that_is_said(desk: Client, cohort: Cohort) -> None:
    seat = make_enrollment(cohort, state=SeatState.HELD)

    answer = desk.post(
        reverse("desk-remove", args=[cohort.slug, seat.seat_no]), {"reason": "hurry"}
    )

    assert answer.status_code == 400
    assert "This seat is only held" in answer.content.decode()
    assert Enrollment.objects.get(pk=seat.pk).state == SeatState.HELD


PAGES = ["desk-cohorts", "desk-new-cohort", "desk-cohort", "desk-move", "desk-cancel"]
POSTS = [
    ("desk-new-cohort", {}),
    ("desk-open", {}),
    ("desk-capacity", {"capacity": 9}),
    ("desk-remove", {"reason": "no"}),
    ("desk-move", {"on": "2026-10-20", "starts": "18:00"}),
    ("desk-cancel", {"note": ""}),
]


def address(name: str, cohort: Cohort) -> str:
    arguments: dict[str, list[str | int]] = {
        "desk-cohorts": [], "desk-new-cohort": [], "desk-cohort": [cohort.slug],
        "desk-open": [cohort.slug], "desk-capacity": [cohort.slug],
        "desk-remove": [cohort.slug, 1], "desk-move": [cohort.slug, 1],
        "desk-cancel": [cohort.slug, 1],
    }  # fmt: skip
    return reverse(name, args=arguments[name])


@pytest.mark.parametrize("who", ["member", "leader", "marketer", "visitor"])
def test_the_desk_is_shut_to_everybody_else(
    cohort: Cohort, leader: Account, desk: Client, who: str
) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.DRAFT)
    seat = make_enrollment(cohort)
    account = {
        "member": seat.member.account, "leader": leader, "marketer": make_staff(Role.MARKETER),
        "visitor": None,
    }[who]  # fmt: skip
    client = sign_in(Client(), account) if account else Client()
    assert desk.get(address("desk-cohort", cohort)).status_code == 200

    answers = [client.get(address(name, cohort)) for name in PAGES]
    answers += [client.post(address(name, cohort), data) for name, data in POSTS]

    expected = 302 if who == "visitor" else 403
    assert {answer.status_code for answer in answers} == {expected}
    if who == "visitor":
        assert all(answer["Location"].startswith("/account/login/") for answer in answers)
    stands = Cohort.objects.get()
    assert (stands.state, stands.capacity) == (Cohort.State.DRAFT, 4)
    assert Enrollment.objects.get(pk=seat.pk).state == SeatState.ACTIVE
    assert fresh(cohort.sessions.get(number=1)).version == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_groups_takes_few_queries(
    desk: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_enrollment(make_cohort())
    desk.get(reverse("desk-cohorts"))

    with django_assert_num_queries(5):
        assert desk.get(reverse("desk-cohorts")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_groups_page_takes_few_queries(
    desk: Client,
    coordinator: Account,
    leader: Account,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cohort = found(leader=leader, by=coordinator, weeks=rows)
    for _ in range(rows):
        make_enrollment(cohort)
    path = reverse("desk-cohort", args=[cohort.slug])
    desk.get(path)

    with django_assert_num_queries(11):
        assert desk.get(path).status_code == 200


def test_the_date_of_a_group_stands_again_in_a_form_that_was_refused(
    desk: Client, leader: Account
) -> None:
    answer = desk.post(reverse("desk-new-cohort"), wishes(leader, name=""))

    assert 'value="2026-10-20"' in answer.content.decode()
    assert date.fromisoformat("2026-10-20").weekday() == 1
