"""The demo world: built once by the apps' own actions, whole on the day it is built."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import roles_of
from accounts.second_factor import has_second_factor
from courses.lessons.render import lesson_html
from courses.models import LessonFile, LessonPage, Recording
from demo.people import ANA, BEN, STAFF, DemoStaff
from demo.queries import EVENING, demo_session
from demo.world import build_world
from groups.measuring.outcomes import outcomes
from groups.models import Attendance, Cohort
from groups.planning.advance import advance_cohorts
from groups.sessions.queries import next_groups
from groups.weeks.queries import weeks_of
from outbox.models import Letter
from payments.models import Order
from tests.groups.rows import kinds_posted
from tests.signin import sign_in

TODAY = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def built_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The world of one Wednesday morning, for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert build_world(now=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def world(built_once: None, db: None) -> None:
    clock.move_to(TODAY)


def rows() -> dict[str, int]:
    """How many rows every model has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_building_again_changes_nothing() -> None:
    before = rows()

    assert build_world(now=TODAY + timedelta(days=3)) is False

    assert rows() == before


def test_two_lessons_of_the_demo_show_a_picture_and_a_captioned_video() -> None:
    for slug, words in (
        ("wise-mind", "the part that they share is wise mind"),
        ("tipp", "Paced breathing with a circle"),
    ):
        lesson = LessonPage.objects.get(slug=slug)
        assert words in lesson_html(lesson.pk, lesson.live_revision_id)
        assert LessonFile.objects.filter(revision=lesson.live_revision_id).count() == 1
    assert Recording.objects.get().length == "0:30"


def test_a_demo_that_was_built_before_keeps_its_evening_group_at_the_new_address() -> None:
    Cohort.objects.filter(slug=EVENING).update(slug="tuesday-evening")
    before = rows()

    assert build_world(now=TODAY) is False

    assert Cohort.objects.get(slug=EVENING).name == "Evening group"
    assert rows() | {"whole.Change": 0} == before | {"whole.Change": 0}  # the address changed


def test_there_is_a_group_under_way_and_groups_to_join() -> None:
    evening = Cohort.objects.get(slug=EVENING)
    cards = {card.cohort.slug: card for card in next_groups(TODAY)}

    assert evening.state == Cohort.State.RUNNING
    assert evening.enrollments.filter(state="active").count() == 8
    assert {slug: card.seats_left for slug, card in cards.items()} == {
        "lunchtime": 9, "weekend-mornings": 1, "first-steps": 0, "breakfast": 4,
    }  # fmt: skip
    breakfast = cards["breakfast"].cohort
    assert (breakfast.state, breakfast.gate) == (Cohort.State.RUNNING, 6)
    seats = breakfast.enrollments.order_by("held_at", "seat_no")
    assert list(seats.values_list("begins_with", flat=True)) == [1, 1, 1, 6]
    assert all(card.first_starts_at > TODAY + timedelta(days=7) for card in cards.values())


def test_the_evening_group_meets_tomorrow_on_its_own_clock() -> None:
    group_session = demo_session()

    assert group_session is not None
    assert group_session.starts_at == datetime(2026, 11, 5, 18, 30, tzinfo=UTC)
    assert group_session.number == 18
    released = [week.number for week in weeks_of(group_session.cohort, now=TODAY) if week.released]
    assert released == list(range(1, 18))


def test_a_group_is_over_and_its_outcomes_are_shown() -> None:
    rows = {row.name: row for row in outcomes(now=TODAY) if row.measure.slug == "phq-9"}

    assert Cohort.objects.get(slug="afternoon").state == Cohort.State.ENDED
    assert (rows["Afternoon group"].at_both, rows["Afternoon group"].people) == (6, 7)
    assert rows["Evening group"].counts_at is not None


def test_past_sessions_have_verdicts_and_the_last_one_waits_for_its_leader() -> None:
    past = Cohort.objects.get(slug=EVENING).sessions.filter(state="ended").order_by("number")

    assert [one.number for one in past] == list(range(1, 18))
    assert [one.number for one in past if one.attendance_checked_at is None] == [17]
    assert Attendance.objects.filter(session__in=past).count() == 17 * 8
    assert {"present", "late", "absent"} == set(
        Attendance.objects.values_list("verdict", flat=True)
    )


