"""The doors from a person to a seat."""

from uuid import UUID

from django.http import Http404

from accounts.models import Account
from groups.seats.models import ENROLLED, Enrollment, SeatState


def own_enrollment(account: Account, enrollment_id: UUID) -> Enrollment:
    """The account's enrolment, whatever its state. A foreign one is as unknown as a missing one."""
    found = (
        Enrollment.objects.select_related("cohort", "member")
        .filter(pk=enrollment_id, member__account=account)
        .first()
    )
    if found is None:
        raise Http404
    return found


def own_current_enrollments(account: Account) -> list[Enrollment]:
    """Where the account's members take part now, or took part to the end, oldest first."""
    return list(
        Enrollment.objects.select_related("cohort__course", "member")
        .filter(member__account=account, state__in=[*ENROLLED, SeatState.COMPLETED])
        .order_by("held_at")
    )
