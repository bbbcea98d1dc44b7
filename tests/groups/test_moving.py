"""The coordinator moves and cancels sessions: on the group's clock, in order."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from accounts.roles import Role
from groups.cohorts.models import Cohort
from groups.models import CohortWeek
from groups.sessions.actions import end_session
from tests.factories import (
    make_enrollment,
    make_staff,
)
from tests.groups.rows import STARTS, found

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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
