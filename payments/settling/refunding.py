"""Sending money back from the desk, in two steps: what would happen, to the cent; then that, or
nothing.

Both steps ask `plan_of`. The second asks it again under the order's lock: where anything differs
from what the coordinator read, nothing is sent, and they read the new plan.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Account
from groups.sessions.models import GroupSession
from payments.by_hand.actions import note_part_returned, note_returned
from payments.by_hand.models import HandPayment, HandReturn
from payments.cases.actions import open_case, resolve_case
from payments.cases.models import ExceptionCase
from payments.checkout.locks import Locked, lock_order
from payments.dues.actions import call_off
from payments.orders.models import Order
from payments.prices.back import Basis, share_of_the_rest
from payments.prices.money import step_of
from payments.received.models import Payment
from payments.refunds.actions import Decided
from payments.refunds.models import Refund
from payments.settling.letters import post_part_back, post_refunded
from payments.settling.money_now import OrderMoney, money_of
from payments.settling.refunded import (
    Disputed,
    NothingToRefund,
    end_seat,
    everything_back,
    pay_back,
)


class SumRefused(Exception):
    """The sum cannot go back: above `most_minor`, which is left, or not in whole coins."""

    def __init__(self, most_minor: int, currency: str) -> None:
        super().__init__(most_minor, currency)
        self.most_minor, self.currency = most_minor, currency


class NothingPromised(Exception):
    """The promise names no sum: its day is over, or it never named one."""


class NothingToKeep(Exception):
    """All of the money goes back, and the seat would stand on nothing."""


class OnlyWhole(Exception):
    """A payment waits for a decision: it goes back whole, or is taken for the seat first."""


class DecidedAlready(Exception):
    """This preview was confirmed before: a second click."""


@dataclass(frozen=True)
class Sessions:
    """Of the part that was paid for: how many sessions, and how many of them were had by now. One
    that was cancelled was not; the one that replaces it counts in its stead."""

    planned: int
    had: int

    @property
    def remain(self) -> int:
        """How many they have not had."""
        return self.planned - self.had


@dataclass(frozen=True)
class Wanted:
    """What a coordinator would send back; `own_minor` where the sum is their own."""

    basis: Basis
    own_minor: int = 0
    ends: bool = True


@dataclass(frozen=True)
class Part:
    """What of one payment goes back; of money by hand where it has none."""

    payment: Payment | None
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class Plan:
    """What happens if it is confirmed now. `ends`: their part ends; `everything`: nothing is left
    with us. `seen` is another text whenever a figure or the seat is another."""

    wanted: Wanted
    money: OrderMoney
    parts: list[Part]
    sessions: Sessions
    ends: bool
    everything: bool
    seen: str

    @property
    def by_hand(self) -> bool:
        """Whether a person gives it back, and we write it down."""
        return self.money.by_hand is not None

    @property
    def goes_back(self) -> dict[str, int]:
        """What goes back now, in minor units by currency."""
        sums: dict[str, int] = {}
        for part in self.parts:
            sums[part.currency] = sums.get(part.currency, 0) + part.amount_minor
        return sums

    @property
    def stays(self) -> dict[str, int]:
        """What is left with us afterwards, in minor units by currency."""
        back = self.goes_back
        return {one.currency: one.left_minor - back.get(one.currency, 0) for one in self.money.sums}


class PlanChanged(Exception):
    """What would happen now is not what was read. Nothing was done."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.seen)
        self.plan = plan


def sessions_of(order: Order, *, now: datetime) -> Sessions:
    """The sessions that the order pays for: those from the one with which their part begins."""
    cancelled = GroupSession.State.CANCELLED
    theirs = order.seat.cohort.sessions.filter(number__gte=order.seat.begins_with).exclude(
        state=cancelled, replacements__isnull=False
    )
    each = set(theirs.values_list("pk", "state", "starts_at"))
    had = [pk for pk, state, starts_at in each if state != cancelled and starts_at <= now]
    return Sessions(planned=len(each), had=len(had))


