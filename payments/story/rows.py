"""All rows that tell of one seat and its money. As many queries for three of each as for one."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import Account
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.members.letters import PART_ENDED
from groups.seats.models import Enrollment
from groups.waiting import letters as waiting_letters
from groups.waiting.models import WaitingEntry
from outbox.models import Letter
from payments.by_hand.models import HandPayment, HandReturn
from payments.cases.models import ExceptionCase
from payments.checkout.models import CheckoutAttempt
from payments.disputes.models import Dispute
from payments.ledger.models import LedgerEntry
from payments.orders.models import Order
from payments.received.models import Payment
from payments.refunds.models import Refund
from payments.settling import letters
from payments.webhooks.models import StripeEvent


@dataclass
class Rows:
    """What was read; without an order, all of the money's is empty."""

    seat: Enrollment
    order: Order | None
    waiting: list[WaitingEntry]
    attempts: list[CheckoutAttempt] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    cases: list[ExceptionCase] = field(default_factory=list)
    by_hand: HandPayment | None = None
    returns: list[HandReturn] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)
    events: list[StripeEvent] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    capacity: list[Entry] = field(default_factory=list)
    accounts: dict[int, Account] = field(default_factory=dict)


def rows_of(seat: Enrollment) -> Rows:
    """Reads them, for a seat that has its cohort and its member's account."""
    order = Order.objects.select_related("payer").filter(enrollment=seat).first()
    rows = Rows(seat, order, _waiting_of(seat))
    if order is not None:
        order.enrollment = seat
        _read_money(rows, order)
    rows.letters.extend(Letter.objects.filter(key__in=_letter_keys(rows)).order_by("posted_at"))
    rows.entries.extend(_entries_of(rows))
    rows.capacity.extend(_capacity_of(rows))
    acted = {one.actor_id for one in [*rows.entries, *rows.capacity]}
    acted |= {one.asked_by_id for one in rows.refunds} | {one.resolved_by_id for one in rows.cases}
    acted |= {one.returned_by_id for one in rows.returns}
    if rows.by_hand is not None:
        acted.add(rows.by_hand.entered_by_id)
    rows.accounts.update(Account.objects.in_bulk(acted - {None}))
    return rows


def _waiting_of(seat: Enrollment) -> list[WaitingEntry]:
    """Their waiting for this seat, and what ended before it without one."""
    theirs = WaitingEntry.objects.filter(cohort=seat.cohort_id, member=seat.member_id)
    return list(theirs.filter(Q(seat=seat) | Q(seat=None, joined_at__lte=seat.held_at)))


def _read_money(rows: Rows, order: Order) -> None:
    rows.attempts.extend(CheckoutAttempt.objects.of(order).order_by("began_at"))
    rows.payments.extend(order.payments.order_by("paid_at"))
    rows.refunds.extend(Refund.objects.filter(payment__in=rows.payments).order_by("asked_at"))
    rows.disputes.extend(Dispute.objects.filter(payment__in=rows.payments))
    about = Q(order=order) | Q(payment__in=rows.payments)
    rows.cases.extend(ExceptionCase.objects.filter(about).order_by("opened_at"))
    rows.ledger.extend(order.entries.order_by("pk"))
    by_hand = HandPayment.objects.filter(order=order).first()
    if by_hand is not None:
        rows.by_hand = by_hand
        rows.returns.extend(by_hand.returns.all())
    numbers = [one.stripe_session_id for one in rows.attempts]
    numbers += [one.stripe_refund_id for one in rows.refunds]
    numbers += [one.stripe_dispute_id for one in rows.disputes]
    intents = [one.stripe_payment_intent for one in rows.payments]
    told = Q(object_id__in=[one for one in numbers if one]) | Q(intent_id__in=intents)
    rows.events.extend(StripeEvent.objects.filter(told).order_by("received_at", "pk"))


def _letter_keys(rows: Rows) -> list[str]:
    """The keys of every letter that can have been posted about them: each key stands once."""
    seat, order = rows.seat, rows.order
    keys = [f"{PART_ENDED}:{seat.pk.hex}:{epoch}" for epoch in range(1, seat.epoch + 1)]
    for entry in rows.waiting:
        keys += [
            f"{kind}:{entry.pk}"
            for kind in (
                waiting_letters.JOINED,
                waiting_letters.OFFERED,
                waiting_letters.REMINDER,
                waiting_letters.OVER,
            )
        ]
    if order is None:
        return keys
    keys += [
        f"{kind}:{order.pk}" for kind in (letters.CONFIRMATION, letters.REFUNDED, letters.HOLD_OVER)
    ]
    for attempt in rows.attempts:
        keys += [f"{kind}:{attempt.pk}" for kind in (letters.BANK_WAITS, letters.BANK_REFUSED)]
    for payment in rows.payments:
        intent = payment.stripe_payment_intent
        keys += [f"{kind}:{intent}" for kind in (letters.LATE_AND_FULL, letters.PAID_TWICE)]
    keys += [f"{letters.MONEY_BACK}:{refund.pk}" for refund in rows.refunds]
    decisions = {one.decision for one in rows.refunds} | {one.decision for one in rows.returns}
    return keys + [f"{letters.PART_BACK}:{one}" for one in decisions if one]


def _entries_of(rows: Rows) -> list[Entry]:
    """Of the trail: what happened to the seat, found by its member; to rows of money, found by the
    moments that they tell themselves."""
    seat = Entry.objects.filter(member_id=rows.seat.member_id, object_id=str(rows.seat.pk))
    found = list(seat.filter(object_type="groups.enrollment"))
    return [*found, *Entry.objects.filter(at__in=_moments(rows), object_id__in=_ids(rows))]


def _moments(rows: Rows) -> list[datetime]:
    moments: list[datetime | None] = [entry.ended_at for entry in rows.waiting]
    moments += [one.asked_at for one in rows.refunds] + [one.ended_at for one in rows.refunds]
    moments += [one.resolved_at for one in rows.cases]
    moments += [rows.seat.ended_at, rows.seat.activated_at, rows.seat.held_at]
    if rows.by_hand is not None:
        moments += [rows.by_hand.received_at, rows.by_hand.ended_at]
    if rows.order is not None:
        moments += [rows.order.placed_at, rows.order.paid_at]
    return [moment for moment in moments if moment is not None]


def _ids(rows: Rows) -> list[str]:
    ids: list[UUID | int] = [entry.pk for entry in rows.waiting]
    ids += [one.pk for one in [*rows.refunds, *rows.payments]]
    if rows.by_hand is not None:
        ids.append(rows.by_hand.pk)
    if rows.order is not None:
        ids.append(rows.order.pk)
    return [str(one) for one in ids]


def _capacity_of(rows: Rows) -> list[Entry]:
    """Changes of the number of seats while they waited for theirs."""
    spans = [(one.joined_at, one.offered_at) for one in rows.waiting if one.offered_at]
    if not spans:
        return []
    first, last = min(begin for begin, _end in spans), max(end for _begin, end in spans)
    changed = Entry.objects.filter(
        act="cohort.capacity",
        object_type=Cohort._meta.label_lower,
        object_id=str(rows.seat.cohort_id),
        at__range=(first, last),
    )
    return [one for one in changed if any(begin <= one.at <= end for begin, end in spans)]
