"""The doors from a person to a seat."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Account
from groups.seats.models import Enrollment
from whole.asked import Given


def own_cohort() -> QuerySet[Enrollment, Any]:
    """Within another question: the cohort in which somebody belongs by an enrolment of their own.

    Asked with `account_id` and `enrollment_id`. A foreign enrolment is as unknown as a missing one
    or one that ended early: there is no cohort then.
    """
    own = Enrollment.objects.belonging().filter(
        pk=Given("enrollment_id", Enrollment._meta.get_field("id")),
        member__account_id=Given("account_id", Account._meta.get_field("id")),
    )
    return own.order_by().values("cohort_id")


def any_seat(enrollment_id: UUID) -> Enrollment:
    """An enrolment for a coordinator. Raises Http404."""
    seats = Enrollment.objects.select_related("cohort", "member__account")
    found = seats.filter(pk=enrollment_id).first()
    if found is None:
        raise Http404
    return found


def own_seat(account: Account, enrollment_id: UUID) -> Enrollment:
    """A part in a group, now or to its end, of somebody on the account. Raises Http404."""
    own = Enrollment.objects.belonging().filter(member__account=account, pk=enrollment_id)
    found = own.select_related("member").first()
    if found is None:
        raise Http404
    return found
