"""What must be true of money and seats at any quiet moment; asserted at the end of every test."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from groups.models import Cohort, Enrollment, WaitingEntry
from groups.waiting.queries import closed_or_placed, in_line, may_be_offered
from payments.ledger.queries import ledger_totals
from payments.models import (
    CheckoutAttempt,
    Due,
    ExceptionCase,
    HandPayment,
    HandReturn,
    LedgerEntry,
    Order,
    Payment,
    Refund,
    StripeEvent,
)
from tests.stripe_sandbox.launcher import SandboxProcess


def check_invariants(sandbox: SandboxProcess, *, now: datetime, quiet: bool = True) -> None:
    """Raises AssertionError for the first promise that does not hold.

    `quiet`: webhooks have arrived and the worker has run, so nothing may be under way.
    """
    _seats()
    _offers()
    _orders()
    _every_write_has_its_key(sandbox)
    _payments(quiet=quiet)
    _by_hand(sandbox)
    _refunds()
    if quiet:
        objects = sandbox.look("state")["objects"]
        _nothing_under_way(now)
        _nobody_waits_in_vain(now)
        _every_charge_is_known(objects)
        _refunds_are_stripes(objects)
        _ledger_is_stripes_balance(sandbox)


def _seats() -> None:
    for cohort in Cohort.objects.all():
        seats = list(cohort.enrollments.occupying())
        numbers = [seat.seat_no for seat in seats]
        above = [seat for seat in seats if seat.is_above]
        assert all(seat.overbooked_reason for seat in above), "overbooked without a reason"
        taken = len(seats) - len(above)
        assert taken <= cohort.capacity, f"{taken} of {cohort.capacity} seats"
        assert not above or taken == cohort.capacity, "somebody above a seat that is free"
        assert len(set(numbers)) == len(numbers), f"a seat taken twice: {numbers}"
        members = Counter(seat.member_id for seat in seats)
        assert all(count == 1 for count in members.values()), "a member with two seats"


def _offers() -> None:
    """Whoever is offered a seat has one, and no seat is offered but to somebody who waited."""
    entries = list(WaitingEntry.objects.offered().select_related("seat"))
    for entry in entries:
        seat = entry.seat
        assert seat is not None
        assert seat.is_offered, f"{entry} of a seat that is {seat.state}"
        assert (seat.cohort_id, seat.member_id) == (entry.cohort_id, entry.member_id)
    offered = set(Enrollment.objects.offered().values_list("pk", flat=True))
    assert offered == {entry.seat_id for entry in entries}, "a seat is offered to nobody"


def _nobody_waits_in_vain(now: datetime) -> None:
    over = WaitingEntry.objects.offered().filter(seat__hold_until__lte=now, told_at__isnull=False)
    assert not over.exists(), "an offer past its time"
    assert not closed_or_placed(now).exists(), "somebody waits where there is nothing to wait for"
    for cohort in Cohort.objects.under_way():
        free = cohort.capacity - cohort.enrollments.occupying().count()
        able = [entry for entry in in_line(cohort) if may_be_offered(entry, now=now)]
        asked = cohort.takes_people(now) and free > 0
        assert not (asked and able), f"{free} seats free, and {len(able)} who wait were not asked"


def _every_write_has_its_key(sandbox: SandboxProcess) -> None:
    """Each write of ours carries an idempotency key, and a key never meets other parameters.

    The library makes up a key where we send none: only the one in our row outlives a crash.
    """
    ours = {
        "metadata[attempt]": _keys_of(CheckoutAttempt.objects.all()),
        "metadata[refund]": _keys_of(Refund.objects.all()),
    }
    sent: dict[str, set[tuple[str, str]]] = {}
    for call in sandbox.look("requests")["data"]:
        if call["method"] == "POST":
            key = call["idempotency_key"]
            assert key, f"a write without a key: {call['path']}"
            sent.setdefault(key, set()).add((call["path"], call["sent"]))
            for name, keys in ours.items():
                reference = call["params"].get(name)
                in_row = reference is None or keys.get(reference) == key
                assert in_row, f"a write for {reference} under a key of its own"
    assert all(len(ways) == 1 for ways in sent.values()), "one key, two meanings"


def _keys_of(rows: QuerySet[Any]) -> dict[str, str]:
    return {str(pk): str(key) for pk, key in rows.values_list("pk", "idempotency_key")}


def _payments(*, quiet: bool) -> None:
    payments = Payment.objects.select_related("order__enrollment")
    known = {payment.stripe_payment_intent: payment for payment in payments}
    for payment in known.values():
        if payment.state == Payment.State.APPLIED:
            assert payment.order is not None
            backed = payment.order.seat.belongs
            if backed and not _in_an_open_case(payment) and not _stays_without_money(payment):
                assert _left_of(payment) > 0, f"{payment} backs a seat and has gone back"
            # Whoever was taken out and has paid becomes a case with the worker's next round.
            found_soon = not quiet and payment.order.state == Order.State.PAID
            ends = backed or found_soon or _has_an_end(payment)
            assert ends, f"{payment} backs nothing"
        else:
            assert _has_an_end(payment), f"{payment} was not sent back and waits for nobody"
    for enrollment in Enrollment.objects.enrolled():
        order = Order.objects.filter(enrollment=enrollment).first()
        if order is None:
            continue  # made by a test's factory, without any payment
        applied = list(order.payments.filter(state=Payment.State.APPLIED))
        paid = sum(payment.amount_minor for payment in applied) + _came_by_hand(order)
        due = sum(due.amount_minor for due in order.dues.filter(state=Due.State.PAID))
        assert paid == due, f"a seat with {due} due and {paid} paid"
        agreed = order.state == Order.State.PAID or order.dues.open().exists()
        refunded = order.state == Order.State.REFUNDED
        assert agreed or (refunded and not any(_left_of(payment) > 0 for payment in applied))


def _here_by_hand(order: Order) -> int:
    """What the ledger says came by hand and was not given back."""
    entries = order.entries.filter(kind__in=LedgerEntry.BY_HAND)
    return sum(entry.amount_minor for entry in entries)


def _came_by_hand(order: Order) -> int:
    """The same with the parts that were given back while the seat stayed."""
    parts = HandReturn.objects.filter(payment__order=order)
    return _here_by_hand(order) + sum(part.amount_minor for part in parts)


def _by_hand(sandbox: SandboxProcess) -> None:
    """Money past Stripe stands in the ledger as its row says, and Stripe heard of none of it."""
    told = [call["sent"] for call in sandbox.look("requests")["data"]]
    for payment in HandPayment.objects.select_related("order__enrollment"):
        order = payment.order
        assert order.seat.by_hand, f"{order} is paid by hand on a seat that was taken online"
        kinds = Counter(order.entries.values_list("kind", flat=True))
        assert kinds[LedgerEntry.Kind.AGREED_BY_HAND] == 1, f"{order}: {kinds}"
        assert set(kinds) <= LedgerEntry.BY_HAND, f"{order}: {kinds}"
        here = order.amount_minor - payment.returned_minor if payment.is_here else 0
        assert _here_by_hand(order) == here, f"{order}: the ledger differs from {payment}"
        stands = {
            HandPayment.State.FREE: Order.State.PAID,
            HandPayment.State.OWED: Order.State.OPEN,
            HandPayment.State.RECEIVED: Order.State.PAID,
            HandPayment.State.RETURNED: Order.State.REFUNDED,
            HandPayment.State.CALLED_OFF: Order.State.VOID,
        }
        assert order.state == stands[HandPayment.State(payment.state)]
        assert not CheckoutAttempt.objects.of(order).exists()
        assert not order.payments.exists()
        assert not any(order.number in sent or str(order.pk) in sent for sent in told)
    by_hand = Enrollment.objects.filter(by_hand=True, order__by_hand__isnull=True)
    assert not by_hand.exists(), "a seat given by hand without a word of how it is paid"


def _stays_without_money(payment: Payment) -> bool:
    """A coordinator let somebody stay whose money had gone back in Stripe's dashboard."""
    decided = ExceptionCase.objects.filter(
        payment=payment, kind=ExceptionCase.Kind.OUTSIDE_REFUND, resolved_by__isnull=False
    )
    return decided.exists()


