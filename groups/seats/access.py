"""The doors from a person to a seat."""

from uuid import UUID

from django.http import Http404

from accounts.models import Account
from groups.seats.models import Enrollment


def own_enrollment(account: Account, enrollment_id: UUID) -> Enrollment:
    """The account's enrolment, whatever its state. A foreign one is as unknown as a missing one."""
    found = Enrollment.objects.filter(pk=enrollment_id, member__account=account).first()
    if found is None:
        raise Http404
    return found
