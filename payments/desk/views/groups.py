"""What a coordinator does to a group before anybody pays: its price, opening, discarding."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from groups.cohorts.access import run_cohort
from groups.desk.trail import desk_trail
from groups.planning.actions import open_enrolment, refuse_to_discard
from groups.planning.errors import NoDraft, SomebodyJoined, TooLate
from payments.desk.forms import PriceForm
from payments.prices.actions import PriceRefused, discard_group, set_price
from payments.prices.queries import price_of

coordinators = staff_required(Role.COORDINATOR)


@coordinators
@require_POST
def open_group(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft becomes public and takes people, once it is said what a seat costs."""
    cohort = run_cohort(signed_in(request), slug)
    if price_of(cohort) is None:
        messages.warning(
            request, _("Please set the price first: without one nobody could enrol. 0 is a price.")
        )
        return redirect("desk-price", slug)
    try:
        if open_enrolment(cohort, by=signed_in(request), now=clock.now()):
            messages.success(request, _("Enrolment is open. The group shows on the public pages."))
    except TooLate:
        messages.warning(
            request,
            _("The first session is too close for anybody to enrol. Please move it first."),
        )
    return redirect("desk-cohort", slug)


@coordinators
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks first, then takes back a draft that nobody joined, with its sessions and price."""
    cohort = run_cohort(signed_in(request), slug)
    try:
        if request.method == "POST":
            discard_group(cohort, by=signed_in(request), now=clock.now())
            messages.success(
                request, _("The draft of %(group)s is discarded.") % {"group": cohort.name}
            )
            return redirect("desk-cohorts")
        refuse_to_discard(cohort)
    except NoDraft:
        messages.warning(
            request, _("Only a draft can be discarded, and this group was opened already.")
        )
        return redirect("desk-cohort", slug)
    except SomebodyJoined:
        messages.warning(request, _("Somebody had a seat in this group, so it is kept."))
        return redirect("desk-cohort", slug)
    context = {
        "cohort": cohort,
        "sessions": cohort.sessions.count(),
        "trail": desk_trail(_("Discard the draft"), cohort=cohort),
    }
    return render(request, "payments/desk/discard.html", context)


@coordinators
@require_http_methods(["GET", "POST"])
def price(request: HttpRequest, slug: str) -> HttpResponse:
    """What a seat in a group costs whoever enrols from now on."""
    cohort = run_cohort(signed_in(request), slug)
    form = PriceForm(request.POST if request.method == "POST" else None, price=price_of(cohort))
    if request.method == "POST" and form.is_valid():
        try:
            set_price(
                cohort,
                amount_minor=form.cleaned_data["amount_minor"],
                currency=form.cleaned_data["currency"],
                now=clock.now(),
            )
        except PriceRefused:
            form.add_error(
                "amount", _("Stripe cannot charge this sum. Please choose a larger or rounder one.")
            )
        else:
            messages.success(request, _("The price is set. Existing orders keep theirs."))
            return redirect("desk-cohort", cohort.slug)
    status = 400 if request.method == "POST" else 200
    context = {"form": form, "cohort": cohort, "trail": desk_trail(_("Price"), cohort=cohort)}
    return render(request, "payments/desk/price.html", context, status=status)
