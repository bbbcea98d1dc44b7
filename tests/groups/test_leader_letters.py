"""Leaders are told when somebody else moves or cancels a session of theirs."""

import itertools
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import Role, give_role
from accounts.staffing import take_role_away
from config import REPOSITORY
from groups.cohorts.models import Cohort
from groups.leading.actions import change_leaders
from groups.links.due import post_due_letters
from groups.planning.meetings import cancel_meeting, move_meeting
from outbox.mailbox import MailboxMessage
from outbox.models import Letter
from tests.factories import NOW, make_enrollment, make_member, make_staff
from tests.groups.rows import LONG_BEFORE, STARTS, TELLING, found
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR, "sam@example.org")


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR, "ingrid@example.org", first_name="Ingrid & Co")


@pytest.fixture
def second() -> Account:
    return make_staff(Role.FACILITATOR, "noor@example.org", time_zone="America/New_York")


@pytest.fixture
def cohort(leader: Account, second: Account, coordinator: Account) -> Cohort:
    """A group with two leaders."""
    clock.move_to(NOW)
    cohort = found(leader=leader, by=coordinator)
    change_leaders(cohort, leader=leader, co_leader=second, by=coordinator, now=NOW)
    return cohort


def move(cohort: Cohort, *, by: Account, to: datetime = STARTS + DAY) -> None:
    first = cohort.sessions.get(number=1)
    move_meeting(first, starts_at=to, note="Half-term", by=by, now=clock.now())


def cancel(cohort: Cohort, *, by: Account, number: int = 1) -> None:
    one = cohort.sessions.get(number=number)
    cancel_meeting(one, note="Half-term", by=by, now=clock.now())


def letters(to: Account) -> list[MailboxMessage]:
    return delivered(to=to.email)


def test_both_leaders_read_of_a_move_on_the_desk_each_on_their_own_clock(
    cohort: Cohort, coordinator: Account, leader: Account, second: Account
) -> None:
    desk = sign_in(Client(), coordinator)
    wish = {"on": "2026-09-09", "starts": "18:00", "note": "Half-term"}
    desk.post(reverse("desk-move", args=[cohort.slug, 1]), wish)

    (mine,), (theirs,) = letters(leader), letters(second)

    assert mine.subject == "Tuesdays: a session you lead has moved to Wednesday 9 September, 18:00"
    assert "Hello Ingrid & Co," in mine.text
    assert "Hello Ingrid &amp; Co," in mine.html
    for body in (mine.text, mine.html):
        assert "Tuesdays, session 1" in body
        assert "Wednesday 9 September 2026, 18:00" in body
        assert "The line to the members: Half-term" in body
        assert reverse("lead-group", args=["tuesdays"]) in body
        assert "<img" not in body
    for body in (theirs.text, theirs.html):
        assert "Wednesday 9 September 2026, 13:00" in body
        assert "New York time" in body
        assert "For the group: Wednesday, 18:00 (London time)" in body
    for body in (mine.text, mine.html):
        assert "For the group" not in body


def test_a_cancellation_names_the_next_session(
    cohort: Cohort, coordinator: Account, leader: Account
) -> None:
    clock.move_to(STARTS - 5 * MINUTE)  # they may be on their way to the room
    desk = sign_in(Client(), coordinator)
    desk.post(reverse("desk-cancel", args=[cohort.slug, 1]), {"note": ""})

    (letter,) = letters(leader)

    assert letter.subject == "Tuesdays: no session on Tuesday 8 September"
    for body in (letter.text, letter.html):
        assert "After it the group meets next on Tuesday 15 September 2026, 18:00." in body


def test_one_entry_of_each_leader_lives_through_every_change(
    cohort: Cohort, coordinator: Account, leader: Account, second: Account
) -> None:
    move(cohort, by=coordinator)
    letters(leader)
    move(cohort, by=coordinator, to=STARTS + 2 * DAY)
    letters(leader)
    cancel(cohort, by=coordinator)

    mine = [event for letter in letters(leader) for event in letter.invitations]
    theirs = [event for letter in letters(second) for event in letter.invitations]

    assert [(event.method, event.sequence, event.status) for event in mine] == [
        ("REQUEST", 1, "CONFIRMED"),
        ("REQUEST", 2, "CONFIRMED"),
        ("CANCEL", 3, "CANCELLED"),
    ]
    assert [event.starts_at for event in mine] == [STARTS + DAY, *[STARTS + 2 * DAY] * 2]
    assert len({event.uid for event in mine}) == len({event.uid for event in theirs}) == 1
    assert mine[0].uid != theirs[0].uid