def test_every_seat_has_its_order_and_no_invented_payment() -> None:
    orders = Order.objects.select_related("enrollment")

    assert orders.count() == sum(
        cohort.enrollments.occupying().count() + cohort.enrollments.completed().count()
        for cohort in Cohort.objects.all()
    )
    assert set(orders.values_list("amount_minor", "state")) == {(0, Order.State.PAID)}


@pytest.mark.parametrize("person", STAFF, ids=lambda person: person.first_name)
def test_staff_have_their_role_and_a_second_factor(person: DemoStaff) -> None:
    account = Account.objects.get(email=person.email)

    assert roles_of(account) == {person.role}
    assert has_second_factor(account)
    assert not account.has_usable_password()


def test_nobody_is_flooded_with_letters_of_the_past() -> None:
    waiting = Letter.objects.filter(state=Letter.State.WAITING)

    assert set(waiting.values_list("to", flat=True)) <= {ANA.email}
    assert kinds_posted(TODAY) == []


@pytest.mark.parametrize("email", [ANA.email, BEN.email, *(person.email for person in STAFF)])
def test_everybodys_day_begins_without_trouble(email: str) -> None:
    client = sign_in(Client(), Account.objects.get(email=email))

    assert client.get(reverse("today")).status_code == 200


def test_the_page_shows_everybody_and_the_codes_of_the_second_factor(client: Client) -> None:
    answer = client.get(reverse("demo"))

    page = answer.content.decode()
    assert answer.status_code == 200
    for person in STAFF:
        assert person.email in page
    codes = [code for _, code in answer.context["staff"]]
    assert all(len(code) == 6 and code.isdigit() for code in codes)


@pytest.mark.parametrize(
    ("to", "ahead", "letters"),
    [
        ("day", timedelta(hours=23, minutes=55), {"session-tomorrow"}),
        ("hour", timedelta(minutes=59), {"session-in-an-hour"}),
        ("room", timedelta(minutes=15), {"room-open"}),
        ("start", timedelta(0), {"room-open"}),
        ("end", -timedelta(hours=2, minutes=30), set()),
    ],
)
def test_each_button_of_the_clock_brings_its_letters(
    client: Client, to: str, ahead: timedelta, letters: set[str]
) -> None:
    group_session = demo_session()
    assert group_session is not None

    answer = client.post(reverse("demo-clock"), {"to": to})

    assert answer["Location"] == reverse("demo")
    assert abs(group_session.starts_at - ahead - clock.now()) < timedelta(seconds=20)
    assert set(kinds_posted(clock.now())) == letters


def test_the_clock_goes_back_to_the_real_time(client: Client) -> None:
    client.post(reverse("demo-clock"), {"to": "real"})

    assert clock.offset() == timedelta(0)


@pytest.mark.parametrize("to", ["", "tomorrow", "9999-12-31"])
def test_a_moment_that_is_none_leaves_the_clock_alone(client: Client, to: str) -> None:
    before = clock.offset()

    answer = client.post(reverse("demo-clock"), {"to": to}, follow=True)

    assert "Please choose another one" in answer.content.decode()
    assert clock.offset() == before


def test_the_clock_is_moved_by_a_post_only(client: Client) -> None:
    assert client.get(reverse("demo-clock"), {"to": "day"}).status_code == 405


def test_after_the_last_button_the_next_session_is_the_demos_session(client: Client) -> None:
    client.post(reverse("demo-clock"), {"to": "end"})
    advance_cohorts(clock.now())

    group_session = demo_session()
    assert group_session is not None
    assert group_session.number == 19


def test_ana_finds_what_her_leader_gave_and_ben_a_word_beside_his() -> None:
    pages = {}
    for who in (ANA, BEN):
        client = sign_in(Client(), Account.objects.get(email=who.email))
        pages[who] = client.get(reverse("resources")).content.decode()
        assert client.get(reverse("resources-seen")).status_code == 200
    assert "This week" in pages[ANA]
    assert "Five minutes are plenty." in pages[BEN]
    assert "Five minutes are plenty." not in pages[ANA]
