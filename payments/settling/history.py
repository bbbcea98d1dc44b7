"""Everything that happened to an order, for a coordinator."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.by_hand.models import HandPayment
from payments.by_hand.queries import hand_payment_of
from payments.checkout.models import CheckoutAttempt
from payments.orders.models import Order
from payments.prices.money import format_money
from payments.refunds.models import Refund


@dataclass(frozen=True)
class Happening:
    """One line of an order's history."""

    at: datetime
    title: str | Promise
    detail: str = ""


def history_of(order: Order) -> list[Happening]:
    """Everything that happened to an order, in the order in which it happened."""
    by_hand = hand_payment_of(order)
    begun = _by_hand(by_hand) if by_hand else []
    lines = begun or [Happening(order.placed_at, _("Seat held, order placed"))]
    for attempt in CheckoutAttempt.objects.of(order):
        lines.append(
            Happening(attempt.began_at, _("Payment page opened"), attempt.stripe_session_id or "")
        )
        if attempt.ended_at:
            lines.append(
                Happening(attempt.ended_at, _("Payment page closed"), attempt.get_state_display())
            )
    for payment in order.payments.all():
        lines.append(
            Happening(
                payment.paid_at,
                _("Payment arrived: %(state)s") % {"state": payment.get_state_display()},
                f"{format_money(payment.amount_minor, payment.currency)} · "
                f"{payment.stripe_payment_intent}",
            )
        )
    for refund in Refund.objects.of(order):
        lines.append(
            Happening(
                refund.asked_at,
                _("Refund: %(reason)s") % {"reason": refund.get_reason_display()},
                f"{format_money(refund.amount_minor, refund.currency)} · "
                f"{refund.get_state_display()}",
            )
        )
    for case in order.cases.all():
        lines.append(Happening(case.opened_at, case.get_kind_display(), case.resolution))
    return sorted(lines, key=lambda line: line.at)


def _by_hand(payment: HandPayment) -> list[Happening]:
    """What coordinators wrote down about money that never was at Stripe."""
    enrolled = _("Enrolled by hand: %(way)s") % {"way": payment.get_way_display()}
    lines = [Happening(payment.entered_at, enrolled, payment.reason)]
    if payment.received_at:
        lines.append(Happening(payment.received_at, _("The money is here"), payment.received_words))
    if payment.ended_at:
        lines.append(Happening(payment.ended_at, payment.get_state_display(), payment.ended_words))
    return lines
