"""The one order in which rows of a payment are locked:
cohort → enrollment → order → attempt → payment → refund.

Everybody who takes them in this order can never wait in a circle. Dues have no lock of their own:
whoever changes one holds its order's.
"""

from dataclasses import dataclass
from uuid import UUID

from groups.cohorts.models import Cohort
from groups.seats.actions import lock_cohort
from groups.seats.models import Enrollment
from payments.checkout.models import CheckoutAttempt
from payments.orders.models import Order


@dataclass(frozen=True)
class Locked:
    """The rows of one order, locked until the transaction ends."""

    cohort: Cohort
    enrollment: Enrollment
    order: Order


def lock_order(order_id: UUID) -> Locked:
    """Locks an order's cohort, then its enrolment, then itself; call inside a transaction."""
    cohort_id = Order.objects.values_list("enrollment__cohort_id", flat=True).get(pk=order_id)
    cohort = lock_cohort(cohort_id)
    enrollment = (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("member__account")
        .get(order=order_id)
    )
    order = Order.objects.select_for_update().get(pk=order_id)
    return Locked(cohort=cohort, enrollment=enrollment, order=order)


def lock_attempt(attempt_id: UUID) -> CheckoutAttempt:
    """Locks one attempt, with its due; call after `lock_order`."""
    return (
        CheckoutAttempt.objects.select_for_update(of=("self",))
        .select_related("due__order")
        .get(pk=attempt_id)
    )
