"""What somebody whom a coordinator enrolled answers afterwards: the door, and what they say."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest

from accounts.access import signed_in
from accounts.actions import accept_policies, change_member, save_intake
from accounts.models import Account, Policy
from groups.seats.models import Enrollment
from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.orders.models import Order


def own_hand_seat(request: HttpRequest, enrollment_id: UUID) -> Enrollment:
    """The seat of one of the reader's own people, if a coordinator enrolled them. Else 404."""
    found = (
        Enrollment.objects.enrolled()
        .filter(pk=enrollment_id, by_hand=True, member__account=signed_in(request))
        .select_related("member__account", "cohort")
        .first()
    )
    if found is None:
        raise Http404
    return found


@transaction.atomic
def answer_afterwards(
    seat: Enrollment,
    *,
    intake: dict[str, Any] | None,
    policies: list[Policy],
    discreet: bool,
    by: Account,
    now: datetime,
) -> None:
    """Keeps the answers (None where the intake was known) and what they agreed to."""
    member = seat.member
    if intake is not None:
        save_intake(member, **intake, now=now)
    accept_policies(member, policies=policies, now=now)
    change_member(
        member,
        name=member.name,
        country=member.country,
        time_zone=member.time_zone,
        discreet=discreet,
        by=by,
        now=now,
    )


def age_is_arranged(seat: Enrollment) -> bool:
    """Whether a coordinator heard that they are younger, and decided that they keep the seat."""
    heard = ExceptionCase.objects.filter(kind=ExceptionCase.Kind.UNDER_AGE, order__enrollment=seat)
    return heard.filter(state=ExceptionCase.State.RESOLVED).exists()


def hear_too_young(seat: Enrollment, *, now: datetime) -> None:
    """They answer that they are younger than the group takes: a coordinator decides, and the room
    stays closed to them until then."""
    order = Order.objects.filter(enrollment=seat).first()
    kind = ExceptionCase.Kind.UNDER_AGE
    open_case(kind, about=order.pk if order else seat.pk, order=order, now=now, reopen=True)
