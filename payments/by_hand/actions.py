"""Writing down money that is paid past Stripe, in the ledger too.

All within the transaction of a caller who holds the order's lock. The ledger keeps that it was
agreed (a movement of nothing), that it came, and that it went back.
"""

from datetime import datetime
from uuid import UUID

from accounts.models import Account
from audit.actions import record
from audit.states import StateMoved, move
from payments.by_hand.models import HandPayment, HandReturn
from payments.ledger.actions import enter
from payments.ledger.models import LedgerEntry
from payments.orders.models import Order
from payments.prices.back import Basis


class NotedAlready(Exception):
    """The money came or ended before: a colleague, another tab, or a second click."""


def agree_by_hand(
    order: Order, *, way: HandPayment.Way, reason: str, by: Account, now: datetime
) -> HandPayment:
    """How an order that was just placed is paid, and why or by which reference."""
    free = way is HandPayment.Way.FREE
    payment = HandPayment.objects.create(
        order=order,
        way=way,
        state=HandPayment.State.FREE if free else HandPayment.State.OWED,
        reason=reason,
        entered_by=by,
        entered_at=now,
    )
    record("hand_payment.agreed", on=payment, by=by.pk, now=now, way=str(way))
    _enter(payment, LedgerEntry.Kind.AGREED_BY_HAND, 0, now=now)
    return payment


def note_received(payment: HandPayment, *, words: str, by: Account, now: datetime) -> None:
    """All of the money is here. Raises NotedAlready for what was not owed."""
    _step(payment, HandPayment.State.RECEIVED, by=by, now=now, received_at=now)
    _keep(payment, received_words=words)
    _enter(payment, LedgerEntry.Kind.RECEIVED_BY_HAND, payment.order.amount_minor, now=now)


def note_returned(payment: HandPayment, *, words: str, by: Account, now: datetime) -> None:
    """A coordinator gives back by hand all that is left. Raises NotedAlready if it is not here."""
    _step(payment, HandPayment.State.RETURNED, by=by, now=now, ended_at=now)
    _keep(payment, ended_words=words)
    left = payment.order.amount_minor - payment.returned_minor
    _enter(payment, LedgerEntry.Kind.RETURNED_BY_HAND, -left, now=now)


def note_part_returned(
    payment: HandPayment,
    *,
    amount_minor: int,
    basis: Basis,
    words: str,
    decision: UUID,
    by: Account,
    now: datetime,
) -> HandReturn:
    """A coordinator gives a part of the money back by hand, less than is left of it.

    Raises NotedAlready if it is not here, or not as much as that.
    """
    if not payment.is_here or amount_minor >= payment.order.amount_minor - payment.returned_minor:
        raise NotedAlready
    part = HandReturn.objects.create(
        payment=payment,
        amount_minor=amount_minor,
        basis=basis,
        words=words,
        decision=decision,
        returned_by=by,
        returned_at=now,
    )
    record("hand_payment.part_returned", on=payment, by=by.pk, now=now, amount_minor=amount_minor)
    enter(
        LedgerEntry.Kind.RETURNED_BY_HAND,
        source=str(part.pk),
        order=payment.order,
        amount_minor=-amount_minor,
        currency=payment.order.currency,
        at=now,
    )
    return part


def note_called_off(payment: HandPayment, *, words: str, by: Account, now: datetime) -> None:
    """Nobody waits for the money any more. Raises NotedAlready if it was not owed."""
    _step(payment, HandPayment.State.CALLED_OFF, by=by, now=now, ended_at=now)
    _keep(payment, ended_words=words)


def _step(
    payment: HandPayment, to: HandPayment.State, *, by: Account, now: datetime, **at: datetime
) -> None:
    try:
        move(payment, to=to, act=f"hand_payment.{to}", by=by.pk, now=now, changes=at)
    except StateMoved as error:
        raise NotedAlready from error


def _keep(payment: HandPayment, **words: str) -> None:
    """Sealed words are saved with their row: no statement of the step's could hold them."""
    for name, said in words.items():
        setattr(payment, name, said)
    payment.save(update_fields=[*words])


def _enter(
    payment: HandPayment, kind: LedgerEntry.Kind, amount_minor: int, *, now: datetime
) -> None:
    enter(
        kind,
        source=str(payment.pk),
        order=payment.order,
        amount_minor=amount_minor,
        currency=payment.order.currency,
        at=now,
    )
