"""Paying back: the row first, then Stripe, then the ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.actions import record
from audit.states import StateMoved, move
from clock.claiming import FREED, Backoff, claim, due, rest
from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.gateway.calls import create_refund, refunds_of
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.gateway.objects import StripeRefund
from payments.ledger.actions import enter
from payments.ledger.models import LedgerEntry
from payments.orders.models import Order
from payments.prices.back import Basis
from payments.received.models import Payment
from payments.refunds.models import Refund
from payments.refunds.queries import left_of

# Stripe forgets an idempotency key after 24 hours; from here on we look before we ask again.
KEYS_ARE_SAFE_FOR = timedelta(hours=20)
LEASE = timedelta(minutes=2)
BACKOFF = Backoff(first=timedelta(seconds=20), longest=timedelta(minutes=15))
STATES = {
    "succeeded": Refund.State.SUCCEEDED,
    "pending": Refund.State.PENDING,
    "requires_action": Refund.State.PENDING,
    "failed": Refund.State.FAILED,
    "canceled": Refund.State.FAILED,
}


class TooMuch(Exception):
    """More than is left of the payment."""


@dataclass(frozen=True)
class Decided:
    """What a coordinator decided: by which rule the sum was found, why, and in which preview."""

    basis: Basis
    words: str
    decision: UUID | None = None


def ask_refund(
    payment: Payment,
    *,
    amount_minor: int,
    reason: Refund.Reason,
    now: datetime,
    asked_by: int | None = None,
    decided: Decided | None = None,
) -> Refund:
    """Writes down that money goes back, inside the caller's transaction; the worker sends it.

    For a caller who holds the lock of the payment's order, if it has one. What came late or twice
    goes back once: asking again returns that refund, and so does a decision that was made. Raises
    TooMuch, before Stripe would.
    """
    Payment.objects.select_for_update().get(pk=payment.pk)  # it may have no order to lock
    ours = payment.refunds.standing().exclude(reason=Refund.Reason.OUTSIDE)
    if decided is None or decided.decision is not None:
        same = ours.filter(decision=decided.decision) if decided else ours
        if (standing := same.first()) is not None:
            return standing
    if not 0 < amount_minor <= left_of(payment):
        raise TooMuch
    refund = Refund.objects.create(
        payment=payment,
        amount_minor=amount_minor,
        currency=payment.currency,
        reason=reason,
        asked_by_id=asked_by,
        asked_at=now,
        next_try_at=now,
        basis=decided.basis if decided else "",
        words=decided.words if decided else "",
        decision=decided.decision if decided else None,
    )
    record(
        "refund.asked",
        on=refund,
        by=asked_by,
        now=now,
        reason=str(reason),
        amount_minor=amount_minor,
    )
    return refund


def send_refund(refund_id: UUID, *, now: datetime) -> None:
    """Sends one refund to Stripe, if it is due and nobody else is sending it.

    No answer: tried again later under the same key. A refusal ends in an exception case.
    """
    waiting = Refund.objects.filter(due(now), pk=refund_id, state=Refund.State.CREATING)
    refund = claim(waiting.select_related("payment"), lease=LEASE)
    if refund is None:
        return
    try:
        made = _at_stripe(refund, now=now)
    except StripeUnreachable:
        rest(refund, until=now + BACKOFF.after(refund.attempts))
        return
    except StripeRefused as refused:
        _refused(refund, refused, now=now)
        return
    keep_refund(made, payment=refund.payment, now=now)


def _at_stripe(refund: Refund, *, now: datetime) -> StripeRefund:
    if now - refund.asked_at > KEYS_ARE_SAFE_FOR:
        for known in refunds_of(refund.payment.stripe_payment_intent):
            if known.reference == str(refund.pk):
                return known
    return create_refund(
        refund=refund.pk,
        intent_id=refund.payment.stripe_payment_intent,
        amount_minor=refund.amount_minor,
        idempotency_key=refund.idempotency_key,
    )


def _refused(refund: Refund, refused: StripeRefused, *, now: datetime) -> None:
    with transaction.atomic():
        _lock_order(refund.payment)
        try:
            move(
                refund,
                to=Refund.State.FAILED,
                act="refund.failed",
                by=None,
                now=now,
                changes={**FREED, "ended_at": now},
            )
        except StateMoved:
            return  # somebody heard of it at Stripe meanwhile: that stands
        open_case(
            ExceptionCase.Kind.REFUND_FAILED,
            about=refund.pk,
            order=refund.payment.order,
            payment=refund.payment,
            now=now,
            code=refused.code,
            amount_minor=refund.amount_minor,
            currency=refund.currency,
        )


def keep_refund(made: StripeRefund, *, payment: Payment, now: datetime) -> Refund:
    """Writes down a refund as it stands at Stripe: ours, or one made in Stripe's dashboard.

    The ledger gets the movement once, and its reversal once if the refund failed later; a failed
    one is put before the coordinators.
    """
    with transaction.atomic():
        _lock_order(payment)
        refund = _row_of(made, payment=payment, now=now)
        _follow(refund, made, now=now)
        enter(
            LedgerEntry.Kind.REFUND,
            source=made.id,
            order=payment.order,
            amount_minor=-made.amount_minor,
            currency=made.currency,
            at=made.created_at,
        )
        if refund.state == Refund.State.FAILED:
            enter(
                LedgerEntry.Kind.REFUND_REVERSED,
                source=made.id,
                order=payment.order,
                amount_minor=made.amount_minor,
                currency=made.currency,
                at=now,
            )
            open_case(
                ExceptionCase.Kind.REFUND_FAILED,
                about=refund.pk,
                order=payment.order,
                payment=payment,
                now=now,
                amount_minor=made.amount_minor,
                currency=made.currency,
            )
    return refund


def _follow(refund: Refund, made: StripeRefund, *, now: datetime) -> None:
    """Moves a locked refund to where Stripe has it; an older answer that comes in late is none."""
    state = STATES.get(made.status, Refund.State.PENDING)
    last_word = refund.state == Refund.State.FAILED and refund.stripe_refund_id is not None
    if refund.steps.allow(refund.state, state) and not last_word:
        changes = {
            **FREED,
            "stripe_refund_id": made.id,
            "ended_at": None if state == Refund.State.PENDING else now,
        }
        move(refund, to=state, act=f"refund.{state}", by=None, now=now, changes=changes)
    elif refund.stripe_refund_id is None:
        refund.stripe_refund_id = made.id
        refund.save(update_fields=["stripe_refund_id"])


def _lock_order(payment: Payment) -> None:
    """The order before its refund, as everywhere: a webhook about the same refund comes that way,
    and the rows added here hold on to the order too."""
    if payment.order_id is not None:
        Order.objects.select_for_update().get(pk=payment.order_id)


def _row_of(made: StripeRefund, *, payment: Payment, now: datetime) -> Refund:
    known = Refund.objects.select_for_update().filter(stripe_refund_id=made.id).first()
    ours = _uuid(made.reference)
    if known is None and ours is not None:
        known = Refund.objects.select_for_update().filter(pk=ours).first()
    if known is not None:
        return known
    return Refund.objects.create(
        payment=payment,
        stripe_refund_id=made.id,
        amount_minor=made.amount_minor,
        currency=made.currency,
        reason=Refund.Reason.OUTSIDE,
        state=Refund.State.PENDING,
        asked_at=made.created_at,
        next_try_at=now,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def due_refunds(*, now: datetime, limit: int = 50) -> list[UUID]:
    """The refunds that wait to be sent, longest waiting first."""
    return list(
        Refund.objects.filter(due(now), state=Refund.State.CREATING)
        .order_by("next_try_at")
        .values_list("pk", flat=True)[:limit]
    )