def _left_of(payment: Payment) -> int:
    return payment.amount_minor - sum(refund.amount_minor for refund in payment.refunds.standing())


def _in_an_open_case(payment: Payment) -> bool:
    about = Q(payment=payment)
    if payment.order_id:
        about |= Q(order=payment.order_id)
    return ExceptionCase.objects.filter(about, state=ExceptionCase.State.OPEN).exists()


def _has_an_end(payment: Payment) -> bool:
    """All of it went back, or somebody has it on their list, or a person wrote down why not."""
    decided = ExceptionCase.objects.filter(
        order=payment.order_id,
        kind__in=[ExceptionCase.Kind.ENDED_WITH_MONEY, ExceptionCase.Kind.REFUND_FAILED],
        resolved_by__isnull=False,
    )
    return _left_of(payment) <= 0 or _in_an_open_case(payment) or decided.exists()


def _orders() -> None:
    """What is due adds up to the price, an order is paid with its last due, and only then."""
    for order in Order.objects.select_related("enrollment").prefetch_related("dues"):
        dues = list(order.dues.all())
        assert sum(due.amount_minor for due in dues) == order.amount_minor, f"{order}: dues differ"
        assert {due.currency for due in dues} == {order.currency}
        assert order.member_id == order.seat.member_id
        states = {due.state for due in dues}
        allowed = {
            Order.State.OPEN: {Due.State.OPEN, Due.State.PAID},
            Order.State.PAID: {Due.State.PAID},
            Order.State.VOID: {Due.State.VOID},
            Order.State.REFUNDED: {Due.State.PAID, Due.State.VOID},
        }
        assert states <= allowed[Order.State(order.state)], f"{order} is {order.state}: {states}"
        assert order.state != Order.State.OPEN or Due.State.OPEN in states


