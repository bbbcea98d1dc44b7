"""One step of a row: by its table, once, and with its entry."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from audit.states import StateMoved, move, move_all, steps_of
from groups.models import Cohort, Enrollment
from groups.seats.models import SeatState
from tests.factories import NOW, make_cohort, make_enrollment, make_member

pytestmark = pytest.mark.django_db


def _entries() -> list[tuple[str, str, object, object]]:
    return [
        (entry.act, entry.object_id, entry.facts["before"], entry.facts["after"])
        for entry in Entry.objects.all()
    ]


def test_a_step_of_the_table_changes_the_row_and_leaves_an_entry() -> None:
    cohort = make_cohort()
    closes = NOW + timedelta(days=2)
    move(
        cohort, to="running", act="cohort.started", by=7, now=NOW,
        changes={"enrolment_closes_at": closes}, sessions=3,
    )  # fmt: skip
    assert (cohort.state, cohort.enrolment_closes_at) == ("running", closes)
    cohort.refresh_from_db()
    assert (cohort.state, cohort.enrolment_closes_at) == ("running", closes)
    entry = Entry.objects.get()
    assert (entry.actor_id, entry.at, entry.object_type) == (7, NOW, "groups.cohort")
    assert entry.facts == {"before": "open", "after": "running", "sessions": 3}


def _another_state(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.RUNNING)


def _another_name(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(name="Renamed meanwhile")


@pytest.mark.parametrize(
    ("to", "meanwhile"),
    [("ended", lambda _cohort: None), ("running", _another_state), ("running", _another_name)],
    ids=["no such step", "somebody was first", "what must hold beside it does not"],
)
def test_a_step_that_cannot_be_taken_changes_nothing(
    to: str, meanwhile: Callable[[Cohort], None]
) -> None:
    cohort = make_cohort()
    meanwhile(cohort)
    stands = Cohort.objects.values().get()
    with pytest.raises(StateMoved):
        move(
            cohort, to=to, act="cohort.moved", by=None, now=NOW,
            changes={"name": "Changed"}, if_still={"name": cohort.name},
        )  # fmt: skip
    assert cohort.state == Cohort.State.OPEN
    assert Cohort.objects.values().get() == stands
    assert _entries() == []


@pytest.mark.parametrize("seats", [1, 5])
def test_many_rows_move_in_as_many_queries_as_one_with_an_entry_each(
    seats: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cohort = make_cohort()
    able = [make_enrollment(cohort) for _ in range(seats)]
    held = make_enrollment(cohort, state=SeatState.HELD)
    with django_assert_num_queries(4):  # look, lock, update, entries
        moved = move_all(
            cohort.enrollments.all(), to=SeatState.COMPLETED, act="seat.completed", by=None,
            now=NOW, changes={"ended_at": NOW},
        )  # fmt: skip
    assert moved == seats
    assert set(Enrollment.objects.exclude(pk=held.pk).values_list("state", "ended_at")) == {
        ("completed", NOW)
    }
    held.refresh_from_db()
    assert held.state == SeatState.HELD
    assert sorted(_entries()) == sorted(
        ("seat.completed", str(seat.pk), "active", "completed") for seat in able
    )
    assert {entry.member_id for entry in Entry.objects.all()} == {seat.member_id for seat in able}


def test_no_row_able_to_move_is_one_query_and_no_entry(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cohort = make_cohort()
    with django_assert_num_queries(1):
        assert not move_all(
            cohort.enrollments.all(), to=SeatState.COMPLETED, act="seat.completed", by=None, now=NOW
        )
    assert _entries() == []


def test_a_model_without_a_table_cannot_be_moved() -> None:
    with pytest.raises(TypeError):
        steps_of(type(make_member()))
