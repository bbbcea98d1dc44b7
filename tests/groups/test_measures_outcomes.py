"""Outcomes: means of five people or more, and nothing from which fewer could be worked out."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import Account
from courses.models import Course, Response
from groups.cohorts.models import Cohort
from groups.measuring.actions import take_back_response
from groups.measuring.outcomes import Outcome, outcomes
from groups.models import CohortWeek, Enrollment, OccasionResponse
from groups.seats.models import SeatState
from tests.factories import NOW, make_cohort, make_course, make_enrollment, make_session
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
# Of a group whose only session is a week after NOW: nobody is asked any more.
LATER = NOW + timedelta(days=29)


def person(
    cohort: Cohort, start: int | None, end: int | None, *, state: str = "completed"
) -> Enrollment:
    """Somebody who had these PHQ-9 totals at the start and at the end; None: not answered."""
    part = make_enrollment(cohort, state=SeatState(state), activated_at=NOW, ended_at=NOW)
    for occasion, total in (("start", start), ("end", end)):
        if total is None:
            continue
        response = Response.objects.create(
            id=uuid4(),
            member=part.member,
            measure="phq-9",
            name="PHQ-9",
            version="1",
            answers_sealed="{}",
            total=None if total < 0 else total,
            answered_at=NOW + timedelta(days=1),
            given_at=NOW + timedelta(days=1),
        )
        OccasionResponse.objects.create(
            enrollment=part, response=response, measure="phq-9", occasion=occasion
        )
    return part


@pytest.fixture
def course() -> Course:
    """A programme."""
    return make_course(name="Foundations")


def group(course: Course, name: str, *, weeks_later: int = 0) -> Cohort:
    """A group of one session."""
    cohort = make_cohort(course=course, name=name, slug=name.lower(), capacity=14)
    at = NOW + timedelta(days=7, weeks=weeks_later)
    session = make_session(cohort, starts_at=at)
    CohortWeek.objects.create(cohort=cohort, week=course.weeks.get(number=1), session=session)
    return cohort


def row(name: str, *, now: datetime = LATER) -> Outcome:
    return next(one for one in outcomes(now=now) if one.name == name)


def take_back(part: Enrollment, occasion: str, *, now: datetime) -> None:
    """The person deletes what they answered then."""
    place = OccasionResponse.objects.get(enrollment=part, occasion=occasion)
    assert place.response is not None
    take_back_response(place.response, now=now)


def test_five_people_make_a_mean_and_four_make_none(course: Course) -> None:
    five, four = group(course, "Five"), group(course, "Four")
    for total in (20, 18, 16, 14, 11):
        person(five, total, total - 6)
    for total in (20, 18, 16, 14):
        person(four, total, total - 6)

    told = row("Five")
    assert (told.at_start, told.start) == (5, Decimal("15.8"))
    assert (told.at_end, told.end) == (5, Decimal("9.8"))
    assert (told.at_both, told.change, told.better, told.worse) == (5, Decimal("-6.0"), 5, 0)
    assert told.people == 5
    nothing = row("Four")
    assert (nothing.people, nothing.says_something) == (4, False)
    assert (nothing.at_start, nothing.at_end, nothing.at_both) == (None, None, None)
    assert (nothing.change, nothing.better, nothing.worse) == (None, None, None)


def test_start_end_and_change_are_of_those_who_answered_both_times(course: Course) -> None:
    """Else the difference of two of them would be the score of who answered once."""
    some = group(course, "Some")
    for start, end in ((20, 10), (20, 10), (20, 14), (20, 20), (10, 20), (27, None), (None, 0)):
        person(some, start, end)

    told = row("Some")

    assert (told.at_start, told.at_end, told.at_both) == (6, 6, 5)
    assert (told.start, told.end, told.change) == (
        Decimal("18.0"),
        Decimal("14.8"),
        Decimal("-3.2"),
    )
    assert (told.better, told.worse) == (3, 1)


def test_means_come_once_when_nobody_is_asked_any_more(course: Course) -> None:
    """While answers come in one by one, the mean of six less that of five would be one score."""
    five = group(course, "Five")
    for _ in range(5):
        person(five, 10, 5)
    over = NOW + timedelta(days=7, minutes=five.minutes) + timedelta(days=21)

    before = row("Five", now=over - timedelta(seconds=1))
    assert (before.says_something, before.at_start, before.counts_at) == (False, 5, over)
    assert row("Foundations", now=over - timedelta(seconds=1)).says_something is False
    after = row("Five", now=over)
    assert (after.start, after.counts_at) == (Decimal("10.0"), None)
    assert row("Foundations", now=over).start == Decimal("10.0")


def test_who_left_before_and_a_form_without_a_total_are_not_counted(course: Course) -> None:
    some = group(course, "Some")
    for _ in range(4):
        person(some, 10, 5)
    person(some, 27, 27, state="removed")
    person(some, -1, -1)

    assert row("Some").says_something is False
    person(some, 10, 5)
    assert (row("Some").at_both, row("Some").start) == (5, Decimal("10.0"))


def test_who_is_taken_out_afterwards_stays_counted(course: Course) -> None:
    some = group(course, "Some")
    parts = [person(some, 10 + n, 5, state="active") for n in range(6)]
    before = row("Some").start

    Enrollment.objects.filter(pk=parts[0].pk).update(state="removed", ended_at=LATER)

    assert (row("Some").start, row("Some").at_both) == (before, 6)
    assert row("Some").people == 5


@pytest.mark.parametrize("occasion", ["start", "end"])
def test_where_somebody_deletes_what_was_counted_the_rest_is_shown_no_more(
    course: Course, occasion: str
) -> None:
    """The mean of six before, less that of the other five, would be what they deleted."""
    six, five = group(course, "Six"), group(course, "Five")
    parts = [person(six, 10 + n, 5 + n) for n in range(6)]
    for _ in range(5):
        person(five, 20, 10)
    assert (row("Six").at_both, row("Foundations").at_both) == (6, 11)

    take_back(parts[0], occasion, now=LATER)

    assert row("Six").says_something is False
    assert (row("Five").start, row("Foundations").start) == (Decimal("20.0"), Decimal("20.0"))
    assert row("Foundations").at_both == 5


def test_what_was_deleted_before_it_counted_leaves_the_others_counted(course: Course) -> None:
    six = group(course, "Six")
    parts = [person(six, 10 + n, 5) for n in range(6)]

    take_back(parts[0], "start", now=NOW + timedelta(days=2))

    assert (row("Six").at_both, row("Six").start) == (5, Decimal("13.0"))


def test_small_groups_of_a_programme_count_together_and_never_in_other_company(
    course: Course,
) -> None:
    for name, people in (("Six", 6), ("Two", 2)):
        for _ in range(people):
            person(group_named(course, name), 10 if name == "Six" else 20, 4)

    alone = row("Foundations")
    assert (alone.at_both, alone.start) == (6, Decimal("10.0"))  # and not of eight people

    part, *_others = (person(group_named(course, "Three"), 20, 4) for _ in range(3))
    for _ in range(4):
        person(group_named(course, "Four"), 26, 4)
    together = row("Foundations")
    assert (together.at_both, together.start) == (11, Decimal("14.5"))  # the four wait
    assert together.people == 15
    assert not any(row(name).says_something for name in ("Two", "Three", "Four"))

    take_back(part, "end", now=LATER)
    assert row("Foundations").at_both == 6


@pytest.mark.parametrize(("start", "end"), [(27, 20), (9, 0)])
def test_a_mean_at_an_end_of_the_scale_tells_everybodys_score_and_is_not_shown(
    course: Course, start: int, end: int
) -> None:
    same, others = group(course, "Same"), group(course, "Others")
    for _ in range(5):
        person(same, start, end)
        person(others, 15, 12)

    assert row("Same").says_something is False
    assert (row("Others").start, row("Foundations").start) == (Decimal("15.0"), Decimal("15.0"))


def group_named(course: Course, name: str) -> Cohort:
    return Cohort.objects.filter(name=name).first() or group(course, name)


@pytest.fixture
def late(coordinator: Account) -> Callable[[], Client]:
    """A coordinator's browser when the groups are over."""

    def there() -> Client:
        clock.move_to(LATER)
        return sign_in(Client(), coordinator)

    return there