def _every_charge_is_known(objects: dict[str, Any]) -> None:
    charged = {one["payment_intent"] for one in objects["charge"] if one["paid"]}
    known = set(Payment.objects.values_list("stripe_payment_intent", flat=True))
    assert charged == known, f"charges and payments differ: {charged ^ known}"


def _refunds_are_stripes(objects: dict[str, Any]) -> None:
    ours = {
        (refund.stripe_refund_id, refund.amount_minor, refund.currency.lower(), refund.state)
        for refund in Refund.objects.exclude(stripe_refund_id=None)
    }
    theirs = {
        (one["id"], one["amount"], one["currency"], one["status"]) for one in objects["refund"]
    }
    assert ours == theirs, f"refunds differ: {ours ^ theirs}"


def _refunds() -> None:
    """What Stripe has sent back of a payment is no more than came; it refuses what would be."""
    for payment in Payment.objects.filter(refunds__isnull=False).distinct():
        sent = payment.refunds.standing().exclude(stripe_refund_id=None)
        back = sum(refund.amount_minor for refund in sent)
        assert back <= payment.amount_minor, f"more went back of {payment} than came"


def _nothing_under_way(now: datetime) -> None:
    waiting = ExceptionCase.objects.filter(
        state=ExceptionCase.State.OPEN,
        kind__in=[ExceptionCase.Kind.AMOUNT_DIFFERS, ExceptionCase.Kind.STRIPE_UNREACHABLE],
    )
    late = Enrollment.objects.held().filter(hold_until__lte=now).exclude(order__cases__in=waiting)
    assert not late.exists(), "a hold past its deadline"
    assert not Refund.objects.filter(state=Refund.State.CREATING).exists(), "a refund unsent"
    stuck = StripeEvent.objects.filter(state=StripeEvent.State.STORED)
    assert not stuck.exists(), f"events not acted on: {[str(event) for event in stuck]}"


def _ledger_is_stripes_balance(sandbox: SandboxProcess) -> None:
    balance = sandbox.look("balance")
    theirs = {
        currency.upper(): sums["gross"] for currency, sums in balance.items() if sums["gross"]
    }
    assert ledger_totals() == theirs
    sources = list(LedgerEntry.objects.values_list("kind", "source"))
    assert len(sources) == len(set(sources))
