"""Giving something, taking it back; opened, done, given on paper."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Account, Member
from accounts.roles import Role
from audit.actions import record, record_each
from courses.catalogue.queries import Resource
from groups.assigning.models import Assignment, Delivery
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession


class SessionOfAnotherGroup(Exception):
    """A session or a member was named that does not belong to the group."""


@transaction.atomic
def assign(
    one: Resource,
    *,
    cohort: Cohort,
    enrollment: Enrollment | None,
    for_session: GroupSession | None,
    due_session: GroupSession | None,
    note: str,
    form: UUID,
    by: Account,
    now: datetime,
) -> tuple[Assignment, bool]:
    """Gives a resource to a group, or to one member of it; returns it, and whether it is new.

    The same form sent again gives nothing a second time.
    """
    belonging = [each for each in (enrollment, for_session, due_session) if each is not None]
    if any(each.cohort_id != cohort.pk for each in belonging):
        raise SessionOfAnotherGroup
    given, is_new = Assignment.objects.get_or_create(
        form=form,
        defaults={
            "kind": one.kind,
            "ref": one.ref,
            "cohort": cohort,
            "enrollment": enrollment,
            "for_session": for_session,
            "due_session": due_session,
            "note": note,
            "assigned_by": by,
            "assigned_at": now,
        },
    )
    if is_new:
        member_id = enrollment.member_id if enrollment else None
        _note("resource.given", given, by=by, member_id=member_id, now=now)
    return given, is_new


@transaction.atomic
def withdraw(assignment: Assignment, *, by: Account, now: datetime) -> bool:
    """Takes it back: no page of a member has it any more. False where somebody did before."""
    standing = Assignment.objects.in_force().filter(pk=assignment.pk)
    if not standing.update(withdrawn_at=now, withdrawn_by=by):
        return False
    member_id = assignment.enrollment.member_id if assignment.enrollment else None
    _note("resource.withdrawn", assignment, by=by, member_id=member_id, now=now)
    return True


@transaction.atomic
def note_opened(assignment: Assignment, *, member: Member, now: datetime) -> None:
    """The member opened it; the first time counts."""
    _row_of(assignment, member).filter(opened_at=None).update(opened_at=now)


@transaction.atomic
def say_done(assignment: Assignment, *, member: Member, done: bool, now: datetime) -> None:
    """The member says that they have done it, or takes that back."""
    row = _row_of(assignment, member)
    if done:
        row.filter(done_at=None).update(done_at=now)
    else:
        row.update(done_at=None)


@transaction.atomic
def note_paper(
    assignment: Assignment, parts: Sequence[Enrollment], *, given: bool, by: Account, now: datetime
) -> int:
    """A leader notes who got it on paper, or takes that back; returns for how many it changed."""
    changed = []
    for part in parts:
        row = _row_of(assignment, part.member)
        if given:
            count = row.filter(paper_at=None).update(paper_at=now, paper_by=by)
        else:
            count = row.exclude(paper_at=None).update(paper_at=None, paper_by=None)
        if count:
            changed.append(part)
    act = "resource.paper" if given else "resource.paper_undone"
    facts = {"assignment": str(assignment.pk)}
    record_each(act, on=changed, by=by.pk, now=now, facts=[facts for _ in changed])
    return len(changed)


def _row_of(assignment: Assignment, member: Member) -> QuerySet[Delivery]:
    row, _new = Delivery.objects.get_or_create(assignment=assignment, member=member)
    return Delivery.objects.filter(pk=row.pk)


def _note(
    act: str, assignment: Assignment, *, by: Account, member_id: UUID | None, now: datetime
) -> None:
    record(
        act,
        on=assignment,
        by=by.pk,
        role=Role.FACILITATOR,
        member_id=member_id,
        now=now,
        kind=assignment.kind,
        resource=assignment.ref,
    )
