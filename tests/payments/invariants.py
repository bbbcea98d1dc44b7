"""What must be true of money and seats at any quiet moment; asserted at the end of every test."""

from collections import Counter
from datetime import datetime
from typing import Any

from groups.models import Cohort, Enrollment
from groups.seats.models import ENROLLED, OCCUPYING, SeatState
from payments.ledger.queries import ledger_totals
from payments.models import ExceptionCase, LedgerEntry, Order, Payment, Refund
from tests.payments.sandbox.launcher import SandboxProcess

BACK = [Refund.State.CREATING, Refund.State.PENDING, Refund.State.SUCCEEDED]


def check_invariants(sandbox: SandboxProcess, *, now: datetime, quiet: bool = True) -> None:
    """Raises AssertionError for the first promise that does not hold.

    `quiet`: webhooks have arrived and the worker has run, so nothing may be under way.
    """
    _seats()
    _every_write_has_its_key(sandbox)
    _payments(sandbox)
    _refunds(sandbox)
    if quiet:
        _nothing_under_way(now)
        _ledger_is_stripes_balance(sandbox)


def _seats() -> None:
    for cohort in Cohort.objects.all():
        seats = list(cohort.enrollments.filter(state__in=OCCUPYING))
        numbers = [seat.seat_no for seat in seats]
        assert len(seats) <= cohort.capacity, f"{len(seats)} of {cohort.capacity} seats"
        assert len(set(numbers)) == len(numbers), f"a seat taken twice: {numbers}"
        members = Counter(seat.member_id for seat in seats)
        assert all(count == 1 for count in members.values()), "a member with two seats"


def _every_write_has_its_key(sandbox: SandboxProcess) -> None:
    """Each write of ours carries an idempotency key, and a key never meets other parameters."""
    sent: dict[str, set[tuple[str, str]]] = {}
    for call in sandbox.look("requests")["data"]:
        if call["method"] == "POST":
            key = call["idempotency_key"]
            assert key, f"a write without a key: {call['path']}"
            sent.setdefault(key, set()).add((call["path"], call["sent"]))
    assert all(len(ways) == 1 for ways in sent.values()), "one key, two meanings"


def _payments(sandbox: SandboxProcess) -> None:
    known = {payment.stripe_payment_intent: payment for payment in Payment.objects.all()}
    for payment in known.values():
        if payment.state == Payment.State.APPLIED:
            assert payment.order is not None
            went_back = Refund.objects.filter(
                stripe_payment_intent=payment.stripe_payment_intent, state__in=BACK
            )
            backed = payment.order.enrollment.state in {*ENROLLED, SeatState.COMPLETED}
            told = ExceptionCase.objects.filter(stripe_payment_intent=payment.stripe_payment_intent)
            assert backed or went_back.exists() or told.exists(), f"{payment} backs nothing"
        elif payment.state == Payment.State.CASE:
            assert ExceptionCase.objects.filter(
                stripe_payment_intent=payment.stripe_payment_intent
            ).exists(), f"{payment} has no case"
        else:
            assert Refund.objects.filter(
                stripe_payment_intent=payment.stripe_payment_intent
            ).exists(), f"{payment} was never sent back"
    for enrollment in Enrollment.objects.filter(state__in=ENROLLED):
        order = Order.objects.filter(enrollment=enrollment).first()
        if order is None:
            continue  # made by a test's factory, without any payment
        paid = sum(
            payment.amount_minor for payment in order.payments.filter(state=Payment.State.APPLIED)
        )
        assert paid == order.amount_minor, f"a seat of {order.amount_minor} with {paid} paid"
        assert order.state == Order.State.PAID


def _refunds(sandbox: SandboxProcess) -> None:
    objects = sandbox.look("state")["objects"]
    for intent in {refund.stripe_payment_intent for refund in Refund.objects.all()}:
        back = sum(
            refund.amount_minor
            for refund in Refund.objects.filter(stripe_payment_intent=intent, state__in=BACK)
        )
        charged = Payment.objects.get(stripe_payment_intent=intent).amount_minor
        assert back <= charged, f"{back} went back of {charged}"
    ours = {
        (refund.stripe_refund_id, refund.amount_minor)
        for refund in Refund.objects.exclude(stripe_refund_id=None)
    }
    theirs = {(refund["id"], refund["amount"]) for refund in _of_ours(objects["refund"], objects)}
    assert ours <= theirs, f"refunds that Stripe does not know: {ours - theirs}"


def _nothing_under_way(now: datetime) -> None:
    cases = Payment.objects.filter(state=Payment.State.CASE).values("order__enrollment")
    late = Enrollment.objects.filter(state=SeatState.HELD, hold_until__lte=now).exclude(
        pk__in=cases
    )
    alarmed = ExceptionCase.objects.filter(
        kind=ExceptionCase.Kind.STRIPE_UNREACHABLE, resolved_at=None
    )
    assert not late.exists() or alarmed.exists(), "a hold past its deadline"
    assert not Refund.objects.filter(state=Refund.State.CREATING).exists(), "a refund unsent"


def _ledger_is_stripes_balance(sandbox: SandboxProcess) -> None:
    balance = sandbox.look("balance")
    theirs = {
        currency.upper(): sums["gross"] for currency, sums in balance.items() if sums["gross"]
    }
    assert ledger_totals() == theirs
    sources = list(LedgerEntry.objects.values_list("kind", "source"))
    assert len(sources) == len(set(sources))


def _of_ours(refunds: list[dict[str, Any]], objects: dict[str, Any]) -> list[dict[str, Any]]:
    intents = set(Payment.objects.values_list("stripe_payment_intent", flat=True))
    return [refund for refund in refunds if refund["payment_intent"] in intents]
