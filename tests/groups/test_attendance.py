"""From stays to verdicts; corrections stay, and each has its reason."""

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from groups.attendance.actions import (
    ReasonMissing,
    arrive,
    check_attendance,
    correct,
    judge,
    leave,
    seen,
)
from groups.attendance.models import Attendance, Visit
from groups.attendance.verdicts import Held, Stay, verdict_of
from groups.models import GroupSession
from groups.seats.models import SeatState
from groups.sessions.actions import end_session
from tests.factories import make_account, make_cohort, make_enrollment, make_session
from tests.groups.rows import STARTS, fresh

MINUTE = timedelta(minutes=1)
ENDS = STARTS + 120 * MINUTE
Verdict = Attendance.Verdict


def judged(
    *stays: tuple[float, ...],
    led: float | None = -15,
    ended: float = 120,
    percent: int = 50,
    knocked: float | None = None,
) -> tuple[str, int]:
    """The verdict, in minutes after the start: stays from and to (and from when at the door)."""
    made = [
        Stay(at(begin), at(end), door_at=at(door[0]) if door else None)
        for begin, end, *door in stays
    ]
    held = Held(
        starts_at=STARTS, ends_at=ENDS, ended_at=at(ended), led_at=None if led is None else at(led)
    )
    knocked_at = None if knocked is None else at(knocked)
    return verdict_of(made, held=held, percent=percent, knocked_at=knocked_at)


def at(minute: float) -> datetime:
    return STARTS + minute * MINUTE


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([], ("absent", 0)),
        ([(0, 120)], ("present", 120)),
        ([(-15, 200)], ("present", 120)),
        ([(5, 120)], ("present", 115)),
        ([(5.1, 120)], ("late", 114)),
        ([(14.9, 120)], ("late", 105)),
        ([(15, 120)], ("absent", 105)),
        ([(-10, -1)], ("absent", 0)),
        ([(-10, 0)], ("absent", 0)),
        ([(120, 130)], ("absent", 0)),
        ([(0, 10), (60, 120)], ("present", 70)),
        ([(60, 120), (2, 10)], ("present", 68)),
        ([(-10, -5), (7, 120)], ("late", 113)),
        ([(0, 60), (30, 90)], ("left_early", 90)),
        ([(0, 60), (30, 118)], ("present", 118)),
        ([(0, 120), (10, 20)], ("present", 120)),
    ],
)
def test_the_verdict_follows_from_the_first_arrival_in_the_session(
    stays: list[tuple[float, float]], expected: tuple[str, int]
) -> None:
    assert judged(*stays) == expected


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([(1, 1.3)], ("absent", 0)),  # twenty seconds
        ([(0, 59)], ("absent", 59)),
        ([(0, 60)], ("left_early", 60)),
        ([(0, 114.9)], ("left_early", 114)),
        ([(0, 115)], ("present", 115)),
        ([(8, 100)], ("left_early", 92)),
        ([(4, 61)], ("left_early", 57)),
        ([(0, 20), (100, 120)], ("absent", 40)),
    ],
)
def test_looking_in_is_not_being_there_and_leaving_early_has_its_own_name(
    stays: list[tuple[float, float]], expected: tuple[str, int]
) -> None:
    assert judged(*stays) == expected


def test_how_much_of_a_session_counts_is_the_clinics() -> None:
    assert judged((0, 60), percent=51)[0] == "absent"
    assert judged((0, 60), percent=50)[0] == "left_early"
    assert judged((0, 6), percent=5)[0] == "left_early"


@pytest.mark.parametrize(
    ("stay", "expected"),
    [
        ((30, 120, -3), ("present", 90)),  # let in late, at the door in time
        ((100, 120, 0), ("present", 20)),
        ((30, 120, 7), ("late", 90)),
        ((30, 120, 15), ("absent", 90)),
        ((30, 120), ("absent", 90)),
    ],
)
def test_the_door_counts_and_not_when_somebody_opened_it(
    stay: tuple[float, ...], expected: tuple[str, int]
) -> None:
    assert judged(stay) == expected


def test_a_late_leader_makes_nobody_late_and_a_late_member_stays_late() -> None:
    assert judged((22, 120, 0), led=20) == ("present", 98)
    assert judged((22, 120, 18), led=20) == ("present", 98)
    assert judged((27, 120), led=20) == ("late", 93)
    assert judged((36, 120), led=20) == ("absent", 84)
    # Half of what was held is enough.
    assert judged((22, 71, 0), led=20) == ("left_early", 49)


def test_whoever_was_never_let_in_is_for_the_leaders_to_judge() -> None:
    assert judged(knocked=-5) == ("unmarked", 0)
    assert judged(knocked=14) == ("unmarked", 0)
    assert judged(knocked=40) == ("absent", 0)
    assert judged() == ("absent", 0)


def test_a_session_that_nobody_led_or_that_never_began_marks_nobody() -> None:
    assert judged((0, 120), led=None) == ("unmarked", 0)
    assert judged(led=None) == ("unmarked", 0)
    assert judged((-10, -5), ended=-5) == ("unmarked", 0)
    assert judged(ended=-5) == ("unmarked", 0)
    assert judged((0, 4), ended=4) == ("present", 4)
    assert judged((3, 5), ended=5) == ("present", 2)  # in time, and to the end
    assert judged(ended=4) == ("absent", 0)


def test_nobody_has_to_stay_longer_than_the_leaders_or_the_plan() -> None:
    assert judged((0, 80), ended=80) == ("present", 80)
    assert judged((0, 40), ended=80) == ("left_early", 40)
    assert judged((0, 120), ended=150) == ("present", 120)


