"""Reads about links."""

from collections.abc import Iterable
from uuid import UUID

from groups.links.models import LinkConfirmation
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession


def is_confirmed(enrollment: Enrollment, group_session: GroupSession) -> bool:
    """Whether the owner confirmed their link to the session, for the enrolment's present epoch."""
    return LinkConfirmation.objects.filter(
        enrollment=enrollment, session=group_session, epoch=enrollment.epoch
    ).exists()


def confirmed_by(
    enrollments: Iterable[Enrollment], sessions: Iterable[GroupSession]
) -> set[tuple[UUID, UUID]]:
    """Which of these enrolments confirmed which of these sessions, as pairs of ids. One query."""
    epochs = {enrollment.pk: enrollment.epoch for enrollment in enrollments}
    found = LinkConfirmation.objects.filter(enrollment__in=epochs, session__in=list(sessions))
    return {
        (enrollment_id, session_id)
        for enrollment_id, session_id, epoch in found.values_list(
            "enrollment_id", "session_id", "epoch"
        )
        if epochs[enrollment_id] == epoch
    }


def member_counts(
    cohort_ids: list[int], coming: dict[int, GroupSession]
) -> dict[int, tuple[int, int]]:
    """For each cohort how many have its coming session, and confirmed it. Two queries."""
    enrolled = Enrollment.objects.enrolled().filter(cohort_id__in=cohort_ids)
    confirmed = set(
        LinkConfirmation.objects.filter(session__in=list(coming.values())).values_list(
            "enrollment_id", "epoch"
        )
    )
    counts: dict[int, tuple[int, int]] = {}
    for seat in enrolled:
        meets = coming.get(seat.cohort_id)
        if meets is not None and not seat.has_session(meets.number):
            continue  # they begin with a later one
        members, expected = counts.get(seat.cohort_id, (0, 0))
        counts[seat.cohort_id] = (members + 1, expected + ((seat.pk, seat.epoch) in confirmed))
    return counts
