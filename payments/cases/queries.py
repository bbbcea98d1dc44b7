"""The exception queue."""

from uuid import UUID

from django.db.models import QuerySet

from payments.cases.models import ExceptionCase


def listed_cases(*, resolved: bool, kind: str = "") -> QuerySet[ExceptionCase]:
    """The exception queue: open cases, oldest first; or those that were decided, newest first."""
    found = ExceptionCase.objects.select_related("order", "payment", "resolved_by")
    if kind:
        found = found.filter(kind=kind)
    if resolved:
        return found.filter(state=ExceptionCase.State.RESOLVED).order_by("-resolved_at")
    return found.filter(state=ExceptionCase.State.OPEN).order_by("opened_at")


def named_case(text: str) -> ExceptionCase | None:
    """The case with that id, however it stands; None for anything else."""
    try:
        return ExceptionCase.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None
