"""The coordinator's pages of orders: what was paid, and the way back of money."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

import clock
from accounts.access import staff_required
from accounts.reader import clock_of, reader_zone
from accounts.roles import Role
from design.shapes import Link
from groups.seats.access import any_seat
from payments.by_hand.queries import hand_payment_of
from payments.cases.queries import listed_cases
from payments.desk.forms import OrdersForm, ReasonForm, WordsForm
from payments.desk.views.sheets import order_columns, story_columns
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.ledger.queries import paid_for
from payments.orders.access import any_order
from payments.orders.models import Order
from payments.received.heard import Heard, heard_by
from payments.reconcile.actions import sync_order
from payments.settling.listing import listed_orders
from payments.settling.refunding import is_refundable
from payments.story.queries import story_of
from spreadsheet.views import download, wants

coordinators = staff_required(Role.COORDINATOR)
NO_ANSWER = gettext_lazy("Stripe does not answer at the moment. Try again in a minute.")


@coordinators
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """Every order, narrowed and sorted as the address says."""
    form = OrdersForm(request.GET)
    zone = reader_zone(request)
    found = form.sorted(listed_orders(**form.asked, zone=zone))
    if wants(request, "orders"):
        return download(request, "orders", order_columns(zone), found)
    context = {
        "form": form,
        "page": form.page(found),
        "open_cases": listed_cases(resolved=False).count(),
        "zone": zone,
    }
    return render(request, "payments/desk/orders.html", context)


@coordinators
@require_GET
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order with its whole history."""
    found = any_order(order_id)
    story = story_of(found.seat)
    if wants(request, "story"):
        columns = story_columns(clock_of(request, found.seat.cohort.zone))
        return download(request, "story", columns, story)
    context = {
        "order": found,
        "cohort": found.seat.cohort,
        "member": found.seat.member,
        "story": story,
        "by_hand": hand_payment_of(found),
        "words_form": WordsForm(),
        "balance": paid_for(found),
        "refundable": is_refundable(found),
        "form": ReasonForm(),
        "zone": clock_of(request, found.seat.cohort.zone),
    }
    return render(request, "payments/desk/order.html", context)


@coordinators
@require_GET
def seat_story(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """Everything that happened to a seat and its money, also where nothing was ordered for it."""
    seat = any_seat(enrollment_id)
    zone = clock_of(request, seat.cohort.zone)
    story = story_of(seat)
    if wants(request, "story"):
        return download(request, "story", story_columns(zone), story)
    context = {
        "seat": seat,
        "cohort": seat.cohort,
        "member": seat.member,
        "order": Order.objects.filter(enrollment=seat).first(),
        "story": story,
        "zone": zone,
        "trail": [
            Link(_("Today"), reverse("today")),
            Link(seat.member.name, reverse("desk-person", args=[seat.member_id])),
            Link(_("What happened")),
        ],
    }
    return render(request, "payments/desk/story.html", context)


@coordinators
@require_GET
def order_of_seat(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """From a seat to its order; to the person where nothing was ordered for it."""
    seat = any_seat(enrollment_id)
    found = Order.objects.filter(enrollment=seat).first()
    if found is None:
        messages.info(request, _("Nothing was ordered for this seat."))
        return redirect("desk-person", seat.member_id)
    return redirect("desk-order", found.pk)


@coordinators
@require_POST
def sync(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Asks Stripe about everything of one order, now."""
    found = any_order(order_id)
    try:
        with heard_by(Heard.DESK):
            sync_order(found, now=clock.now())
    except StripeUnreachable:
        messages.warning(request, NO_ANSWER)
    except StripeRefused:
        messages.warning(
            request, _("Stripe does not know all of this order: is it another account's key?")
        )
    else:
        messages.success(request, _("This is how it stands at Stripe now."))
    return redirect("desk-order", found.pk)
