"""Exception cases as a coordinator reads them: what is known, and what can be decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.cases.models import ExceptionCase
from payments.prices.money import format_money
from payments.settling.deciding import (
    Behind,
    Decision,
    decisions_about,
    may_end,
    money_behind,
)

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
        "All of the money went back in Stripe's dashboard, and a letter has told the payer. The "
        "seat stands, with its links and dates, until you decide: end their part, which takes the "
        "dates out of their calendar, or close the case, and they stay: then write and tell them."
    ),
    Kind.ENDED_WITH_MONEY: _(
        "Their seat is free already. Pay everything back, or a part of it on the order's page, or "
        "keep it by the terms that were agreed: then close the case with the reason."
    ),
    Kind.UNDER_AGE: _(
        "Money is here or on its way, and they keep their seat until you decide. Write to them and "
        "to somebody who looks after them: arrange it together, or refund the order on its page. "
        "Once it is arranged, close the case: whoever you enrolled is then asked for no age."
    ),
}


ENDED = _("All of the money went back, and their part has ended: there is nothing left to decide.")


@dataclass(frozen=True)
class CaseLine:
    """A case with what is known of it, in words."""

    case: ExceptionCase
    details: list[str]
    decisions: list[Decision]
    advice: str | Promise = ""


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
            advice=_advice(case, behind.get(case.pk)),
        )
        for case in cases
    ]


def _advice(case: ExceptionCase, behind: Behind | None) -> str | Promise:
    if case.kind == Kind.OUTSIDE_REFUND and not may_end(behind):
        return ENDED
    return ADVICE[Kind(case.kind)]


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
