"""What the leader of the demo's evening group gave to it, and what became of it."""

import uuid
from datetime import datetime, timedelta

from accounts.models import Account, Member
from courses.catalogue.actions import tag_resource
from courses.catalogue.models import Kind
from courses.catalogue.queries import Resource, resource
from courses.media.models import Recording
from courses.resources.models import Worksheet
from courses.skills.models import Skill
from demo.people import ANA, BEN
from groups.assigning.actions import assign, note_opened, note_paper, say_done
from groups.assigning.models import Assignment
from groups.models import Cohort, CohortLesson, Enrollment, GroupSession

NOTE = "You asked how the others do this one. Five minutes are plenty."
TAGS = {Kind.RECORDING: {"breath", "in a hard minute"}, Kind.WORKSHEET: {"homework"}}


def give_resources(cohort: Cohort, *, by: Account, now: datetime) -> None:
    """Two worksheets, a video with the coming session, and a skill for Ben alone."""
    past, coming = _sessions(cohort, now=now)
    parts = list(cohort.enrollments.enrolled().select_related("member__account").order_by("pk"))
    ana, ben = (_part(parts, who.email) for who in (ANA, BEN))
    newest, before = _worksheets(cohort)
    last = past.starts_at + timedelta(hours=3)

    old = _give(cohort, before, by=by, at=last - timedelta(weeks=1), due=past)
    for number, part in enumerate(parts):
        _live(old, part.member, turn=number, at=last - timedelta(days=4))
    note_paper(old, parts[-2:], given=True, by=by, now=last)

    new = _give(cohort, newest, by=by, at=last, due=coming)
    _live(new, ana.member, turn=1, at=now - timedelta(hours=20))

    skill = resource(Kind.SKILL, Skill.objects.get(slug="stop").pk)
    recording = resource(Kind.RECORDING, Recording.objects.order_by("pk")[0].pk)
    assert skill is not None
    assert recording is not None
    _give(cohort, skill, by=by, at=last + timedelta(days=1), due=coming, to=ben, note=NOTE)
    _give(cohort, recording, by=by, at=last, waits_for=coming)
    for one in (recording, newest, before):
        tag_resource(one, add=TAGS[Kind(one.kind)], drop=(), by=by, now=now)


def _sessions(cohort: Cohort, *, now: datetime) -> tuple[GroupSession, GroupSession]:
    planned = cohort.sessions.exclude(state=GroupSession.State.CANCELLED).order_by("starts_at")
    past = [one for one in planned if one.state == GroupSession.State.ENDED]
    coming = [one for one in planned if one.starts_at > now]
    return past[-1], coming[0]


def _part(parts: list[Enrollment], email: str) -> Enrollment:
    return next(part for part in parts if part.member.account.email == email)


def _worksheets(cohort: Cohort) -> list[Resource]:
    """Those of the lessons that the group had last, the newest first."""
    had = CohortLesson.objects.filter(cohort_week__cohort=cohort, worksheet__isnull=False)
    had = had.filter(cohort_week__session__state=GroupSession.State.ENDED)
    ids = had.order_by("-cohort_week__week__number", "order").values_list("worksheet", flat=True)
    two = list(dict.fromkeys(ids))[:2] or list(Worksheet.objects.values_list("pk", flat=True)[:2])
    found = [resource(Kind.WORKSHEET, pk) for pk in two]
    return [one for one in found if one is not None]


def _give(
    cohort: Cohort,
    one: Resource,
    *,
    by: Account,
    at: datetime,
    waits_for: GroupSession | None = None,
    due: GroupSession | None = None,
    to: Enrollment | None = None,
    note: str = "",
) -> Assignment:
    given, _new = assign(
        one,
        cohort=cohort,
        enrollment=to,
        for_session=waits_for,
        due_session=due,
        note=note,
        form=uuid.uuid4(),
        by=by,
        now=at,
    )
    return given


def _live(given: Assignment, member: Member, *, turn: int, at: datetime) -> None:
    """Some open it, some do it, some have a hard week."""
    if turn % 4 != 3:
        note_opened(given, member=member, now=at)
    if turn % 2 == 0:
        say_done(given, member=member, done=True, now=at + timedelta(hours=2))
