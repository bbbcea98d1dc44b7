"""How an order stands, as its payer is told: one word for each thing that may be so."""

import enum
from dataclasses import dataclass

from groups.seats.models import Enrollment
from payments.by_hand.models import HandPayment
from payments.by_hand.queries import hand_payment_of
from payments.checkout.models import AttemptState, CheckoutAttempt
from payments.orders.models import Order
from payments.received.models import Payment
from payments.refunds.models import Refund
from payments.refunds.queries import has_money
from payments.settling.reasons import Freed, freed_by


class Standing(enum.StrEnum):
    """What the payer is told about an order."""

    CONFIRMED = "confirmed"
    OWED = "owed"
    BACK_BY_HAND = "back-by-hand"
    BANK = "bank"
    CHECKING = "checking"
    UNPAID = "unpaid"
    LATE = "late"
    TWICE = "twice"
    CASE = "case"
    REFUNDED = "refunded"
    UNDECIDED = "undecided"
    OVER = "over"
    GIVEN_BACK = "given-back"
    BANK_REFUSED = "bank-refused"
    TOO_YOUNG = "too-young"
    FREED = "freed"
    ENDED = "ended"

    @property
    def money_goes_back(self) -> bool:
        """Whether what was paid is on its way back."""
        return self in {Standing.LATE, Standing.TWICE, Standing.REFUNDED, Standing.UNDECIDED}

    @property
    def tells_of_refunds(self) -> bool:
        """Whether the page says what went back, if anything did."""
        return self.money_goes_back or self is Standing.ENDED


WHY = {
    Freed.NOT_IN_TIME: Standing.OVER,
    Freed.LONG_ENOUGH: Standing.OVER,
    Freed.GIVEN_BACK: Standing.GIVEN_BACK,
    Freed.BANK_REFUSED: Standing.BANK_REFUSED,
    Freed.TOO_YOUNG: Standing.TOO_YOUNG,
}
GOES_BACK = {Payment.State.LATE: Standing.LATE, Payment.State.DUPLICATE: Standing.TWICE}


def standing_of(order: Order, *, heard: bool) -> Standing:
    """What to tell the payer, from the rows as they are now; `heard`: Stripe has answered."""
    seat = order.seat
    by_hand = hand_payment_of(order) if order.state != Order.State.PAID else None
    if order.state == Order.State.PAID:
        return Standing.CONFIRMED if seat.belongs else Standing.ENDED
    if by_hand is not None:
        return _paid_by_hand(by_hand, seat)
    if order.state == Order.State.REFUNDED:
        return Standing.UNDECIDED if seat.belongs else Standing.REFUNDED
    payments = list(order.payments.all())
    if any(payment.state == Payment.State.CASE for payment in payments):
        return Standing.CASE
    for payment in payments:
        if payment.goes_back_by_itself:
            return GOES_BACK[Payment.State(payment.state)]
    if CheckoutAttempt.objects.of(order).filter(state=AttemptState.PROCESSING).exists():
        return Standing.BANK
    if not seat.is_held:
        freed = freed_by(seat.end_reason)
        return WHY[freed] if freed else Standing.FREED
    return Standing.UNPAID if heard else Standing.CHECKING


def _paid_by_hand(payment: HandPayment, seat: Enrollment) -> Standing:
    """An order that is not paid, or not any more, and that Stripe never heard of."""
    if payment.state == HandPayment.State.RETURNED:
        return Standing.BACK_BY_HAND
    return Standing.OWED if seat.belongs else Standing.ENDED


@dataclass(frozen=True)
class MoneyBack:
    """What goes back to the payer; `stuck`: some of it could not, and a person sees to it."""

    refunds: list[Refund]
    stuck: bool


def money_back_of(order: Order) -> MoneyBack:
    """The refunds of an order that went back or are on their way, the first one first."""
    standing = Refund.objects.of(order).standing().order_by("asked_at")
    goes_back = order.state != Order.State.PAID  # of a paid one, what is here is meant to stay
    return MoneyBack(refunds=list(standing), stuck=goes_back and has_money(order))
