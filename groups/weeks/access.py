"""The doors from a member to a week's lesson."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404

from accounts.models import Account
from groups.seats.access import own_enrollment
from groups.seats.models import ENROLLED, Enrollment, SeatState
from groups.weeks.models import CohortLesson
from groups.weeks.queries import is_released


class NotYetReleased(Exception):
    """The lesson opens with its session; `opens_at` says when."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


@dataclass(frozen=True)
class OpenLesson:
    """A lesson that this member may read now."""

    enrollment: Enrollment
    pinned: CohortLesson


def open_lesson(
    account: Account, *, enrollment_id: UUID, week: int, slug: str, now: datetime
) -> OpenLesson:
    """The pinned lesson of a released week of the account's own enrolment.

    Raises Http404 for a foreign enrolment, one that ended early, or a lesson that is not in the
    week; NotYetReleased before the group's date.
    """
    enrollment = own_enrollment(account, enrollment_id)
    if enrollment.state not in [*ENROLLED, SeatState.COMPLETED]:
        raise Http404
    pinned = (
        CohortLesson.objects.select_related(
            "cohort_week__session", "cohort_week__week", "lesson__worksheet"
        )
        # Parsing the whole text costs more than the query, and it is kept ready per revision.
        .defer("lesson__key_points", "lesson__body", "lesson__slides")
        .filter(
            cohort_week__cohort_id=enrollment.cohort_id,
            cohort_week__week__number=week,
            lesson__slug=slug,
        )
        .first()
    )
    if pinned is None:
        raise Http404
    group_session = pinned.cohort_week.session
    if not is_released(group_session, now=now):
        raise NotYetReleased(group_session.ends_at)
    return OpenLesson(enrollment=enrollment, pinned=pinned)
