"""Who can be written to in a group, and what was written to it."""

from uuid import UUID

from django.db.models import Count, QuerySet

from groups.cohorts.models import Cohort
from groups.messages.models import GroupMessage
from groups.seats.models import Enrollment

SHOWN = 10


def readers_of(cohort: Cohort, *, only: UUID | None = None) -> list[Enrollment]:
    """Who takes part now, by name; or the one of them who is meant. One query."""
    found = cohort.enrollments.enrolled().select_related("member__account")
    if only is not None:
        found = found.filter(pk=only)
    return list(found.order_by("member__name", "pk"))


def latest_messages(cohort: Cohort) -> QuerySet[GroupMessage]:
    """What was sent last, with how many it went to (`readers`), newest first."""
    sent = GroupMessage.objects.filter(cohort=cohort).select_related("sent_by")
    return sent.annotate(readers=Count("copies")).order_by("-sent_at")[:SHOWN]
