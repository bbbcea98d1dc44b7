"""When something is delivered to whom: sessions move, are cancelled; people come, leave, return."""

from datetime import timedelta

import pytest

import clock
from accounts.models import Account
from accounts.roles import Role
from courses.catalogue.queries import Resource
from groups.assigning.queries import assigned_worksheets, given_to
from groups.models import Assignment, Cohort, Enrollment, GroupSession
from groups.planning.meetings import cancel_meeting, move_meeting
from groups.seats.actions import remove_member
from groups.sessions.actions import end_session
from groups.weeks.actions import plan_weeks
from tests.factories import NOW, make_enrollment, make_staff
from tests.groups.giving import (
    BEFORE,
    LATER,
    NEXT,
    ada,
    bob,
    browser,
    cohort,
    give,
    leader,
    olga,
    other,
    other_leader,
    page_of,
    sheet,
    take_part,
    text,
)

__all__ = ["ada", "bob", "cohort", "leader", "olga", "other", "other_leader", "sheet"]  # fixtures
pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=2)
MINUTE = timedelta(minutes=1)


def session_of(cohort: Cohort, number: int) -> GroupSession:
    return cohort.sessions.get(number=number)


def has(part: Enrollment, given: Assignment, *, at: object) -> bool:
    """Whether it stands on the member's pages at that moment, and opens."""
    clock.move_to(at)  # type: ignore[arg-type]
    own = browser(part)
    listed = given.pk in {one.assignment.pk for one in given_to(part.member, now=clock.now())}
    assert ("Pebbles" in text(own.get("/resources/"))) is listed
    assert (own.get(page_of(given)).status_code == 200) is listed
    return listed


def test_with_a_session_it_is_delivered_when_that_is_over(
    cohort: Cohort, ada: Enrollment, olga: Enrollment, leader: Account, sheet: Resource
) -> None:
    coming = session_of(cohort, 2)
    given = give(cohort, sheet, by=leader, for_session=coming)
    assert not has(ada, given, at=NEXT + HOURS - MINUTE)
    assert has(ada, given, at=NEXT + HOURS)
    assert not has(olga, given, at=NEXT + HOURS)
    assert assigned_worksheets(ada.member, now=NEXT) == []
    assert assigned_worksheets(ada.member, now=NEXT + HOURS) == [sheet.ref]


