"""What a coordinator can decide about an exception case. Each decision is one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.members.letters import post_part_ended
from groups.seats.actions import activate_seat, reclaim_seat, remove_member
from groups.seats.errors import (
    AlreadyEnrolled,
    CohortFull,
    EnrolmentClosed,
    KeptApart,
    SeatMoved,
)
from payments.cases.actions import CaseResolved, resolve_case
from payments.cases.keys import key_of
from payments.cases.models import ExceptionCase
from payments.checkout.locks import lock_money, lock_order
from payments.disputes.queries import disputed_among
from payments.dues.actions import agree_anew, settle_due
from payments.orders.models import Order
from payments.prices.back import Basis
from payments.received.actions import apply_payment
from payments.received.models import Payment
from payments.refunds.actions import Decided
from payments.refunds.models import Refund
from payments.refunds.queries import left_of_each
from payments.settling.letters import post_confirmation
from payments.settling.refunded import NothingToRefund, pay_back, refund_and_cancel

WAITING = {ExceptionCase.Kind.AMOUNT_DIFFERS, ExceptionCase.Kind.UNKNOWN_PAYMENT}


class Decision(models.TextChoices):
    """The buttons of a case. Closing alone moves no money and no seat."""

    SEAT = "seat", _("Take this sum: the seat is theirs")
    PAY_BACK = "pay_back", _("Pay it back")
    END = "end", _("End their part")
    CLOSE = "close", _("Close the case")


class MoneyWaits(Exception):
    """A payment stands behind the case: it needs a seat or the way back before the case closes."""


class NoSeat(Exception):
    """The seat is gone and no other is free, or it belongs to the member already."""


class EndedAlready(Exception):
    """The part that was to end has ended."""


@dataclass(frozen=True)
class Behind:
    """The payment a case is about, and how it stands; `failed`: the refund of it that failed."""

    payment: Payment
    left_minor: int
    disputed: bool
    failed: Refund | None = None

    @property
    def failed_part_minor(self) -> int | None:
        """The sum of a refund that failed and was only a part of what is left: that part can be
        sent once more, and nobody's seat depends on it. None for any other."""
        failed = self.failed
        if failed is None or failed.reason == Refund.Reason.OUTSIDE:
            return None
        return failed.amount_minor if failed.amount_minor < self.left_minor else None


def money_behind(cases: Sequence[ExceptionCase]) -> dict[UUID, Behind]:
    """What stands behind each of these cases, by case id, in as many queries for ten as for one.

    A case names its payment; one about a part that ended is about what was paid for it.
    """
    ended = [case for case in cases if case.kind == ExceptionCase.Kind.ENDED_WITH_MONEY]
    payments = list(
        Payment.objects.select_related("order__enrollment").filter(
            Q(pk__in=[case.payment_id for case in cases if case.payment_id])
            | Q(order__in=[case.order_id for case in ended], state=Payment.State.APPLIED)
        )
    )
    left, disputed = left_of_each(payments), disputed_among(payments)
    failed = _failed_refunds(cases)
    by_id = {payment.pk: payment for payment in payments}
    by_order = {p.order_id: p for p in payments if p.state == Payment.State.APPLIED}
    found: dict[UUID, Behind] = {}
    for case in cases:
        payment = by_order.get(case.order_id) if case in ended else None
        if payment is None and case.payment_id is not None:
            payment = by_id.get(case.payment_id)
        if payment is not None:
            found[case.pk] = Behind(
                payment, left[payment.pk], payment.pk in disputed, failed.get(case.key)
            )
    return found


def _failed_refunds(cases: Sequence[ExceptionCase]) -> dict[str, Refund]:
    """By the key of its case each refund that failed. One query, none without such a case."""
    kind = ExceptionCase.Kind.REFUND_FAILED
    ids = [case.key.removeprefix(f"{kind}:") for case in cases if case.kind == kind]
    return {key_of(kind, one.pk): one for one in Refund.objects.filter(pk__in=ids)} if ids else {}


def decisions_about(case: ExceptionCase, behind: Behind | None) -> list[Decision]:
    """What can be decided now, the weightiest first."""
    if case.kind == ExceptionCase.Kind.OUTSIDE_REFUND and may_end(behind):
        return [Decision.END, Decision.CLOSE]
    if behind is None or behind.left_minor <= 0 or behind.disputed:
        return [Decision.CLOSE]
    payment = behind.payment
    if case.kind in WAITING and payment.state == Payment.State.CASE:
        return [Decision.SEAT, Decision.PAY_BACK] if _may_sit(payment) else [Decision.PAY_BACK]
    if case.kind == ExceptionCase.Kind.ENDED_WITH_MONEY or (
        case.kind == ExceptionCase.Kind.REFUND_FAILED
        and (behind.failed_part_minor is not None or not _backs_a_seat(payment))
    ):
        return [Decision.PAY_BACK, Decision.CLOSE]
    return [Decision.CLOSE]


