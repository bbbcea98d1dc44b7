"""A coordinator enrols somebody by hand, and notes what became of the money."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from clock.words import near_date_and_hour
from groups.cohorts.access import run_cohort
from groups.cohorts.models import Cohort
from groups.desk.trail import desk_trail
from groups.seats.errors import (
    AlreadyEnrolled,
    CohortFull,
    EnrolmentClosed,
    KeptApart,
    OfferOver,
    RoomFull,
)
from groups.seats.queries import owed_for
from groups.waiting.queries import Room, room_of
from help.brand import brand
from payments.by_hand.actions import NotedAlready
from payments.by_hand.queries import is_by_hand
from payments.desk.forms import BeyondForm, EnrolForm, ReasonForm, WordsForm
from payments.orders.access import any_order
from payments.orders.models import Order
from payments.prices.queries import terms_of
from payments.settling.by_hand import (
    AccountClosed,
    BelowTheAge,
    NoPriceYet,
    OthersThere,
    PaysOnline,
    end_by_hand,
    enrol_by_hand,
    receive_by_hand,
)

coordinators = staff_required(Role.COORDINATOR)
WHY_NOT = {
    NoPriceYet: gettext_lazy("Please set the price of a seat first. 0 is a price."),
    CohortFull: gettext_lazy(
        "Every seat of this group is taken, held, or kept for somebody on its waiting list. More "
        "seats are offered to those who wait first."
    ),
    RoomFull: gettext_lazy(
        "The room carries nobody more: with every seat above the number it is as full as it gets. "
        "Please found another group, or put them on the waiting list."
    ),
    OfferOver: gettext_lazy(
        "The seat that was offered to them from the waiting list is kept no longer. Within a "
        "minute it goes to whoever is next."
    ),
    EnrolmentClosed: gettext_lazy(
        "This group takes nobody at the moment: it is a draft, its enrolment has closed, or it is "
        "over."
    ),
    KeptApart: gettext_lazy(
        "Do-not-place: somebody has a seat in this group with whom they must not share one. Who, "
        "and why, stands on their page at the desk; choose another group. If it holds no longer, "
        "end it there first."
    ),
    AlreadyEnrolled: gettext_lazy("They have a seat in this group already."),
    BelowTheAge: gettext_lazy("By the year of birth they told us they are too young for it."),
    AccountClosed: gettext_lazy("The account of this address was closed. Take another address."),
}
LOOK_AGAIN = gettext_lazy("Somebody noted that before you. This is how it stands now.")


@coordinators
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    """Gives a seat to somebody who does not pay through Stripe."""
    cohort = run_cohort(signed_in(request), slug)
    form = _form_of(EnrolForm, request, cohort)
    return _enrol(request, cohort, form, title=_("Enrol somebody"))


@coordinators
@require_http_methods(["GET", "POST"])
def enrol_beyond(request: HttpRequest, slug: str) -> HttpResponse:
    """Gives a seat above the group's number: a step of its own, that asks why."""
    cohort = run_cohort(signed_in(request), slug)
    room = room_of(cohort)
    if room.free:
        messages.info(request, _("This group has a free seat: nobody has to be put above."))
        return redirect("desk-enrol", slug)
    form = _form_of(BeyondForm, request, cohort)
    if request.method == "POST" and "beyond" not in request.POST:
        # They come from the ordinary form, and have not been asked why yet.
        form = BeyondForm(
            initial=request.POST.dict(), zone=cohort.zone_name, country=brand().default_country
        )
        return _enrol_page(request, cohort, form, title=_("Enrol above the number"), room=room)
    return _enrol(request, cohort, form, title=_("Enrol above the number"), room=room)


def _form_of(kind: type[EnrolForm], request: HttpRequest, cohort: Cohort) -> EnrolForm:
    return kind(
        request.POST if request.method == "POST" else None,
        zone=cohort.zone_name,
        country=brand().default_country,
    )