def test_a_session_that_ends_early_delivers_early(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    coming = session_of(cohort, 2)
    given = give(cohort, sheet, by=leader, for_session=coming)
    end_session(coming, by=leader.pk, now=NEXT + timedelta(hours=1))
    assert has(ada, given, at=NEXT + timedelta(hours=1))


def test_a_session_closed_before_it_began_delivers_at_its_planned_end(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    coming = session_of(cohort, 2)
    given = give(cohort, sheet, by=leader, for_session=coming)
    end_session(coming, by=leader.pk, now=NEXT - timedelta(minutes=5))
    assert not has(ada, given, at=NEXT + HOURS - MINUTE)
    assert has(ada, given, at=NEXT + HOURS)


def test_a_moved_session_takes_it_along(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    coming, day = session_of(cohort, 2), timedelta(days=1)
    given = give(cohort, sheet, by=leader, for_session=coming, due_session=session_of(cohort, 3))
    by = make_staff(Role.COORDINATOR)
    move_meeting(coming, starts_at=NEXT + day, note="", by=by, now=NOW)
    assert not has(ada, given, at=NEXT + HOURS)
    assert has(ada, given, at=NEXT + day + HOURS)
    move_meeting(session_of(cohort, 3), starts_at=LATER + day, note="", by=by, now=clock.now())
    assert "For the session on Thursday 10 September." in text(browser(ada).get("/resources/"))


def test_a_cancelled_session_leaves_it_to_the_next_that_takes_place(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    plan_weeks(cohort)
    coming = session_of(cohort, 2)
    given = give(cohort, sheet, by=leader, for_session=coming)
    due = give(cohort, sheet, by=leader, due_session=coming)
    cancel_meeting(coming, note="", by=make_staff(Role.COORDINATOR), now=NOW)
    own = {one.assignment.pk: one for one in given_to(ada.member, now=NOW)}
    assert own.keys() == {due.pk}
    assert own[due.pk].due == session_of(cohort, 3)
    later = {one.assignment.pk for one in given_to(ada.member, now=LATER + HOURS)}
    assert later == {given.pk, due.pk}


def test_where_no_session_follows_it_waits_and_breaks_nothing(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    last = session_of(cohort, 3)
    given = give(cohort, sheet, by=leader, for_session=last)
    GroupSession.objects.filter(pk=last.pk).update(state=GroupSession.State.CANCELLED)
    assert not has(ada, given, at=LATER + timedelta(days=30))
    address = f"/desk/groups/{cohort.slug}/resources/"
    assert "waits for a session that takes place" in text(browser(leader).get(address))


def test_a_newcomer_gets_what_hangs_on_sessions_of_theirs(
    cohort: Cohort, leader: Account, sheet: Resource
) -> None:
    first, second, third = (session_of(cohort, number) for number in (1, 2, 3))
    give(cohort, sheet, by=leader, for_session=first, now=BEFORE)
    give(cohort, sheet, by=leader, now=NOW)
    give(cohort, sheet, by=leader, due_session=second, now=NOW)
    with_third = give(cohort, sheet, by=leader, for_session=third, now=NOW)
    due_third = give(cohort, sheet, by=leader, due_session=third, now=NOW)
    eve = take_part(cohort, "Eve", begins_with=3, activated_at=NOW + HOURS)
    own = {one.assignment.pk for one in given_to(eve.member, now=LATER + HOURS)}
    assert own == {with_third.pk, due_third.pk}
    mine = {one.assignment.pk: one for one in given_to(eve.member, now=LATER + HOURS)}
    assert mine[due_third.pk].delivered_at == NOW + HOURS


def test_whoever_left_keeps_what_was_delivered_and_gets_nothing_new(
    cohort: Cohort, ada: Enrollment, bob: Enrollment, leader: Account, sheet: Resource
) -> None:
    kept = give(cohort, sheet, by=leader)
    ahead = give(cohort, sheet, by=leader, for_session=session_of(cohort, 2))
    remove_member(ada, reason="left", now=NOW + HOURS, by=leader.pk)
    new = give(cohort, sheet, by=leader, now=NOW + 2 * HOURS)
    at = LATER
    assert {one.assignment.pk for one in given_to(ada.member, now=at)} == {kept.pk}
    assert {one.assignment.pk for one in given_to(bob.member, now=at)} == {
        kept.pk,
        ahead.pk,
        new.pk,
    }
    assert has(ada, kept, at=at)
    assert browser(ada).get(page_of(new)).status_code == 404
    # Leaders see nobody who left, and whoever left is seen by nobody.
    page = text(browser(leader).get(f"/desk/groups/{cohort.slug}/resources/standing/"))
    assert "Bob" in page
    assert "Ada" not in page
    assert "Pebbles" not in text(browser(ada).get("/resources/seen/"))


def test_whoever_comes_back_has_each_thing_once_and_what_they_marked(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    given = give(cohort, sheet, by=leader, due_session=session_of(cohort, 3))
    own = browser(ada)
    own.post(f"{page_of(given)}done/", {"done": "yes"})
    remove_member(ada, reason="left", now=NOW + MINUTE, by=leader.pk)
    back = make_enrollment(cohort, ada.member, activated_at=NOW + HOURS)
    found = given_to(ada.member, now=NOW + 2 * HOURS)
    assert [(one.assignment.pk, one.enrollment.pk) for one in found] == [(given.pk, back.pk)]
    assert found[0].done_at is not None


def test_whoever_never_took_part_has_nothing(
    cohort: Cohort, leader: Account, sheet: Resource
) -> None:
    given = give(cohort, sheet, by=leader)
    held = take_part(cohort, "Hal", state="held", activated_at=None)
    released = take_part(cohort, "Rita", state="released", activated_at=None, ended_at=NOW + HOURS)
    for part in (held, released):
        assert not has(part, given, at=NOW)
    assert has(take_part(cohort, "Eve"), given, at=NOW)


def test_what_was_taken_back_before_it_came_never_came(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    given = give(cohort, sheet, by=leader, for_session=session_of(cohort, 2))
    browser(leader).post(f"/desk/groups/{cohort.slug}/resources/{given.pk}/take-back/")
    clock.move_to(NEXT + HOURS)
    assert browser(ada).get(page_of(given)).status_code == 404