def is_refundable(order: Order) -> bool:
    """Whether money of it is with us that a coordinator may send back, were there no dispute."""
    if order.state == Order.State.REFUNDED:
        return False
    money = money_of(order)
    if money.by_hand is not None:
        return money.by_hand.is_here
    return any(one.left_minor > 0 for one in money.refundable)


def still_promised(order: Order, *, now: datetime) -> bool:
    """Whether by what was agreed everything comes back today, on the group's wall."""
    today = now.astimezone(order.seat.cohort.zone).date()
    return order.refund_until is not None and today <= order.refund_until


def plan_of(order: Order, wanted: Wanted, *, now: datetime) -> Plan:
    """What would go back and end now, changing nothing.

    Raises NothingToRefund, Disputed, OnlyWhole, NothingPromised, SumRefused or NothingToKeep.
    """
    money = money_of(order)
    sessions = sessions_of(order, now=now)
    whole = _all_of(order, money)
    if wanted.basis == Basis.ALL:
        parts = whole
    else:
        parts = _split(order, money, _SUM_BY[wanted.basis](order, money, wanted, sessions, now))
    everything = sum(part.amount_minor for part in parts) == sum(
        part.amount_minor for part in whole
    )
    may_end = order.seat.enrolled or order.seat.is_held
    if may_end and everything and not wanted.ends:
        raise NothingToKeep
    ends = may_end and wanted.ends
    return Plan(
        wanted, money, parts, sessions, ends, everything, _digest(order, money, parts, ends)
    )


def _all_of(order: Order, money: OrderMoney) -> list[Part]:
    """Raises NothingToRefund or Disputed."""
    if money.by_hand is not None:
        left = money.of(order.currency).left_minor
        parts = [Part(None, left, order.currency)] if money.by_hand.is_here and left > 0 else []
    else:
        left_over = [one for one in money.refundable if one.left_minor > 0]
        if any(one.disputed for one in left_over):
            raise Disputed
        parts = [Part(one.payment, one.left_minor, one.payment.currency) for one in left_over]
    if not parts or order.state == Order.State.REFUNDED:
        raise NothingToRefund
    return parts


def _split(order: Order, money: OrderMoney, amount_minor: int) -> list[Part]:
    """A sum over the payments, the newest first. Raises SumRefused."""
    most = money.theirs(order.currency).left_minor
    if not 0 < amount_minor <= most or amount_minor % step_of(order.currency):
        raise SumRefused(most, order.currency)
    if money.by_hand is not None:
        return [Part(None, amount_minor, order.currency)]
    if any(one.payment.state == Payment.State.CASE for one in money.refundable):
        raise OnlyWhole
    parts, missing = [], amount_minor
    for one in money.refundable:
        share = min(one.left_minor, missing)
        if share > 0 and one.payment.currency == order.currency:
            parts.append(Part(one.payment, share, order.currency))
            missing -= share
    return parts


def _promised(
    order: Order, money: OrderMoney, wanted: Wanted, sessions: Sessions, now: datetime
) -> int:
    if not still_promised(order, now=now):
        raise NothingPromised
    return money.theirs(order.currency).left_minor


def _for_sessions(
    order: Order, money: OrderMoney, wanted: Wanted, sessions: Sessions, now: datetime
) -> int:
    """What went back before counts towards it. Raises NothingToRefund where that was as much."""
    theirs = money.theirs(order.currency)
    share = share_of_the_rest(
        theirs.paid_minor, order.currency, sessions=sessions.planned, had=sessions.had
    )
    due = share - theirs.gone_minor
    if due <= 0:
        raise NothingToRefund
    return due


def _own(order: Order, money: OrderMoney, wanted: Wanted, sessions: Sessions, now: datetime) -> int:
    return wanted.own_minor


