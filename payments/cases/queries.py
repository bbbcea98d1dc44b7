"""The exception queue."""

from django.db.models import QuerySet

from payments.cases.models import ExceptionCase


def listed_cases(*, resolved: bool) -> QuerySet[ExceptionCase]:
    """The exception queue: open cases, oldest first; or those that were decided, newest first."""
    found = ExceptionCase.objects.select_related("order", "payment", "resolved_by")
    if resolved:
        return found.filter(state=ExceptionCase.State.RESOLVED).order_by("-resolved_at")
    return found.filter(state=ExceptionCase.State.OPEN).order_by("opened_at")