def test_the_page_and_its_file_say_the_same_and_name_nobody(
    late: Callable[[], Client], course: Course
) -> None:
    five, four = group(course, "Five"), group(course, "Four")
    for _ in range(5):
        person(five, 15, 9)
    for _ in range(4):
        person(four, 23, 22)
    names = [seat.member.name for seat in five.enrollments.select_related("member")]

    desk = late()
    page = desk.get(reverse("desk-outcomes")).content.decode()
    file = desk.get(reverse("desk-outcomes"), {"csv": "outcomes"}).content.decode("utf-8-sig")

    main = page[page.index('id="main"') :]
    assert "15.0" in main
    assert "5 of 5 both times" in " ".join(main.split())
    assert "4 people" in " ".join(main.split())
    assert [word for word in ("23.0", "22.0", "22.5", *names) if word in main + file] == []
    rows = {line["Group or programme"]: line for line in csv.DictReader(io.StringIO(file))}
    assert (rows["Five"]["Start"], rows["Five"]["Change"]) == ("15.0", "-6.0")
    assert (rows["Four"]["Start"], rows["Four"]["Answered at the start"]) == ("", "")
    assert rows["Foundations"]["Answered at the start"] == "9"
    assert rows["Foundations"]["Answered both times"] == "5"


def test_more_groups_ask_no_more(course: Course, late: Callable[[], Client]) -> None:
    desk = late()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(reverse("desk-outcomes")).status_code == 200
        return len(asked)

    person(group(course, "One"), 10, 5)
    queries()
    few = queries()
    for name in ("Two", "Three"):
        for _ in range(5):
            person(group_named(course, name), 10, 5)

    assert queries() == few