def test_each_change_is_told_once(cohort: Cohort, coordinator: Account, leader: Account) -> None:
    move(cohort, by=coordinator)
    for minute in range(3):
        post_due_letters(NOW + minute * MINUTE)

    keys = list(Letter.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == 2
    assert len(letters(leader)) == 1


def test_whoever_made_the_change_gets_no_letter_and_the_other_does(
    cohort: Cohort, leader: Account, second: Account
) -> None:
    give_role(leader, Role.COORDINATOR)

    move(cohort, by=leader)
    cancel(cohort, by=leader, number=2)

    assert letters(leader) == []
    assert len(letters(second)) == 2


def test_a_change_that_came_before_the_letter_left_is_told_by_the_newer_one(
    cohort: Cohort, coordinator: Account, leader: Account
) -> None:
    move(cohort, by=coordinator)
    cancel(cohort, by=coordinator)

    assert [letter.subject for letter in letters(leader)] == [
        "Tuesdays: no session on Wednesday 9 September"
    ]


def test_who_leads_no_more_is_told_nothing_and_who_came_later_neither(
    cohort: Cohort, coordinator: Account, leader: Account, second: Account
) -> None:
    newcomer = make_staff(Role.FACILITATOR)
    move(cohort, by=coordinator)
    change_leaders(cohort, leader=newcomer, co_leader=second, by=coordinator, now=NOW)
    take_role_away(second, Role.FACILITATOR, by=coordinator, now=NOW)
    post_due_letters(NOW)

    told = [letter for who in (leader, second, newcomer) for letter in letters(who)]
    assert [letter for letter in told if letter.invitations] == []
    posted = Letter.objects.filter(kind="leader-session-moved")
    assert set(posted.values_list("state", flat=True)) == {Letter.State.SKIPPED}


def test_a_draft_is_planned_without_letters(cohort: Cohort, coordinator: Account) -> None:
    Cohort.objects.update(state=Cohort.State.DRAFT)

    move(cohort, by=coordinator)
    cancel(cohort, by=coordinator, number=2)

    assert not Letter.objects.exists()


def test_a_session_whose_hour_has_passed_is_cancelled_without_a_letter(
    cohort: Cohort, coordinator: Account
) -> None:
    clock.move_to(STARTS + 2 * HOUR)

    cancel(cohort, by=coordinator)

    assert not Letter.objects.exists()


def test_a_leader_who_reads_discreetly_gets_no_telling_word(
    cohort: Cohort, coordinator: Account, leader: Account
) -> None:
    make_member(leader, discreet=True)
    move(cohort, by=coordinator)
    letters(leader)
    cancel(cohort, by=coordinator)

    told = letters(leader)

    assert len(told) == 2
    for letter in told:
        shown = [letter.sender, letter.subject, letter.text, letter.html, *letter.attachments]
        shown += [event.summary + event.description for event in letter.invitations]
        words = " ".join(shown).replace("localhost", "").lower()
        assert [word for word in TELLING if word in words] == []
        assert "half-term" not in words


def test_a_change_asks_as_often_however_many_take_part(
    cohort: Cohort, coordinator: Account
) -> None:
    with CaptureQueriesContext(connection) as few:
        move(cohort, by=coordinator)
    for _ in range(3):
        make_enrollment(cohort, activated_at=LONG_BEFORE)

    with CaptureQueriesContext(connection) as many:
        move(cohort, by=coordinator, to=STARTS + 2 * DAY)

    assert len(many) == len(few)
    assert Letter.objects.count() == 4


@pytest.mark.parametrize("discreet", [False, True])
def test_both_letters_to_a_leader_elsewhere_name_the_hour_where_the_group_is(
    cohort: Cohort, coordinator: Account, second: Account, discreet: bool
) -> None:
    make_member(second, discreet=discreet, time_zone="America/New_York")
    move(cohort, by=coordinator)
    cancel(cohort, by=coordinator, number=2)
    told = letters(second)
    assert len(told) == 2
    for letter in told:
        for body in (letter.text, letter.html):
            assert "18:00 (London time)" in body
            assert "For the group" in body or discreet
            words = body.replace("localhost", "").lower()
            assert not discreet or [word for word in TELLING if word in words] == []


def test_what_follows_a_greeting_begins_with_a_capital() -> None:
    greeted = 0
    for template in sorted((REPOSITORY / "templates" / "letters").glob("*.txt")):
        parts = template.read_text().split("\n\n")
        for greeting, following in itertools.pairwise(parts):
            if "Hello" in greeting:
                greeted += 1
                said = re.findall(r"""(?:translate "|blocktranslate[^%]*%})(\w)""", following)
                assert said
                assert [word for word in said if word.islower()] == [], template.name
    assert greeted > 8
