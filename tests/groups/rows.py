"""Moments and small helpers that the tests of groups share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse

import clock
from accounts.models import Account
from audit.models import Entry
from groups.links.due import post_due_letters
from groups.links.tokens import join_token
from groups.models import Cohort, Enrollment, GroupSession, LinkConfirmation, LinkRequest, Visit
from groups.planning.actions import found_cohort, open_enrolment
from outbox.mailbox import MailboxMessage
from outbox.models import Letter
from tests.factories import NOW, make_course
from tests.letters import delivered

# When the first session of `make_session` starts: 18:00 in London on a Tuesday.
STARTS = datetime(2026, 9, 8, 17, 0, tzinfo=UTC)
LONG_BEFORE = STARTS - timedelta(days=6)

# What no discreet letter may say, anywhere: somebody may look over a shoulder.
TELLING = (
    "dbt", "skill", "therap", "group", "session", "mental", "clinic", "emotion", "crisis", "lesson",
    "evenkeel", "facilitator", "course", "emergency", "mindful", "room", "diary", "patient",
)  # fmt: skip


def join_path(enrollment: Enrollment, group_session: GroupSession) -> str:
    """The address of a personal link."""
    return reverse("join", args=[join_token(enrollment, group_session)])


def rows_written() -> tuple[int, ...]:
    """How many rows exist of everything that a link could touch."""
    return tuple(
        model.objects.count() for model in (LinkConfirmation, LinkRequest, Visit, Letter, Entry)
    )


def kinds_posted(now: datetime) -> list[str]:
    """The kinds of the letters that one look at `now` posts."""
    before = set(Letter.objects.values_list("pk", flat=True))
    count = post_due_letters(now)
    kinds = sorted(letter.kind for letter in Letter.objects.exclude(pk__in=before))
    assert len(kinds) == count
    return kinds


def letters_at(now: datetime, *, to: str) -> list[MailboxMessage]:
    """Turns the clock to `now`, posts what is due, sends it, and returns what lies in the box."""
    clock.move_to(now)
    post_due_letters(now)
    return delivered(to=to, now=now)


def found(*, leader: Account, by: Account, weeks: int = 4, **fields: Any) -> Cohort:
    """An open group founded as a coordinator does it, with sessions and weeks."""
    course = fields.pop("course", None) or make_course(weeks=weeks)
    fields = {
        "slug": "tuesdays",
        "name": "Tuesdays",
        "weekday": 1,
        "starts": STARTS.replace(hour=18).time(),
        "minutes": 120,
        "zone_name": "Europe/London",
        "first_on": STARTS.date(),
        "capacity": 4,
        "enrolment_closes_at": STARTS - timedelta(hours=2),
    } | fields
    cohort = found_cohort(
        Cohort(course=course, **fields), leader=leader, co_leader=None, by=by, now=NOW
    )
    open_enrolment(cohort, by=by, now=NOW)
    cohort.refresh_from_db()
    return cohort


def fresh(group_session: GroupSession) -> GroupSession:
    """The session as the database has it now."""
    return GroupSession.objects.get(pk=group_session.pk)
