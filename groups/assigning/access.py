"""The doors to what was given: a member's own, and that of a group somebody leads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from accounts.models import Account, Member
from courses.catalogue.models import Kind
from courses.lessons.models import LessonFile, LessonPage
from groups.assigning.models import Assignment
from groups.assigning.queries import Given, given_refs, given_to
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment


class TakenBack(Exception):
    """It was delivered to this member, and a leader took it back since."""


def given_by_id(member: Member, assignment_id: UUID, *, now: datetime) -> Given:
    """Something that was delivered to the member. Raises Http404 for anything else, also for what
    is not delivered yet or not there any more, and TakenBack."""
    given = given_to(member, now=now, taken_back=True)
    found = next((one for one in given if one.assignment.pk == assignment_id), None)
    if found is None:
        raise Http404
    if not found.assignment.in_force:
        raise TakenBack
    if found.resource is None:
        raise Http404
    return found


def group_assignment(cohort: Cohort, assignment_id: UUID) -> Assignment:
    """What was given in a group that the reader was let in to, while in force. Raises Http404."""
    rows = Assignment.objects.in_force().select_related("enrollment__member", "assigned_by")
    found = rows.filter(cohort=cohort, pk=assignment_id).first()
    if found is None:
        raise Http404
    return found


def member_of_group(cohort: Cohort, enrollment_id: UUID) -> Enrollment:
    """Somebody who takes part in a group that the reader was let in to. Raises Http404."""
    found = cohort.enrollments.enrolled().filter(pk=enrollment_id).select_related("member").first()
    if found is None:
        raise Http404
    return found


def was_given(account: Account, *, now: datetime, **file: Any) -> bool:
    """Whether the account's members were given a file of lessons: `recording=` or `document=` by
    id, by itself or within a lesson. The doors to files ask it (`groups.weeks.files`)."""
    refs = given_refs(account, now=now)
    if any((kind, ref) in refs for kind, ref in file.items()):
        return True
    lessons = [ref for kind, ref in refs if kind == Kind.LESSON]
    if not lessons:
        return False
    words = LessonPage.objects.live().filter(pk__in=lessons).values("live_revision")
    return LessonFile.objects.filter(**file, revision__in=words).exists()
