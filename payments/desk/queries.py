"""What the coordinator's desk shows of money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.cases.models import ExceptionCase
from payments.checkout.models import CheckoutAttempt
from payments.orders.models import Order
from payments.orders.queries import orders_numbered
from payments.prices.money import format_money
from payments.refunds.models import Refund
from payments.settling.deciding import Decision, decisions_about, money_behind

Kind = ExceptionCase.Kind
ADVICE: dict[ExceptionCase.Kind, str | Promise] = {
    Kind.AMOUNT_DIFFERS: _(
        "The seat is kept until you decide. Take the sum that was paid and the seat is theirs, or "
        "pay it back: the enrolment then ends and they get a letter."
    ),
    Kind.UNKNOWN_PAYMENT: _(
        "Somebody paid with a reference of ours that no order here has. Find out who in Stripe's "
        "dashboard, or pay it back."
    ),
    Kind.REFUND_FAILED: _(
        "The money is still with us. Pay it back once more, or reach the payer another way and "
        "write down how."
    ),
    Kind.DISPUTE: _(
        "Answer it in Stripe's dashboard. Nothing can be refunded here while the bank has the "
        "money."
    ),
    Kind.EVENT_FAILED: _(
        "Ask Stripe about it once more. If that does not help, compare with Stripe's dashboard."
    ),
    Kind.STRIPE_UNREACHABLE: _(
        "The seat is kept and we go on asking. This closes by itself when Stripe answers."
    ),
    Kind.STRIPE_REFUSED: _(
        "Somebody could not reach the payment page, and their seat is held. Look at the price and "
        "at the settings of Stripe, then write to them."
    ),
    Kind.OUTSIDE_REFUND: _(
        "The enrolment has ended, because all of its money went back. Nobody has written to the "
        "member: please do."
    ),
    Kind.ENDED_WITH_MONEY: _(
        "Their seat is free already. Pay everything back, or a part of it in Stripe's dashboard, "
        "or keep it by the terms that were agreed: then close the case with the reason."
    ),
}


@dataclass(frozen=True)
class CaseLine:
    """A case with what is known of it, in words."""

    case: ExceptionCase
    details: list[str]
    decisions: list[Decision]
    advice: str | Promise = ""


@dataclass(frozen=True)
class Happening:
    """One line of an order's history."""

    at: datetime
    title: str | Promise
    detail: str = ""


def listed_orders(*, number: str, state: str) -> QuerySet[Order]:
    """Orders for the list, newest first: all, those of one state, or the one with a number."""
    found = orders_numbered(number) if number else Order.objects.all()
    if state:
        found = found.filter(state=state)
    return found.select_related("enrollment__cohort", "enrollment__member", "payer")


def any_order(order_id: UUID) -> Order:
    """An order for a coordinator. Raises Http404."""
    found = (
        Order.objects.select_related("enrollment__cohort", "enrollment__member", "payer", "price")
        .filter(pk=order_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def listed_cases(*, resolved: bool) -> QuerySet[ExceptionCase]:
    """The exception queue: open cases, oldest first; or those that were decided, newest first."""
    found = ExceptionCase.objects.select_related("order", "payment", "resolved_by")
    if resolved:
        return found.filter(state=ExceptionCase.State.RESOLVED).order_by("-resolved_at")
    return found.filter(state=ExceptionCase.State.OPEN).order_by("opened_at")


def in_words(cases: Sequence[ExceptionCase]) -> list[CaseLine]:
    """The cases as a coordinator reads them, each with what can be decided about it."""
    behind = money_behind(cases)
    return [
        CaseLine(case=case, details=_details(case), decisions=[])
        if case.state == ExceptionCase.State.RESOLVED
        else CaseLine(
            case=case,
            details=_details(case),
            decisions=decisions_about(case, behind.get(case.pk)),
            advice=ADVICE[ExceptionCase.Kind(case.kind)],
        )
        for case in cases
    ]


def _details(case: ExceptionCase) -> list[str]:
    """Sums with their currency, codes named."""
    facts = dict(case.facts)
    details = []
    for name, label in (("paid_", _("Paid")), ("agreed_", _("Agreed")), ("", _("Sum"))):
        amount = facts.pop(f"{name}minor" if name else "amount_minor", None)
        currency = facts.pop(f"{name}currency", "")
        if amount is not None:
            details.append(f"{label}: {format_money(amount, currency)}")
    for name, label in (
        ("code", _("Stripe's answer")),
        ("type", _("Kind of event")),
        ("event", _("Event")),
        ("since", _("Silent since")),
        ("status", _("State of the dispute")),
    ):
        if name in facts:
            details.append(f"{label}: {facts[name]}")
    return details


def any_case(case_id: UUID) -> ExceptionCase:
    """A case for a coordinator. Raises Http404."""
    found = ExceptionCase.objects.select_related("order", "payment").filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def history_of(order: Order) -> list[Happening]:
    """Everything that happened to an order, in the order in which it happened."""
    lines = [Happening(order.placed_at, _("Seat held, order placed"))]
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
