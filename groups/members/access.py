"""The door from whoever leads or runs a group to one of its members."""

from uuid import UUID

from django.http import Http404

from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment


def member_of(cohort: Cohort, enrollment_id: UUID) -> Enrollment:
    """Somebody who takes part or took part to the end: those whom the roster names. Else 404."""
    found = cohort.enrollments.belonging().filter(pk=enrollment_id).select_related("member").first()
    if found is None:
        raise Http404
    return found
