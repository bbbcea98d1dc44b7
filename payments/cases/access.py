"""The door from a coordinator to a case."""

from uuid import UUID

from django.http import Http404

from payments.cases.models import ExceptionCase


def any_case(case_id: UUID) -> ExceptionCase:
    """A case for a coordinator. Raises Http404."""
    found = ExceptionCase.objects.select_related("order", "payment").filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found