_SUM_BY: dict[Basis, Callable[[Order, OrderMoney, Wanted, Sessions, datetime], int]] = {
    Basis.PROMISE: _promised,
    Basis.SESSIONS: _for_sessions,
    Basis.OWN: _own,
}


def _digest(order: Order, money: OrderMoney, parts: list[Part], ends: bool) -> str:
    seat = order.seat
    figures = (
        [(one.currency, one.paid_minor, one.back_minor, one.under_way_minor, one.disputed_minor)
         for one in money.sums],
        [(part.payment.pk if part.payment else "", part.amount_minor) for part in parts],
        (order.state, seat.state, seat.seat_no, seat.epoch, ends),
    )  # fmt: skip
    return hashlib.sha256(repr(figures).encode()).hexdigest()[:32]


def send_back(
    order: Order,
    wanted: Wanted,
    *,
    seen: str,
    decision: UUID,
    words: str,
    by: Account,
    now: datetime,
) -> Plan:
    """Does what a coordinator read in a preview and confirmed; the money follows by the worker.

    Raises DecidedAlready, PlanChanged, or what `plan_of` raises, and nothing has happened then.
    """
    with transaction.atomic():
        locked = lock_order(order.pk)
        locked.order.enrollment = locked.enrollment
        if _was_decided(decision):
            raise DecidedAlready
        plan = plan_of(locked.order, wanted, now=now)
        if plan.seen != seen:
            raise PlanChanged(plan)
        act = _by_hand if plan.by_hand else _through_stripe
        act(locked, plan, decision, words, by, now)
    return plan


def _was_decided(decision: UUID) -> bool:
    return (
        Refund.objects.filter(decision=decision).exists()
        or HandReturn.objects.filter(decision=decision).exists()
    )


def _through_stripe(
    locked: Locked, plan: Plan, decision: UUID, words: str, by: Account, now: datetime
) -> None:
    decided = Decided(plan.wanted.basis, words, decision)
    refunds = [
        pay_back(part.payment, by=by.pk, now=now, decided=decided, amount_minor=part.amount_minor)
        for part in plan.parts
        if part.payment is not None
    ]
    if plan.everything:
        everything_back(locked, refunds, reason=words, by=by.pk, now=now)
        return
    if plan.ends:
        end_seat(locked, reason=words, by=by.pk, now=now)
        _what_stays_is_decided(locked.order, words, by=by, now=now)
    post_part_back(locked.order, decision, refunds=refunds, ended=plan.ends, now=now)


def _what_stays_is_decided(order: Order, words: str, *, by: Account, now: datetime) -> None:
    """Their part ended with money of theirs here: that was decided in the same breath, and its case
    is there with the words, for whoever asks later where that money belongs."""
    case = open_case(
        ExceptionCase.Kind.ENDED_WITH_MONEY,
        about=order.pk,
        order=order,
        now=now,
        amount_minor=order.amount_minor,
        currency=order.currency,
    )
    if case.state == ExceptionCase.State.OPEN:
        resolve_case(case, by=by.pk, reason=words, now=now)


def _by_hand(
    locked: Locked, plan: Plan, decision: UUID, words: str, by: Account, now: datetime
) -> None:
    payment = HandPayment.objects.select_for_update().get(order=locked.order)
    payment.order = locked.order
    if plan.ends:
        end_seat(locked, reason=words, by=by.pk, now=now)
    if plan.everything:
        note_returned(payment, words=words, by=by, now=now)
        call_off(locked.order, now=now, by=by.pk)
        post_refunded(locked.order, [], now=now)
        return
    (part,) = plan.parts
    note_part_returned(
        payment,
        amount_minor=part.amount_minor,
        basis=plan.wanted.basis,
        words=words,
        decision=decision,
        by=by,
        now=now,
    )
    post_part_back(locked.order, decision, refunds=[], ended=plan.ends, now=now)
