"""Lists over all groups: seats and waiting people, narrowed, sorted and as files."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import clock
from groups.cohorts.models import Cohort
from groups.models import Enrollment
from groups.waiting.actions import put_first
from groups.waiting.ending import decline
from tests.factories import NOW, make_cohort, make_course, make_enrollment, make_member
from tests.groups.waiting import leaves, waits
from tests.spreadsheet.test_files import file_at
from tests.today.bought import desk as desk_of_a_coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    """A coordinator's browser, on 1 September 2026 at noon."""
    clock.move_to(NOW)
    return desk_of_a_coordinator()


SEATS, WAITING, GROUPS = "/desk/seats/", "/desk/waiting/people/", "/desk/groups/"
DAY = timedelta(days=1)


def members(desk: Client, path: str, **asked: str) -> list[str]:
    """Who stands in the list, in its order; its file has the same people."""
    answer = desk.get(path, asked)
    assert answer.status_code == 200
    rows = re.findall(
        r'<th scope="row" role="rowheader">.*?">([^<]+)</a>', answer.content.decode(), re.DOTALL
    )
    name = "seats" if path == SEATS else "waiting"
    assert [row["Member"] for row in file_at(desk, path, csv=name, **asked)] == rows
    return rows


def seat(name: str, cohort: Cohort, days: int = 0, **fields: object) -> Enrollment:
    at = NOW + days * DAY
    return make_enrollment(cohort, make_member(name=name), held_at=at, **fields)  # type: ignore[arg-type]


def test_seats_of_all_groups_are_narrowed_by_how_they_stand(desk: Client) -> None:
    quiet, loud = make_cohort(name="Quiet", capacity=2), make_cohort(name="Loud")
    seat("Ada", quiet, 1, activated_at=NOW)
    seat("Ben", loud, 2, state="held")
    seat("Cem", loud, 3, state="past_due", by_hand=True)
    seat("Dan", loud, 4, state="cancelled", ended_at=NOW)
    seat("Eve", quiet, 5, state="completed", seat_no=2, ended_at=NOW)
    seat("Fay", quiet, 6, seat_no=3)

    assert members(desk, SEATS) == ["Fay", "Cem", "Ben", "Ada"]
    for state, names in {
        "enrolled": ["Fay", "Cem", "Ada"], "held": ["Ben"], "due": ["Cem"], "by-hand": ["Cem"],
        "above": ["Fay"], "departed": ["Dan"], "completed": ["Eve"], "offered": [],
        "nonsense": ["Fay", "Cem", "Ben", "Ada"],
    }.items():  # fmt: skip
        assert members(desk, SEATS, state=state) == names, state
    assert members(desk, SEATS, group="QUIET") == ["Fay", "Ada"]
    assert members(desk, SEATS, who="be", group="quiet") == []
    assert members(desk, SEATS, sort="member") == ["Ada", "Ben", "Cem", "Fay"]
    assert members(desk, SEATS, sort="until")[0] == "Ben"  # whose seat has no end comes last
    assert members(desk, SEATS, sort="-until")[0] == "Ben"
    page = desk.get(SEATS, {"state": "departed"}).content.decode()
    assert "Given back on Tuesday 1 September." in page


def test_waiting_people_of_all_groups_stand_with_their_place_and_why(desk: Client) -> None:
    first, other = make_cohort(name="First", capacity=1), make_cohort(name="Other", capacity=1)
    make_enrollment(first)
    make_enrollment(other)
    waits(first, make_member(name="Ada"), now=NOW - 3 * DAY)
    ben = make_member(name="Ben")
    waits(other, ben, now=NOW - 2 * DAY)
    waits(first, make_member(name="Cem"), now=NOW - DAY)
    make_enrollment(make_cohort(course=other.course), ben)

    assert members(desk, WAITING) == ["Ada", "Ben", "Cem"]
    assert members(desk, WAITING, group="first") == ["Ada", "Cem"]
    assert members(desk, WAITING, sort="-since", who="e") == ["Cem", "Ben", "Ada"]
    rows = {row["Member"]: row for row in file_at(desk, WAITING, csv="waiting")}
    assert (rows["Cem"]["Place"], rows["Ben"]["Place"]) == ("2", "1")
    assert rows["Ada"]["Why"] == "Is asked first when a seat comes free"
    assert rows["Ben"]["Why"] == "Is not asked: they have a seat in this course"
    leaves(first)
    assert members(desk, WAITING, state="offered") == ["Ada"]
    assert members(desk, WAITING, state="waiting") == ["Ben", "Cem"]
    assert members(desk, WAITING, state="ended") == []


