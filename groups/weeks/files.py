"""The doors to the files of lessons: recordings, and documents that belong to lessons.

Whoever may read words that show a file may have it: a member in a released week of their own
group, a member to whom a leader gave it or such words, facilitators, who write and lead, and
coordinators. Nobody else learns that it exists.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from accounts.access import has_role
from accounts.models import Account
from accounts.roles import Role
from courses.lessons.models import LessonFile
from courses.media.models import Recording
from groups.assigning.access import was_given
from groups.seats.models import Enrollment
from groups.weeks.models import CohortLesson
from groups.weeks.queries import is_released


def open_recording(account: Account, key: UUID, *, now: datetime) -> Recording:
    """A recording that the account may watch. Raises Http404."""
    found = Recording.objects.filter(key=key).first()
    if found is None or not _may_have(account, now=now, recording=found.pk):
        raise Http404
    return found


def check_document(reader: Account | AnonymousUser, document_id: int, *, now: datetime) -> None:
    """Passes who may have a document of lessons. Raises Http404, for a visitor too."""
    if reader.is_anonymous or not _may_have(reader, now=now, document=document_id):
        raise Http404


def _may_have(account: Account, *, now: datetime, **file: Any) -> bool:
    if has_role(account, Role.FACILITATOR, Role.COORDINATOR):
        return True
    showing = LessonFile.objects.filter(**file).values("revision")
    in_a_week = any(
        is_released(pinned.cohort_week.session, now=now)
        for pinned in _read_by(account).filter(revision__in=showing)
    )
    return in_a_week or was_given(account, now=now, **file)


def _read_by(account: Account) -> QuerySet[CohortLesson]:
    """What the account's own groups are taught, released or not."""
    own = Enrollment.objects.belonging().filter(member__account=account)
    return CohortLesson.objects.filter(
        cohort_week__cohort__in=own.order_by().values("cohort")
    ).select_related("cohort_week__session")
