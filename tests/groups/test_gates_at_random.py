"""Whatever happens to a group, in any order: its gate is true, and parts begin with modules."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

import clock
from accounts.models import Account
from groups.models import Cohort, Enrollment, GroupSession
from groups.planning.errors import InTheWay, OutOfOrder
from groups.planning.meetings import cancel_meeting, move_meeting
from groups.seats.actions import activate_seat, release_seat, take_seat
from groups.seats.errors import CohortFull, EnrolmentClosed
from groups.sessions.actions import InThePast, end_session, reopen_session
from tests.factories import NOW, make_member
from tests.gates import gated_course, look_in
from tests.groups.rows import found
from tests.groups.test_gates import kept_true

pytestmark = pytest.mark.django_db
STEPS = 40
Act = Callable[["World"], None]


class World:
    """A group, who runs it, and dice."""

    def __init__(self, seed: int, *, leader: Account, by: Account) -> None:
        clock.move_to(NOW)
        self.dice, self.by = Random(seed), by
        self.cohort = found(leader=leader, by=by, course=gated_course(), capacity=14)

    def ahead(self) -> list[GroupSession]:
        """The planned sessions that have not begun, soonest first."""
        planned = self.cohort.sessions.filter(state="planned", starts_at__gt=clock.now())
        return list(planned.order_by("starts_at"))


def time_passes(world: World) -> None:
    clock.move_to(clock.now() + timedelta(hours=world.dice.randint(1, 60)))
    look_in(world.cohort)


def a_session_moves(world: World) -> None:
    if not (ahead := world.ahead()):
        return
    one = world.dice.choice(ahead)
    at = one.starts_at + timedelta(hours=world.dice.randint(-80, 80))
    try:
        move_meeting(one, starts_at=at, note="", by=world.by, now=clock.now())
    except (InTheWay, OutOfOrder, InThePast):
        return


def a_session_is_cancelled(world: World) -> None:
    if ahead := world.ahead()[:3]:
        cancel_meeting(world.dice.choice(ahead), note="", by=world.by, now=clock.now())


def a_room_is_closed_early_and_perhaps_opened_again(world: World) -> None:
    if ahead := world.ahead()[:2]:
        one = world.dice.choice(ahead)
        end_session(one, by=world.by.pk, now=clock.now())
        if world.dice.random() < 0.8:
            reopen_session(GroupSession.objects.get(pk=one.pk), by=world.by.pk, now=clock.now())
        look_in(world.cohort)


def somebody_takes_a_seat(world: World) -> None:
    now = clock.now()
    try:
        seat, _new = take_seat(
            world.cohort, member=make_member(), hold_until=now + timedelta(minutes=36), now=now
        )
    except (EnrolmentClosed, CohortFull):
        return
    if world.dice.random() < 0.6:
        activate_seat(seat, now=now)
    elif world.dice.random() < 0.5:
        release_seat(seat, reason="over", now=now)


ACTS: list[Act] = [
    time_passes,
    time_passes,
    time_passes,
    a_session_moves,
    a_session_is_cancelled,
    a_room_is_closed_early_and_perhaps_opened_again,
    somebody_takes_a_seat,
    somebody_takes_a_seat,
]


def check(world: World) -> None:
    """What holds at every moment."""
    cohort = Cohort.objects.get(pk=world.cohort.pk)
    if cohort.state == "running":
        kept_true(cohort)
    for seat in cohort.enrollments.filter(begins_with__gt=1):
        _begins_with_a_module(seat)


def _begins_with_a_module(seat: Enrollment) -> None:
    """Their first session teaches a week at which newcomers may join; or the first that was not
    closed before it began, where others were."""
    taught = seat.cohort.weeks.filter(session__number__gte=seat.begins_with)
    weeks = list(taught.select_related("week", "session").order_by("session__starts_at"))
    held = [one for one in weeks if not one.session.called_off]
    firsts = {one[0].week.number for one in (weeks, held) if one}
    assert firsts & set(seat.cohort.course.gates), (seat.begins_with, firsts)


@pytest.mark.parametrize("seed", range(6))
def test_gates_and_parts_hold_in_any_order(
    seed: int, leader: Account, coordinator: Account
) -> None:
    world = World(seed, leader=leader, by=coordinator)
    for _step in range(STEPS):
        world.dice.choice(ACTS)(world)
        world.cohort.refresh_from_db()
        check(world)


def test_the_dice_reach_what_matters(leader: Account, coordinator: Account) -> None:
    """Otherwise the test above would hold of nothing."""
    later = gates = 0
    for seed in range(4):
        world = World(seed, leader=leader, by=coordinator)
        world.cohort.slug = f"dice-{seed}"
        world.cohort.save()
        for _step in range(STEPS):
            world.dice.choice(ACTS)(world)
            world.cohort.refresh_from_db()
            gates += world.cohort.gate is not None
        later += world.cohort.enrollments.filter(begins_with__gt=1).count()
    assert later > 2
    assert gates > 10