def may_end(behind: Behind | None) -> bool:
    """Whether somebody still takes part by what was paid and went back."""
    order = behind.payment.order if behind else None
    return order is not None and order.enrollment is not None and order.enrollment.enrolled


def _may_sit(payment: Payment) -> bool:
    return payment.order is not None and payment.order.unpaid


def _backs_a_seat(payment: Payment) -> bool:
    """Sending all of it back would end somebody's part: that is decided on the order's page."""
    return (
        payment.state == Payment.State.APPLIED
        and payment.order is not None
        and payment.order.state == Order.State.PAID
    )


def decide(case: ExceptionCase, decision: Decision, *, by: int, reason: str, now: datetime) -> None:
    """Does what was decided and closes the case with its reason, or neither.

    Raises CaseResolved, MoneyWaits, NoSeat, NothingToRefund, EndedAlready or Disputed.
    """
    with transaction.atomic():
        _lock_what_it_is_about(case)
        behind = money_behind([case]).get(case.pk)
        if ExceptionCase.objects.filter(pk=case.pk, state=ExceptionCase.State.RESOLVED).exists():
            raise CaseResolved
        if decision not in decisions_about(case, behind):
            raise _NOT_POSSIBLE.get(decision, NothingToRefund)
        # First the case, so that what follows finds it closed with a person's words.
        resolve_case(case, by=by, reason=reason, now=now)
        _ACTS[decision](behind, by, reason, now)


def _lock_what_it_is_about(case: ExceptionCase) -> None:
    order_id = case.order_id or (case.payment.order_id if case.payment else None)
    if order_id is not None:
        lock_money(order_id)


def _close(_behind: Behind | None, _by: int, _reason: str, _now: datetime) -> None:
    """Nothing else to do: the words are kept."""


def _pay_back(behind: Behind | None, by: int, reason: str, now: datetime) -> None:
    if behind is None:
        raise NothingToRefund
    payment, order, part = behind.payment, behind.payment.order, behind.failed_part_minor
    if part is not None:
        decided = Decided(Basis.OWN, reason)
        pay_back(payment, by=by, now=now, decided=decided, amount_minor=part)
    elif order is not None and payment.refundable and order.state != Order.State.REFUNDED:
        refund_and_cancel(order, by=by, reason=reason, now=now)
    else:
        pay_back(payment, by=by, now=now, decided=Decided(Basis.ALL, reason))


def _end_part(behind: Behind | None, by: int, reason: str, now: datetime) -> None:
    """The seat ends with its links, and a letter takes the dates out of their calendar."""
    payment = behind.payment if behind else None
    if payment is None or payment.order_id is None:
        raise EndedAlready
    seat = lock_order(payment.order_id).enrollment
    try:
        remove_member(seat, reason=reason[:60], by=by, now=now)
    except SeatMoved as error:
        raise EndedAlready from error
    post_part_ended(seat, now=now)


def _give_seat(behind: Behind | None, by: int, _reason: str, now: datetime) -> None:
    payment = behind.payment if behind else None
    if payment is None or payment.order_id is None or payment.attempt is None:
        raise NoSeat
    locked = lock_order(payment.order_id)
    try:
        if locked.enrollment.is_held:
            activate_seat(locked.enrollment, now=now, by=by)
        else:
            reclaim_seat(locked.enrollment, now=now)
    except (CohortFull, EnrolmentClosed, KeptApart, AlreadyEnrolled, SeatMoved) as error:
        raise NoSeat from error
    due = payment.attempt.due
    agree_anew(
        due,
        order=locked.order,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        by=by,
        now=now,
    )
    apply_payment(payment, by=by, now=now)
    settle_due(due, order=locked.order, now=now)
    post_confirmation(locked.order, now=now)


_ACTS: dict[Decision, Callable[[Behind | None, int, str, datetime], None]] = {
    Decision.SEAT: _give_seat,
    Decision.PAY_BACK: _pay_back,
    Decision.END: _end_part,
    Decision.CLOSE: _close,
}
_NOT_POSSIBLE: dict[Decision, type[Exception]] = {
    Decision.CLOSE: MoneyWaits,
    Decision.END: EndedAlready,
}
