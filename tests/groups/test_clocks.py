"""A government changes its clocks: groups that were planned before keep the hour on their wall."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from groups.clocks.actions import keep_the_hours
from groups.links.due import post_due_letters
from groups.models import Cohort, Enrollment, GroupSession, RulesChange, SessionMove
from groups.planning.meetings import move_meeting
from outbox.mailbox import MailboxMessage
from outbox.models import Letter
from tests.factories import make_account, make_cohort, make_enrollment, make_member, make_staff
from tests.groups.rows import TELLING, found, kinds_posted
from tests.letters import delivered, file_of
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(weeks=1)
UPGRADE = datetime(2026, 10, 28, 12, 0, tzinfo=UTC)
# Tuesdays at 18:00 in Vancouver. The rules of 2025b put the clocks back on 1 November 2026, those
# of 2026f never again: what was planned for 02:00 UTC is at 01:00.
FIRST_ON = date(2026, 10, 20)
LAST_RIGHT = datetime(2026, 10, 28, 1, 0, tzinfo=UTC)


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR, "sam@example.org")


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR, "ingrid@example.org", first_name="Ingrid")


@pytest.fixture
def cohort(leader: Account, coordinator: Account) -> Cohort:
    """A group of five evenings as an installation with rules of 2025b has planned them."""
    clock.move_to(UPGRADE)
    cohort = found(
        leader=leader, by=coordinator, weeks=5,
        name="Evenings", slug="evenings", zone_name="America/Vancouver", first_on=FIRST_ON,
        starts=time(18, 0), enrolment_closes_at=UPGRADE + DAY, capacity=8,
    )  # fmt: skip
    as_planned_under_2025b(cohort)
    return cohort


def as_planned_under_2025b(cohort: Cohort) -> None:
    for one in cohort.sessions.filter(on__gt=date(2026, 11, 1)):
        GroupSession.objects.filter(pk=one.pk).update(starts_at=one.starts_at + HOUR)


def enrolled(cohort: Cohort, email: str, zone: str, *, discreet: bool = False) -> Enrollment:
    member = make_member(
        make_account(email), name="Ada", time_zone=zone, country="GB", discreet=discreet
    )
    return make_enrollment(cohort, member, activated_at=UPGRADE - 30 * DAY)


def starts(cohort: Cohort) -> list[datetime]:
    return list(cohort.sessions.order_by("number").values_list("starts_at", flat=True))


def letters(to: str) -> list[MailboxMessage]:
    return delivered(to=to)


def test_what_lies_ahead_returns_to_its_hour_and_what_is_right_stays(cohort: Cohort) -> None:
    assert starts(cohort)[2] == datetime(2026, 11, 4, 2, 0, tzinfo=UTC)

    assert keep_the_hours(UPGRADE) == 1

    assert starts(cohort) == [LAST_RIGHT + WEEK * n for n in range(-1, 4)]
    versions = cohort.sessions.order_by("number").values_list("version", flat=True)
    assert list(versions) == [0, 0, 1, 1, 1]
    assert all(
        one.starts_at.astimezone(cohort.zone).time() == time(18) for one in cohort.sessions.all()
    )
    (entry,) = Entry.objects.filter(act="cohort.clocks")
    assert (entry.actor_id, entry.facts) == (None, {"release": "2026f", "sessions": [3, 4, 5]})


def test_done_again_it_changes_nothing_and_writes_to_nobody(cohort: Cohort) -> None:
    enrolled(cohort, "ada@example.org", "America/Vancouver")
    keep_the_hours(UPGRADE)
    before = (starts(cohort), Letter.objects.count(), SessionMove.objects.count())

    assert keep_the_hours(UPGRADE + HOUR) == 0

    assert (starts(cohort), Letter.objects.count(), SessionMove.objects.count()) == before


def test_a_group_that_fails_stays_whole_stops_no_other_and_is_done_later(
    cohort: Cohort, leader: Account, coordinator: Account
) -> None:
    other = found(
        leader=leader, by=coordinator, slug="other", zone_name="America/Vancouver",
        first_on=date(2026, 12, 8), enrolment_closes_at=UPGRADE + DAY,
    )  # fmt: skip
    as_planned_under_2025b(other)
    enrolled(cohort, "ada@example.org", "America/Vancouver")
    in_the_way = SessionMove.objects.create(  # the database refuses a second move of that version
        session=cohort.sessions.get(number=4), version=1,
        was_at=UPGRADE, starts_at=UPGRADE, moved_at=UPGRADE,
    )  # fmt: skip
    before = starts(cohort)

    with pytest.raises(ExceptionGroup, match="could not be put back"):
        keep_the_hours(UPGRADE)

    assert starts(cohort) == before
    assert not Letter.objects.filter(to="ada@example.org").exists()
    assert set(other.sessions.values_list("version", flat=True)) == {1}
    in_the_way.delete()
    assert keep_the_hours(UPGRADE) == 1
    assert starts(cohort)[2:] == [LAST_RIGHT + WEEK * n for n in (1, 2, 3)]
    assert Letter.objects.filter(to="ada@example.org").count() == 1


def test_one_letter_each_however_many_sessions_moved(cohort: Cohort, leader: Account) -> None:
    enrolled(cohort, "ada@example.org", "America/Vancouver")
    enrolled(cohort, "ben@example.org", "Europe/London")
    keep_the_hours(UPGRADE)
    assert kinds_posted(UPGRADE) == []  # no "session moved" beside it

    (ada,), (ben,), (ingrid,) = (
        letters(to) for to in ("ada@example.org", "ben@example.org", leader.email)
    )

    subject = "New rules for clocks in Vancouver: when your group meets"
    assert {ada.subject, ben.subject, ingrid.subject} == {subject}
    for body in (ada.text, ada.html):
        assert "Evenings keeps its hour: you go on meeting at 18:00 by the clock there." in body
        assert "For you the hour stays as it was." in body
        assert "Tuesday 3 November 2026, 18:00" in body
        assert "Evenings, session 3" in body
        assert "Tuesday 27 October" not in body
    for body in (ben.text, ben.html):
        assert "that is an hour earlier than before" in body
        assert "(London time)" in body
        assert "Wednesday 4 November 2026, 01:00" in body
    for body in (ingrid.text, ingrid.html):
        assert "Hello Ingrid," in body
        assert "Everybody who takes part gets this letter." in body


def test_the_letters_file_moves_the_entries_that_calendars_hold(cohort: Cohort) -> None:
    seat = enrolled(cohort, "ada@example.org", "Europe/London")
    keep_the_hours(UPGRADE)

    (letter,) = letters("ada@example.org")

    events = file_of(letter)
    moved = cohort.sessions.filter(number__gt=2).order_by("number")
    assert [event.uid for event in events] == [f"{one.pk.hex}-{seat.pk.hex[:8]}" for one in moved]
    assert [event.starts_at for event in events] == starts(cohort)[2:]
    assert [event.sequence for event in events] == [1, 1, 1]


def test_a_discreet_letter_about_clocks_has_no_telling_word(
    cohort: Cohort, leader: Account
) -> None:
    enrolled(cohort, "ada@example.org", "Europe/London", discreet=True)
    make_member(leader, discreet=True)
    keep_the_hours(UPGRADE)

    told = [letter for to in ("ada@example.org", leader.email) for letter in letters(to)]

    assert len(told) == 2
    for letter in told:
        assert "Appointment 3" in letter.text
        shown = [letter.sender, letter.subject, letter.text, letter.html, *letter.attachments]
        shown += [event.summary + event.description for event in letter.invitations]
        words = " ".join(shown).replace("localhost", "").lower()
        assert [word for word in TELLING if word in words] == []


def test_an_hour_that_somebody_chose_is_kept_as_chosen(
    cohort: Cohort, coordinator: Account
) -> None:
    third = cohort.sessions.get(number=3)
    nineteen = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)  # Wednesday 19:00 on Vancouver's wall now
    move_meeting(third, starts_at=nineteen, note="", by=coordinator, now=UPGRADE)

    keep_the_hours(UPGRADE)

    third.refresh_from_db()
    assert (third.starts_at, third.version) == (nineteen, 1)
    assert (third.on, third.starts) == (date(2026, 11, 4), time(19, 0))


def test_a_session_that_people_may_be_in_is_left_as_it_stands(cohort: Cohort) -> None:
    third = cohort.sessions.get(number=3)

    keep_the_hours(third.starts_at - timedelta(minutes=10))

    kept = cohort.sessions.get(number=3)
    assert (kept.starts_at, kept.version) == (third.starts_at, 0)
    assert cohort.sessions.get(number=4).version == 1


def test_an_hour_that_the_clocks_give_twice_or_skip_is_no_change() -> None:
    twice = make_cohort(zone_name="Europe/London", starts=time(1, 30))
    GroupSession.objects.create(
        cohort=twice, number=1, minutes=60, on=date(2026, 10, 25), starts=time(1, 30),
        starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # the second half past one
    )  # fmt: skip
    GroupSession.objects.create(
        cohort=twice, number=2, minutes=60, on=date(2027, 3, 28), starts=time(1, 30),
        starts_at=datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # read as before the change
    )  # fmt: skip

    assert keep_the_hours(datetime(2026, 10, 1, tzinfo=UTC)) == 0


def test_enrolment_closes_before_the_moment_that_holds(
    leader: Account, coordinator: Account
) -> None:
    clock.move_to(UPGRADE)
    later = found(
        leader=leader, by=coordinator, zone_name="America/Vancouver", starts=time(18, 0),
        first_on=date(2026, 12, 8), enrolment_closes_at=datetime(2026, 12, 9, tzinfo=UTC),
    )  # fmt: skip
    as_planned_under_2025b(later)

    keep_the_hours(UPGRADE)

    later.refresh_from_db()
    assert later.enrolment_closes_at == datetime(2026, 12, 8, 23, 0, tzinfo=UTC)


def test_a_draft_is_put_right_without_letters(cohort: Cohort) -> None:
    Cohort.objects.update(state=Cohort.State.DRAFT)

    keep_the_hours(UPGRADE)

    assert starts(cohort)[2:] == [LAST_RIGHT + WEEK * n for n in (1, 2, 3)]
    assert not Letter.objects.exists()


def test_the_reminder_after_it_says_the_hour_that_holds(cohort: Cohort) -> None:
    enrolled(cohort, "ada@example.org", "Europe/London")
    third = cohort.sessions.get(number=3)
    before = third.starts_at - DAY
    post_due_letters(before)
    keep_the_hours(before + HOUR)
    clock.move_to(before + HOUR)

    assert kinds_posted(before + HOUR) == ["session-tomorrow"]

    told = letters("ada@example.org")
    assert "Wednesday 4 November 2026, 01:00" in told[-1].text
    assert not any("Wednesday 4 November 2026, 02:00" in letter.text for letter in told)


def test_who_hears_of_two_moves_at_once_reads_the_hour_they_knew(
    cohort: Cohort, coordinator: Account
) -> None:
    enrolled(cohort, "ada@example.org", "Europe/London")
    enrolled(cohort, "ben@example.org", "America/Vancouver")
    keep_the_hours(UPGRADE)  # its letter has not left when somebody moves the third session
    third = cohort.sessions.get(number=3)
    move_meeting(third, starts_at=third.starts_at + DAY, note="", by=coordinator, now=UPGRADE)
    post_due_letters(UPGRADE)

    by_clocks, by_hand = sorted(letters("ada@example.org"), key=lambda letter: letter.subject)

    assert "session 3" not in by_clocks.text
    assert "No longer on Wednesday 4 November 2026, 02:00, but on" in by_hand.text
    *_by_clocks, to_ben = sorted(letters("ben@example.org"), key=lambda letter: letter.subject)
    assert "No longer on Tuesday 3 November 2026, 18:00, but on" in to_ben.text


# --- pages ----------------------------------------------------------------------------------------
def test_today_tells_that_the_clocks_changed_and_calls_nothing_moved(cohort: Cohort) -> None:
    seat = enrolled(cohort, "ada@example.org", "Europe/London")
    late = make_enrollment(cohort, activated_at=UPGRADE + HOUR)
    keep_the_hours(UPGRADE)
    clock.move_to(UPGRADE + 2 * HOUR)

    page, of_a_newcomer = (
        sign_in(Client(), who.member.account).get(reverse("today")).content.decode()
        for who in (seat, late)
    )

    assert "New rules for the clocks in Vancouver" in page
    assert "Wednesday 4 November 2026" in page
    assert "has moved. Its new time" not in page + of_a_newcomer
    assert "New rules for the clocks" not in of_a_newcomer


def test_the_door_of_a_room_calls_moved_what_somebody_moved(
    cohort: Cohort, coordinator: Account
) -> None:
    seat = enrolled(cohort, "ada@example.org", "Europe/London")
    keep_the_hours(UPGRADE)
    by_hand = cohort.sessions.get(number=4)
    move_meeting(by_hand, starts_at=by_hand.starts_at + DAY, note="", by=coordinator, now=UPGRADE)
    client = sign_in(Client(), seat.member.account)

    by_clocks, moved = (
        client.get(reverse("room", args=[cohort.sessions.get(number=number).pk]))
        for number in (3, 4)
    )

    assert (by_clocks.status_code, moved.status_code) == (403, 403)
    assert "has moved to a new time" not in by_clocks.content.decode()
    assert "has moved to a new time" in moved.content.decode()


@pytest.mark.parametrize("groups", [1, 3])
def test_the_desk_lists_what_the_clocks_moved(
    cohort: Cohort, leader: Account, coordinator: Account, groups: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(1, groups):
        other = found(
            leader=leader, by=coordinator, slug=f"also-{number}", name=f"Also {number}",
            zone_name="America/Vancouver", first_on=date(2026, 12, 8),
            enrolment_closes_at=UPGRADE + DAY,
        )  # fmt: skip
        as_planned_under_2025b(other)
    keep_the_hours(UPGRADE)
    desk = sign_in(Client(), coordinator)
    today = desk.get(reverse("today")).content.decode()

    with django_assert_num_queries(7):
        page = " ".join(desk.get(reverse("desk-clocks")).content.decode().split())

    assert ("of 1 group" if groups == 1 else "of 3 groups") in today
    assert reverse("desk-clocks") in today
    assert "3 sessions" in page
    assert "an hour earlier" in page
    assert "rules 2026f, 28 October 2026" in page
    assert ("Also 2" in page) is (groups == 3)


def test_without_a_change_the_desk_says_so_and_a_leader_may_not_look(
    leader: Account, coordinator: Account
) -> None:
    page = sign_in(Client(), coordinator).get(reverse("desk-clocks"))
    refused = sign_in(Client(), leader).get(reverse("desk-clocks"))

    assert "No clock has moved a session" in page.content.decode()
    assert refused.status_code == 403


# --- cost -----------------------------------------------------------------------------------------
def test_a_look_that_finds_nothing_is_one_query_however_many_groups(
    cohort: Cohort, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keep_the_hours(UPGRADE)

    with django_assert_num_queries(1):
        keep_the_hours(UPGRADE)


def test_a_group_is_put_right_with_as_many_queries_however_many_sessions(cohort: Cohort) -> None:
    ahead = cohort.sessions.filter(number__gt=2).order_by("number")
    GroupSession.objects.filter(pk__in=[one.pk for one in ahead[1:]]).update(state="cancelled")
    with CaptureQueriesContext(connection) as of_one:
        keep_the_hours(UPGRADE)
    GroupSession.objects.update(state=GroupSession.State.PLANNED)
    as_planned_under_2025b(cohort)

    with CaptureQueriesContext(connection) as of_three:
        keep_the_hours(UPGRADE)

    assert len(of_three) == len(of_one)
    assert RulesChange.objects.count() == 2