def _enrol(request: HttpRequest, cohort: Cohort, form: EnrolForm, **page: Any) -> HttpResponse:
    if request.method != "POST":
        return _enrol_page(request, cohort, form, **page)
    if not form.is_valid():
        return _enrol_page(request, cohort, form, status=400, **page)
    try:
        order = enrol_by_hand(
            cohort,
            who=form.who,
            way=form.paid_by,
            reason=form.cleaned_data["reason"],
            received=form.cleaned_data["received"],
            by=signed_in(request),
            now=clock.now(),
            beyond=form.cleaned_data.get("beyond", ""),
        )
    except OthersThere as others:
        form.add_error("name", _other_names(others))
    except PaysOnline as paying:
        form.add_error(None, _pays_online(paying, cohort))
    except (
        NoPriceYet,
        CohortFull,
        RoomFull,
        EnrolmentClosed,
        KeptApart,
        AlreadyEnrolled,
        BelowTheAge,
        AccountClosed,
    ) as trouble:
        form.add_error(None, WHY_NOT[type(trouble)])
        page["full"] = type(trouble) is CohortFull
    else:
        messages.success(request, _said(order))
        return redirect("desk-cohort", slug=cohort.slug)
    return _enrol_page(request, cohort, form, status=409, **page)


def _enrol_page(
    request: HttpRequest,
    cohort: Cohort,
    form: EnrolForm,
    *,
    title: str,
    status: int = 200,
    room: Room | None = None,
    full: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "cohort": cohort,
        "title": title,
        "terms": terms_of(cohort),
        "room": room,
        "full": full,
        "trail": desk_trail(title, cohort=cohort),
    }
    return render(request, "payments/desk/enrol.html", context, status=status)


def _other_names(others: OthersThere) -> str:
    return _(
        "This address is an account's already, and its people are called: %(names)s. Write one of "
        "these names. Somebody new there adds themselves, under “Your account”, so that each has a "
        "PIN of their own."
    ) % {"names": ", ".join(others.names)}


def _pays_online(paying: PaysOnline, cohort: Cohort) -> str:
    return _(
        "They hold a seat in this group until %(until)s and may be paying it online at this moment."
        " Wait until then, or ask them to give it back."
    ) % {"until": near_date_and_hour(paying.until.astimezone(cohort.zone))}


def _said(order: Order) -> str:
    seat = order.seat
    words = _("%(name)s has seat %(number)d, and the confirmation is on its way.")
    if seat.is_above:
        words = _(
            "%(name)s has seat %(number)d, above the number of seats, and the confirmation is on "
            "its way. The first seat that comes free is theirs."
        )
    elif owed_for([seat]):
        words = _(
            "%(name)s has seat %(number)d, and the confirmation is on its way. It asks for what is "
            "still open: agreement and emergency contact."
        )
    return words % {"name": seat.member.name, "number": seat.seat_no}


@coordinators
@require_POST
def received(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The money that was owed is here."""
    order, form = _by_hand(order_id), WordsForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("That note is too long. Nothing was saved."))
        return redirect("desk-order", order.pk)
    try:
        receive_by_hand(
            order, words=form.cleaned_data["words"], by=signed_in(request), now=clock.now()
        )
    except NotedAlready:
        messages.info(request, LOOK_AGAIN)
    else:
        messages.success(request, _("Noted. The order is paid, and its page is the receipt."))
    return redirect("desk-order", order.pk)


@coordinators
@require_POST
def end(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Ends the part of somebody whose money has not come."""
    order, form = _by_hand(order_id), ReasonForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Please say in a few words why. Nothing has changed."))
        return redirect("desk-order", order.pk)
    try:
        end_by_hand(
            order, words=form.cleaned_data["reason"], by=signed_in(request), now=clock.now()
        )
    except NotedAlready:
        messages.info(request, LOOK_AGAIN)
    else:
        messages.success(request, _("Their part has ended, and nothing is owed any more."))
    return redirect("desk-order", order.pk)


def _by_hand(order_id: UUID) -> Order:
    """An order that is paid by hand; any other is paid and refunded through Stripe. Else 404."""
    order = any_order(order_id)
    if not is_by_hand(order):
        raise Http404
    return order
