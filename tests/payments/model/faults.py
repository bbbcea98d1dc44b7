"""Small mistakes that somebody might make, each put into a copy of the code by the test beside.

The text that is replaced must be there exactly once: when the code changes, the test says so.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """In `file`, `now` instead of `was`; the story then ends with one of the sentences `seen`."""

    name: str
    file: str
    was: str
    now: str
    seen: tuple[str, ...]


FAULTS = [
    Fault(
        "a seat is given back while Stripe's page for it is open",
        "payments/reconcile/actions.py",
        """    if close_live_attempts(order, now=now):
        return False
    with transaction""",
        """    CheckoutAttempt.objects.of(order).live().update(state=AttemptState.EXPIRED)
    with transaction""",
        ("a page is open, the seat",),
    ),
    Fault(
        "whoever joined the line last is asked first",
        "groups/waiting/queries.py",
        "    found = list(line)\n",
        "    found = list(reversed(line))\n",
        ("was asked before",),
    ),
    Fault(
        "nobody looks how many seats there are",
        "groups/seats/actions.py",
        "    for number in range(1, cohort.capacity + 1):\n",
        "    for number in range(1, cohort.capacity + 100):\n",
        ("seats",),
    ),
    Fault(
        "money that came too late is kept and not sent back",
        "payments/settling/actions.py",
        "    else:\n        late = payment.state == Payment.State.LATE\n",
        "    elif payment.state != Payment.State.LATE:\n"
        "        late = payment.state == Payment.State.LATE\n",
        ("was not sent back and waits for nobody", "payments.late-and-full and"),
    ),
    Fault(
        "an offer that nobody answered is kept for ever",
        "groups/waiting/tending.py",
        "    if until <= now:\n        _each(",
        "    if until is now:\n        _each(",
        ("an offer past its time",),
    ),
    Fault(
        "a refund is sent under a key that nobody wrote down",
        "payments/refunds/actions.py",
        "        idempotency_key=refund.idempotency_key,\n",
        "        idempotency_key=type(refund.idempotency_key)(int=now.microsecond),\n",
        ("under a key of its own",),
    ),
    Fault(
        "an event that comes again pays a second time",
        "payments/settling/actions.py",
        """    known = payment_of(session.intent.id) if session.paid and session.intent else None
    if known is not None:
        return OUTCOMES""",
        """    known = payment_of(session.intent.id) if session.paid and session.intent else None
    if known is not None and known.order and known.order.seat.occupies:
        Payment.objects.filter(pk=known.pk).update(state=Payment.State.DUPLICATE)
        return OUTCOMES""",
        ("was not sent back and waits for nobody", "due and"),
    ),
    Fault(
        "links outlive a part that was cancelled",
        "groups/seats/actions.py",
        """act="seat.cancelled", by=by, seat_no=None,
          hold_until=None, ended_at=now, end_reason=reason, epoch=F("epoch") + 1)""",
        """act="seat.cancelled", by=by, seat_no=None,
          hold_until=None, ended_at=now, end_reason=reason)""",
        ("links still open a room",),
    ),
    Fault(
        "a refund in Stripe's dashboard is not asked about",
        "payments/webhooks/actions.py",
        '    "charge.refund": _about_refund,\n    "refund.": _about_refund,\n',
        "",
        ("refunds differ", "ledger"),
    ),
]
