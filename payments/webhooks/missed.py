"""Events that Stripe sent and nobody here heard of: an address that was wrong, a proxy that failed.

Without it a payment is still found, for we ask about every page that we opened. What happens in
Stripe's dashboard or at a bank alone (a refund, a dispute, a refund that comes back) is told by its
event and by nothing else.
"""

from datetime import datetime, timedelta

from payments.gateway.calls import events_between, live_mode
from payments.webhooks.actions import handle_leased, store_event
from payments.webhooks.models import StripeEvent
from payments.webhooks.verify import read_event

# Longer than a worker is likely to be down together with the address that hears Stripe.
LOOK_BACK = timedelta(hours=6)
# What is younger is on its way.
LEAVE = timedelta(minutes=3)
TYPES = [
    "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.completed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "charge.refunded",
    "charge.refund.updated",
    "refund.created",
    "refund.failed",
    "refund.updated",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.updated",
]


def catch_up(*, now: datetime) -> int:
    """Asks Stripe for the events of the last hours, stores those that are not here and acts on
    them, the oldest first; returns how many those were. One question and one query where nothing
    was missed.

    Raises StripeUnreachable or StripeRefused.
    """
    sent = events_between(now - LOOK_BACK, now - LEAVE, types=TYPES)
    ids = [str(one["id"]) for one in sent]
    known = set(StripeEvent.objects.filter(stripe_id__in=ids).values_list("stripe_id", flat=True))
    caught = 0
    for one in reversed(sent):
        if one["id"] in known:
            continue
        stored = store_event(read_event(one, live_mode=live_mode()), now=now)
        if stored is not None:
            handle_leased(stored, now=now)
            caught += 1
    return caught
