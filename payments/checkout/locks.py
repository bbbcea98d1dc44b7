"""The one order in which rows of a payment are locked:
cohort → enrollment → order → attempt → payment → refund.

Everybody who takes them in this order can never wait in a circle. What is below a cohort is locked
by one statement, in whichever order the database likes: nobody else is there who holds another's
cohort. Dues have no lock of their own: whoever changes one holds its order's.
"""

from dataclasses import dataclass
from uuid import UUID

from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from payments.checkout.models import CheckoutAttempt
from payments.orders.models import NotForASeat, Order


@dataclass(frozen=True)
class Locked:
    """The rows of one order, locked until the transaction ends."""

    cohort: Cohort
    enrollment: Enrollment
    order: Order


@dataclass(frozen=True)
class LockedAttempt(Locked):
    """The same with one attempt to pay it, and the due it pays."""

    attempt: CheckoutAttempt


def lock_order(order_id: UUID) -> Locked:
    """Locks an order's cohort, then its enrolment and itself; call inside a transaction.

    Raises NotForASeat for an order of something else, and Order.DoesNotExist.
    """
    cohort = _lock_cohort(enrollments__order=order_id)
    if cohort is None:
        raise NotForASeat(Order.objects.get(pk=order_id).number)
    enrollment = (
        Enrollment.objects.select_for_update(of=("self", "order"))
        .select_related("member__account", "order__payer")
        .get(order=order_id)
    )
    return Locked(cohort=cohort, enrollment=enrollment, order=enrollment.order)


def lock_money(order_id: UUID) -> Order:
    """Locks an order, whatever it is for: with its cohort and enrolment where it is for a seat.

    Raises Order.DoesNotExist.
    """
    try:
        return lock_order(order_id).order
    except NotForASeat:
        return Order.objects.select_for_update().get(pk=order_id)


def lock_attempt(attempt_id: UUID) -> LockedAttempt:
    """Locks the cohort of what an attempt pays, then all that leads to the attempt and itself.

    Raises CheckoutAttempt.DoesNotExist for an attempt that is not ours, and NotForASeat for one
    that pays for something else.
    """
    cohort = _lock_cohort(enrollments__order__dues__attempts=attempt_id)
    if cohort is None:
        ours = CheckoutAttempt.objects.select_related("due__order").get(pk=attempt_id)
        raise NotForASeat(ours.order.number)
    attempt = (
        CheckoutAttempt.objects.select_for_update(
            of=("self", "due__order", "due__order__enrollment")
        )
        .select_related("due__order__enrollment__member__account", "due__order__payer")
        .get(pk=attempt_id, due__order__enrollment__cohort=cohort)
    )
    order = attempt.due.order
    return LockedAttempt(cohort=cohort, enrollment=order.seat, order=order, attempt=attempt)


def _lock_cohort(**leads: UUID) -> Cohort | None:
    return Cohort.objects.select_for_update(of=("self",)).filter(**leads).first()
