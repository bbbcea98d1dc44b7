"""The last step: paying a held seat, coming back from Stripe, giving the seat back."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.access import signed_in
from accounts.reader import clock_of
from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.checkout.actions import (
    NothingToPay,
    PaidAlready,
    SeatGone,
    held_long_enough,
    start_checkout,
)
from payments.checkout.queries import paying_of
from payments.enrolling.actions import TooYoung, refuse_minors
from payments.enrolling.standing import Standing, standing_of
from payments.enrolling.steps import Progress, Step, intake_of, progress_of
from payments.enrolling.views.pages import closed_page, full_page, step_page
from payments.enrolling.views.success import order_as_it_stands
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.orders.access import own_order
from payments.orders.models import Order
from payments.reconcile.actions import close_live_attempts, give_back
from payments.settling.actions import confirm_free_seat
from payments.settling.reasons import Freed

PAGE_CLOSED = gettext_lazy(
    "The payment page has closed, and nothing was charged. Your seat is still held: you can open a "
    "new page now."
)
LONG_ENOUGH = gettext_lazy(
    "The seat was held for as long as we can keep it from others, and went back. Nothing was "
    "charged. If there is a seat, you can begin again right away."
)


@login_required
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 5: shows the held seat and what it costs; a POST leads on to Stripe's page."""
    now = clock.now()
    progress = progress_of(request, slug, now=now)
    if progress.enrolled or progress.step != Step.PAY:
        return redirect("enrol", slug)
    if not progress.held or progress.order is None or progress.member is None:
        return _no_seat_yet(request, progress)
    if request.method != "POST":
        paying = paying_of(progress.order)
        if paying.done:
            return redirect("checkout-success", progress.order.pk)
        return _pay_page(request, progress, opened=paying.opened)
    try:
        refuse_minors(progress.card.cohort, intake_of(progress.member), now=now)
    except TooYoung:
        return _pay_page(request, progress, trouble="young", status=409)
    return _to_stripe(request, progress, progress.order, now=now)


def _no_seat_yet(request: HttpRequest, progress: Progress) -> HttpResponse:
    if not progress.card.is_open or progress.price is None:
        return closed_page(request, progress.card)
    if progress.full:
        return full_page(request, progress.card)
    return step_page(request, progress, Step.PAY, trouble="")


def _pay_page(
    request: HttpRequest,
    progress: Progress,
    *,
    trouble: str = "",
    opened: bool = False,
    status: int = 200,
) -> HttpResponse:
    return step_page(
        request,
        progress,
        Step.PAY,
        seat=progress.seat,
        order=progress.order,
        trouble=trouble,
        opened=opened,
        now=clock.now(),
        status=status,
    )


def _to_stripe(
    request: HttpRequest, progress: Progress, order: Order, *, now: datetime
) -> HttpResponse:
    try:
        attempt = start_checkout(order.pk, now=now)
    except NothingToPay:
        confirm_free_seat(order.pk, now=now)
        return redirect("checkout-success", order.pk)
    except PaidAlready:
        return redirect("checkout-success", order.pk)
    except SeatGone:
        return _seat_gone(request, order, now=now)
    except StripeUnreachable:
        return _pay_page(request, progress, trouble="unreachable", status=503)
    except StripeRefused as refused:
        open_case(
            ExceptionCase.Kind.STRIPE_REFUSED,
            about=order.pk,
            order=order,
            now=now,
            reopen=True,
            code=refused.code,
        )
        return _pay_page(request, progress, trouble="refused", status=502)
    onward = HttpResponseRedirect(attempt.url)
    onward.status_code = 303
    return onward


def _seat_gone(request: HttpRequest, order: Order, *, now: datetime) -> HttpResponse:
    """The page or the hold is over: asks Stripe what became of it, then begins again.

    A seat that was held as long as may be goes back now, so that nobody is left with a seat they
    cannot pay; whoever comes first may have it, the same person too.
    """
    try:
        if close_live_attempts(order, now=now):
            return redirect("checkout-success", order.pk)
        order.seat.refresh_from_db()
        if not order.seat.is_held:  # given back in another tab, for instance: that page says which
            return redirect("checkout-success", order.pk)
        if over := held_long_enough(order.seat, now=now):
            give_back(order, reason=Freed.LONG_ENOUGH, by=order.payer_id, now=now)
    except StripeUnreachable:
        messages.info(
            request,
            _("The payment page has closed. Give us a few minutes to check, then try again."),
        )
        return redirect("enrol", order.seat.cohort.slug)
    messages.info(request, LONG_ENOUGH if over else PAGE_CLOSED)
    return redirect("enrol", order.seat.cohort.slug)


@login_required
@require_GET
def back(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Somebody left Stripe's page without paying: the same seat is still theirs.

    Said only when it is so: they may have paid in another tab, or left long ago.
    """
    order, heard = order_as_it_stands(signed_in(request), order_id, now=clock.now())
    if standing_of(order, heard=heard) is not Standing.UNPAID:
        return redirect("checkout-success", order.pk)
    messages.info(
        request, _("Nothing was charged, and your seat is still held: below stands until when.")
    )
    return redirect("enrol", order.seat.cohort.slug)


@login_required
@require_http_methods(["GET", "POST"])
def give_seat_back(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Asks first; then the payer lets the seat go, and nobody can pay it afterwards."""
    account = signed_in(request)
    order = own_order(account, order_id)
    slug = order.seat.cohort.slug
    if request.method != "POST":
        return _sure(request, order)
    try:
        freed = give_back(order, reason=Freed.GIVEN_BACK, by=account.pk, now=clock.now())
    except StripeUnreachable:
        messages.info(
            request,
            _(
                "We could not reach the payment service just now. Nothing was charged, and your "
                "seat goes back by itself when its time is over."
            ),
        )
        return redirect("enrol-pay", slug)
    if not freed:
        return redirect("checkout-success", order.pk)
    messages.info(
        request, _("Your seat went back to the group. You are welcome to come back any time.")
    )
    return redirect("/")


def _sure(request: HttpRequest, order: Order) -> HttpResponse:
    seat = order.seat
    if not seat.is_held or paying_of(order).done:
        return redirect("checkout-success", order.pk)
    context = {
        "order": order,
        "seat": seat,
        "member": seat.member,
        "cohort": seat.cohort,
        "clock": clock_of(request, seat.cohort.zone),
    }
    return render(request, "payments/give_back.html", context)
