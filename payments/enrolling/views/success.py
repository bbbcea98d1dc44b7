"""After paying, and the payer's own orders."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from accounts.access import signed_in
from accounts.models import Account
from accounts.queries import agreed_texts
from accounts.reader import clock_of, reader_zone
from groups.sessions.queries import coming_sessions
from groups.waiting.queries import waits_first
from payments.by_hand.models import HandReturn
from payments.by_hand.queries import hand_payment_of
from payments.checkout.models import CheckoutAttempt
from payments.enrolling.standing import Standing, money_back_of, standing_of
from payments.gateway.errors import StripeUnreachable
from payments.orders.access import own_order
from payments.orders.models import Order
from payments.orders.queries import orders_of
from payments.received.heard import Heard, heard_by
from payments.refunds.models import Refund
from payments.settling.asking import sync_attempt

PER_PAGE = 20


@login_required
@require_GET
def paid(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Where Stripe sends the payer; asks Stripe itself instead of waiting for the webhook.

    Somebody else's order is as unknown as a missing one. `session_id` in the address is not
    believed: what counts is the order's own attempts.
    """
    now = clock.now()
    order, heard = order_as_it_stands(signed_in(request), order_id, now=now)
    standing = standing_of(order, heard=heard)
    coming = next(iter(order.seat.theirs(coming_sessions(order.seat.cohort, now=now))), None)
    return render(
        request,
        "payments/paid.html",
        {
            "order": order,
            "standing": standing.value,
            "back": money_back_of(order) if standing.tells_of_refunds else None,
            "cohort": order.seat.cohort,
            "member": order.seat.member,
            "zone": clock_of(request, order.seat.cohort.zone),
            "next_session": coming,
            "first_in_line": standing == Standing.LATE
            and waits_first(order.seat.cohort, member=order.seat.member, now=now),
        },
    )


def order_as_it_stands(account: Account, order_id: UUID, *, now: datetime) -> tuple[Order, bool]:
    """The account's order, after asking Stripe about its live attempts; and whether it answered.

    Raises Http404 for anybody else's: nothing is asked about it.
    """
    waiting = CheckoutAttempt.objects.live().exclude(stripe_session_id=None)
    asked = waiting.filter(due__order=OuterRef("pk"))
    order, heard = own_order(account, order_id, is_asked_about=Exists(asked)), True
    if not order.is_asked_about:  # type: ignore[attr-defined]  # annotated
        return order, heard
    for attempt in waiting.filter(due__order=order).select_related("due__order"):
        try:
            with heard_by(Heard.RETURN):
                sync_attempt(attempt, now=now)
        except StripeUnreachable:
            heard = False
    # Read afterwards: whatever a webhook did meanwhile is in it.
    return own_order(account, order_id), heard


@login_required
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """What this account pays or paid."""
    pages = Paginator(orders_of(signed_in(request)), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "payments/orders.html", {"page": page, "zone": reader_zone(request)})


@login_required
@require_GET
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order as a receipt that can be printed."""
    found = own_order(signed_in(request), order_id)
    return render(
        request,
        "payments/order.html",
        {
            "order": found,
            "standing": standing_of(found, heard=True).value,
            "by_hand": hand_payment_of(found),
            "returns": HandReturn.objects.filter(payment__order=found),
            "payments": found.payments.order_by("paid_at"),
            "agreed": agreed_texts(found.seat.member, until=found.placed_at),
            "refunds": Refund.objects.of(found).order_by("asked_at"),
            "cohort": found.seat.cohort,
            "member": found.seat.member,
            "zone": clock_of(request, found.seat.cohort.zone),
        },
    )
