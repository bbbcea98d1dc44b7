"""Outcomes: means of five people or more, and nothing from which fewer could be worked out."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Course, Response
from groups.cohorts.models import Cohort
from groups.measuring.outcomes import Outcome, outcomes
from groups.models import OccasionResponse
from groups.seats.models import SeatState
from tests.factories import NOW, make_cohort, make_course, make_enrollment

pytestmark = pytest.mark.django_db


def person(cohort: Cohort, start: int | None, end: int | None, *, state: str = "active") -> None:
    """Somebody who had these PHQ-9 totals at the start and at the end; None: not answered."""
    part = make_enrollment(cohort, state=SeatState(state), activated_at=NOW)
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


@pytest.fixture
def course() -> Course:
    """A programme."""
    return make_course(name="Foundations")


def group(course: Course, name: str) -> Cohort:
    return make_cohort(course=course, name=name, slug=name.lower(), capacity=14)


def row(name: str) -> Outcome:
    return next(one for one in outcomes() if one.name == name)


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


def test_the_change_is_that_of_those_who_answered_both_times(course: Course) -> None:
    some = group(course, "Some")
    for start, end in ((20, 10), (20, 10), (20, 14), (20, 20), (10, 20), (27, None), (None, 0)):
        person(some, start, end)

    told = row("Some")

    assert (told.at_start, told.at_end, told.at_both) == (6, 6, 5)
    assert told.change == Decimal("-3.2")
    assert (told.better, told.worse) == (3, 1)


def test_who_left_and_a_form_without_a_total_are_not_counted(course: Course) -> None:
    some = group(course, "Some")
    for _ in range(4):
        person(some, 10, 5)
    person(some, 27, 27, state="removed")
    person(some, -1, -1)

    assert row("Some").says_something is False
    person(some, 10, 5)
    assert (row("Some").at_start, row("Some").start) == (5, Decimal("10.0"))


def test_a_programme_leaves_out_groups_that_the_difference_would_give_away(course: Course) -> None:
    for name, people in (("Six", 6), ("Two", 2)):
        for _ in range(people):
            person(group_named(course, name), 10 if name == "Six" else 20, 4)

    alone = row("Foundations")
    assert (alone.at_start, alone.start) == (6, Decimal("10.0"))  # and not of eight people

    for _ in range(3):
        person(group_named(course, "Three"), 20, 4)
    together = row("Foundations")
    assert (together.at_start, together.start) == (11, Decimal("14.5"))
    assert together.people == 11
    assert row("Two").says_something is row("Three").says_something is False


def group_named(course: Course, name: str) -> Cohort:
    return Cohort.objects.filter(name=name).first() or group(course, name)


def test_the_page_and_its_file_say_the_same_and_name_nobody(desk: Client, course: Course) -> None:
    five, four = group(course, "Five"), group(course, "Four")
    for _ in range(5):
        person(five, 15, 9)
    for _ in range(4):
        person(four, 23, 22)
    names = [seat.member.name for seat in five.enrollments.select_related("member")]

    page = desk.get(reverse("desk-outcomes")).content.decode()
    file = desk.get(reverse("desk-outcomes"), {"csv": "outcomes"}).content.decode("utf-8-sig")

    main = page[page.index('id="main"') :]
    assert "15.0" in main
    assert "fewer than five" in main
    assert [word for word in ("23.0", "22.0", "22.5", *names) if word in main + file] == []
    rows = {line["Group or programme"]: line for line in csv.DictReader(io.StringIO(file))}
    assert (rows["Five"]["Start"], rows["Five"]["Change"]) == ("15.0", "-6.0")
    assert (rows["Four"]["Start"], rows["Four"]["Answered at the start"]) == ("", "")
    assert rows["Foundations"]["Answered at the start"] == "5"


def test_more_groups_ask_no_more(course: Course, desk: Client) -> None:
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
