"""A seat with its order and money, as it stands once somebody has paid."""

from typing import Any

from django.test import Client

from accounts.models import Member
from accounts.roles import Role
from groups.models import Cohort, Enrollment
from payments.models import CheckoutAttempt, Due, ExceptionCase, Order, Payment, Refund
from payments.prices.actions import set_price
from tests.factories import NOW, make_cohort, make_enrollment, make_staff
from tests.signin import sign_in


def desk() -> Client:
    """A coordinator's browser."""
    return sign_in(Client(), make_staff(Role.COORDINATOR))


def seat_of(member: Member, cohort: Cohort | None = None, **fields: Any) -> Enrollment:
    """A seat with a paid order."""
    cohort = cohort or make_cohort()
    if not cohort.prices.exists():
        set_price(cohort, amount_minor=48000, currency="GBP", now=NOW)
    seat = make_enrollment(cohort, member, activated_at=NOW, **fields)
    Order.objects.create(
        enrollment=seat,
        member=member,
        payer=member.account,
        price=cohort.prices.get(),
        amount_minor=48000,
        currency="GBP",
        state=Order.State.PAID,
        placed_at=NOW,
        paid_at=NOW,
    )
    return seat


def paid_by_stripe(order: Order, name: str = "1") -> Payment:
    """What Stripe's numbers stand on: a payment page, its payment, a refund and a dispute of it."""
    money: dict[str, Any] = {"amount_minor": order.amount_minor, "currency": order.currency}
    due = Due.objects.create(order=order, number=1, due_at=NOW, **money)
    CheckoutAttempt.objects.create(
        due=due, stripe_session_id=f"cs_{name}", began_at=NOW, expires_at=NOW, checked_at=NOW
    )
    payment = Payment.objects.create(
        order=order,
        stripe_payment_intent=f"pi_{name}",
        state=Payment.State.APPLIED,
        paid_at=NOW,
        settled_at=NOW,
        **money,
    )
    Refund.objects.create(
        payment=payment,
        stripe_refund_id=f"re_{name}",
        reason=Refund.Reason.OUTSIDE,
        asked_at=NOW,
        next_try_at=NOW,
        **money,
    )
    payment.disputes.create(stripe_dispute_id=f"du_{name}", status="lost", opened_at=NOW, **money)
    return payment


def open_case(order: Order | None = None, **fields: Any) -> ExceptionCase:
    """A case that waits for a coordinator."""
    key = f"case-{ExceptionCase.objects.count()}"
    kind = ExceptionCase.Kind.AMOUNT_DIFFERS if order else ExceptionCase.Kind.UNKNOWN_PAYMENT
    return ExceptionCase.objects.create(
        **{"kind": kind, "key": key, "order": order, "opened_at": NOW} | fields
    )