spans = st.lists(
    st.tuples(st.integers(-60, 180), st.integers(0, 200)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=6,
)


@given(spans)
def test_overlapping_stays_count_once(stays: list[tuple[int, int]]) -> None:
    """The minutes are those of the union, counted one by one."""
    present = {minute for begin, end in stays for minute in range(max(begin, 0), min(end, 120))}

    assert judged(*stays)[1] == len(present)


@given(spans, st.randoms())
def test_the_order_of_stays_does_not_matter(stays: list[tuple[int, int]], random: Random) -> None:
    shuffled = list(stays)
    random.shuffle(shuffled)

    assert judged(*shuffled) == judged(*stays)


@given(spans, st.tuples(st.integers(-60, 180), st.integers(1, 60)))
def test_another_stay_never_makes_it_worse(
    stays: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    order: list[str] = [Verdict.ABSENT, Verdict.LEFT_EARLY, Verdict.LATE, Verdict.PRESENT]
    before, after = judged(*stays), judged(*stays, (more[0], more[0] + more[1]))

    assert order.index(after[0]) >= order.index(before[0])
    assert after[1] >= before[1]


@pytest.fixture
def meeting(db: None) -> GroupSession:
    return make_session(make_cohort())


def test_a_reload_is_one_stay(meeting: GroupSession) -> None:
    seat = make_enrollment(meeting.cohort)

    first = arrive(meeting, enrollment=seat, now=STARTS)
    again = arrive(meeting, enrollment=seat, now=STARTS + MINUTE)

    assert first == again
    visit = Visit.objects.get()
    assert (visit.arrived_at, visit.seen_at, visit.left_at) == (STARTS, STARTS + MINUTE, None)


def test_coming_back_is_a_second_stay(meeting: GroupSession) -> None:
    seat = make_enrollment(meeting.cohort)
    leave(arrive(meeting, enrollment=seat, now=STARTS), now=STARTS + 30 * MINUTE)
    arrive(meeting, enrollment=seat, now=STARTS + 60 * MINUTE)
    seen(Visit.objects.values_list("pk", flat=True), now=STARTS + 70 * MINUTE)

    end_session(meeting, by=None, now=ENDS)
    judge(meeting, now=ENDS, led_at=STARTS)

    verdict = Attendance.objects.get()
    assert (verdict.verdict, verdict.minutes) == (Verdict.ABSENT, 40)


def test_leaving_twice_changes_nothing(meeting: GroupSession) -> None:
    visit = arrive(meeting, enrollment=make_enrollment(meeting.cohort), now=STARTS)

    leave(visit, now=STARTS + MINUTE)
    leave(visit, now=STARTS + 9 * MINUTE)
    seen([visit.pk], now=STARTS + 9 * MINUTE)

    assert Visit.objects.get().left_at == STARTS + MINUTE
    assert Visit.objects.get().seen_at == STARTS + MINUTE


def test_everybody_enrolled_is_judged_and_nobody_else(meeting: GroupSession) -> None:
    cohort = meeting.cohort
    here, away = make_enrollment(cohort), make_enrollment(cohort, state=SeatState.PAST_DUE)
    make_enrollment(cohort, state=SeatState.HELD)
    make_enrollment(cohort, state=SeatState.REMOVED)
    leave(arrive(meeting, enrollment=here, now=STARTS), now=ENDS)

    judge(meeting, now=ENDS, led_at=STARTS)

    rows = Attendance.objects.values_list("enrollment", "verdict")
    assert dict(rows) == {here.pk: "present", away.pk: "absent"}


def test_judging_again_keeps_what_was_corrected(meeting: GroupSession) -> None:
    cohort, leader = meeting.cohort, make_account()
    mine, other = make_enrollment(cohort), make_enrollment(cohort)
    judge(meeting, now=ENDS, led_at=STARTS)
    correct(
        Attendance.objects.get(enrollment=mine),
        verdict=Verdict.EXCUSED,
        reason=" rang before ",
        by=leader,
        now=ENDS,
    )
    leave(arrive(meeting, enrollment=other, now=STARTS), now=ENDS)

    judge(meeting, now=ENDS + MINUTE, led_at=STARTS)

    mine_now, other_now = (Attendance.objects.get(enrollment=one) for one in (mine, other))
    assert (mine_now.verdict, mine_now.reason) == (Verdict.EXCUSED, "rang before")
    assert (other_now.verdict, other_now.minutes) == (Verdict.PRESENT, 120)
    entry = Entry.objects.get(act="attendance.corrected")
    assert (entry.actor_id, entry.member_id) == (leader.pk, mine.member_id)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_correction_needs_a_reason(meeting: GroupSession, reason: str) -> None:
    make_enrollment(meeting.cohort)
    (verdict,) = judge(meeting, now=ENDS, led_at=STARTS)

    with pytest.raises(ReasonMissing):
        correct(verdict, verdict=Verdict.PRESENT, reason=reason, by=make_account(), now=ENDS)

    assert Attendance.objects.get().verdict == Verdict.ABSENT


def test_attendance_is_looked_at_once(meeting: GroupSession) -> None:
    first, second = make_account(), make_account()

    check_attendance(meeting, by=first, now=ENDS)
    check_attendance(meeting, by=second, now=ENDS + MINUTE)

    assert fresh(meeting).attendance_checked_at == ENDS
    assert Entry.objects.get(act="attendance.checked").actor_id == first.pk
