"""Rows of money with words that stand nowhere else, for the test of who reads what."""

import uuid
from typing import Any

from payments.models import (
    CheckoutAttempt,
    Due,
    ExceptionCase,
    HandPayment,
    Order,
    Payment,
    Refund,
    StripeEvent,
)
from tests.security.world import MOMENT


def plant_money(order: Order) -> None:
    """A payment that went back, and a case about each of its troubles: one open, one decided."""
    sum_of_it: dict[str, Any] = {"amount_minor": order.amount_minor, "currency": order.currency}
    due = Due.objects.create(order=order, number=1, due_at=MOMENT, **sum_of_it)
    CheckoutAttempt.objects.create(
        due=due,
        stripe_session_id="cs_yarrow",
        began_at=MOMENT,
        expires_at=MOMENT,
        checked_at=MOMENT,
    )
    payment = Payment.objects.create(
        order=order,
        stripe_payment_intent="pi_foxglove",
        state=Payment.State.CASE,
        paid_at=MOMENT,
        settled_at=MOMENT,
        **sum_of_it,
    )
    Refund.objects.create(
        payment=payment,
        reason=Refund.Reason.STAFF,
        words="Goosefoot",
        asked_at=MOMENT,
        next_try_at=MOMENT,
        **sum_of_it,
    )
    payment.disputes.create(stripe_dispute_id="du_tansy", opened_at=MOMENT, **sum_of_it)
    StripeEvent.objects.create(
        stripe_id="evt_teasel",
        type="payment_intent.succeeded",
        intent_id="pi_foxglove",
        received_at=MOMENT,
        next_try_at=MOMENT,
    )
    by_hand = HandPayment.objects.create(
        order=order,
        way=HandPayment.Way.INSURER,
        state=HandPayment.State.RECEIVED,
        reason="Foxtail",
        entered_by=order.payer,
        entered_at=MOMENT,
        received_at=MOMENT,
    )
    by_hand.returns.create(
        amount_minor=1,
        basis="own",
        words="Sweetbriar",
        decision=uuid.uuid4(),
        returned_by=order.payer,
        returned_at=MOMENT,
    )
    case: dict[str, Any] = {"order": order, "payment": payment, "opened_at": MOMENT}
    ExceptionCase.objects.create(kind=ExceptionCase.Kind.AMOUNT_DIFFERS, key="open", **case)
    ExceptionCase.objects.create(
        kind=ExceptionCase.Kind.OUTSIDE_REFUND,
        key="decided",
        state=ExceptionCase.State.RESOLVED,
        resolved_at=MOMENT,
        resolution="Larkspur",
        **case,
    )