def test_groups_are_found_by_how_full_they_are_and_sorted(desk: Client) -> None:
    course = make_course()
    full = make_cohort(name="Full", capacity=2, course=course)
    make_enrollment(full)
    make_enrollment(full)
    make_cohort(name="Empty", capacity=3)
    above = make_cohort(name="Above", capacity=1)
    for _ in range(2):
        make_enrollment(above)
    waits(full)

    def names(**asked: str) -> list[str]:
        rows = file_at(desk, GROUPS, csv="groups", **asked)
        page = desk.get(GROUPS, asked).content.decode()
        shown = re.findall(r'rowheader"><a href="/desk/groups/[\w-]+/">([^<]+)</a>', page)
        assert [row["Group"] for row in rows] == shown
        return shown

    assert sorted(names(seats="full")) == ["Above", "Full"]
    assert names(seats="free") == ["Empty"]
    assert names(seats="above") == ["Above"]
    assert names(seats="waited") == ["Full"]
    assert names(sort="group") == ["Above", "Empty", "Full"]
    assert names(sort="taken")[0] == "Empty"
    assert sorted(names(seats="'; --", sort="password")) == ["Above", "Empty", "Full"]


@pytest.mark.parametrize("path", [SEATS, WAITING])
def test_three_lines_ask_as_often_as_one(desk: Client, path: str) -> None:
    def another() -> None:
        cohort = make_cohort(capacity=1)
        make_enrollment(cohort)
        waits(cohort)

    def queries() -> int:
        desk.get(path)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(path).status_code == 200
        return len(asked)

    another()
    one = queries()
    another()
    another()
    assert queries() == one


def test_two_clicks_say_why_somebody_was_not_asked(desk: Client) -> None:
    """From the list of people who wait to each step of one of them."""
    cohort = make_cohort(capacity=1)
    make_enrollment(cohort)
    waits(cohort, make_member(name="Ada"), now=NOW - DAY)
    ana = waits(cohort, make_member(name="Ana"))
    elsewhere = make_cohort(capacity=1)
    make_enrollment(elsewhere)
    waits(elsewhere, make_member(name="Zoe"))
    leaves(elsewhere)
    leaves(cohort)

    page = desk.get(WAITING, {"who": "Ana"}).content.decode()
    path = reverse("desk-entry", args=[cohort.slug, ana.pk])
    assert f'href="{path}"' in page
    assert f'href="{path}"' in desk.get(reverse("desk-cohort", args=[cohort.slug])).content.decode()
    steps = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", desk.get(path).content.decode()))

    assert "Is asked first when a seat comes free" in steps
    joined = steps.index("Joined the waiting list")
    given = "Seat 1 was offered to Ada : they had waited longer, since Monday 31 August"
    assert joined < steps.replace("Ada:", "Ada :").index(given)
    assert "Zoe" not in steps
    seat_page = desk.get(reverse("desk-seat", args=[cohort.slug, 1])).content.decode()
    assert "had waited since" in seat_page


def test_who_said_no_stands_there_with_each_step_of_their_own(desk: Client) -> None:
    cohort = make_cohort(capacity=1)
    make_enrollment(cohort)
    entry = waits(cohort, make_member(name="Ada"))
    leaves(cohort)
    entry.refresh_from_db()
    decline(entry, by=None, now=NOW + DAY)
    path = reverse("desk-entry", args=[cohort.slug, entry.pk])

    steps = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", desk.get(path).content.decode()))

    told = ["Joined the waiting list", "Seat 1 was offered to them",
            "The letter about their seat left", "Said no"]  # fmt: skip
    places = [steps.rindex(words) for words in told]
    assert places == sorted(places)


def test_an_entry_of_another_group_is_unknown_here(desk: Client) -> None:
    cohort, other = make_cohort(capacity=1), make_cohort(capacity=1)
    make_enrollment(other)
    entry = waits(other)

    assert desk.get(reverse("desk-entry", args=[cohort.slug, entry.pk])).status_code == 404
    assert desk.get(reverse("desk-entry", args=[other.slug, entry.pk])).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_each_step_of_somebody_takes_few_queries(
    desk: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cohort = make_cohort(capacity=rows)
    for _ in range(rows):
        make_enrollment(cohort)
    for _ in range(rows):
        waits(cohort, now=NOW - DAY)
    ana = waits(cohort)
    for _ in range(rows):
        leaves(cohort)
    path = reverse("desk-entry", args=[cohort.slug, ana.pk])
    desk.get(path)

    with django_assert_num_queries(9):
        assert desk.get(path).status_code == 200


def test_whoever_goes_first_is_told_as_that_and_not_as_an_inability(desk: Client) -> None:
    """Ana waited longer and could have been asked: somebody who had paid goes before her."""
    cohort = make_cohort(capacity=1)
    make_enrollment(cohort)
    ana = waits(cohort, make_member(name="Ana"), now=NOW - DAY)
    assert put_first(cohort, member=make_member(name="Vera"), now=NOW)
    leaves(cohort)

    page = desk.get(reverse("desk-entry", args=[cohort.slug, ana.pk])).content.decode()
    steps = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    assert "they had paid for a seat that was gone, and go before the others" in steps
    assert "could not be asked at that moment" not in steps
