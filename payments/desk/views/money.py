"""The coordinator's desk: orders, refunds, prices, and the exception queue."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import clock
from accounts.access import signed_in, staff_required
from accounts.reader import clock_of, reader_zone
from accounts.roles import Role
from groups.cohorts.access import run_cohort
from groups.desk.trail import desk_trail
from groups.planning.actions import open_enrolment, refuse_to_discard
from groups.planning.errors import NoDraft, SomebodyJoined, TooLate
from payments.cases.access import any_case
from payments.cases.actions import CaseResolved
from payments.cases.models import ExceptionCase
from payments.cases.queries import listed_cases
from payments.desk.forms import DecisionForm, OrdersForm, PriceForm, ReasonForm
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.ledger.queries import paid_for
from payments.orders.access import any_order
from payments.orders.models import Order
from payments.orders.queries import listed_orders
from payments.prices.actions import PriceRefused, discard_group, set_price
from payments.prices.queries import price_of
from payments.reconcile.actions import sync_case, sync_order
from payments.settling.case_words import in_words
from payments.settling.deciding import Decision, MoneyWaits, NoSeat, decide
from payments.settling.history import history_of
from payments.settling.refunded import Disputed, NothingToRefund, refund_and_cancel

PER_PAGE = 50
coordinators = staff_required(Role.COORDINATOR)
NO_ANSWER = gettext_lazy("Stripe does not answer at the moment. Try again in a minute.")
DECIDED = {
    Decision.SEAT: gettext_lazy("The seat is theirs, and the confirmation is on its way."),
    Decision.PAY_BACK: gettext_lazy("The money is on its way back."),
    Decision.CLOSE: gettext_lazy("The case is closed."),
}
WHY_NOT = {
    MoneyWaits: gettext_lazy(
        "A payment stands behind this case: give it its seat or pay it back, then it closes."
    ),
    NoSeat: gettext_lazy("There is no seat for it any more: pay the sum back."),
    NothingToRefund: gettext_lazy("There is nothing to pay back: look at the order's history."),
    Disputed: gettext_lazy(
        "The payer's bank has taken this money back while it looks into a dispute. Answer the "
        "dispute in Stripe's dashboard first."
    ),
}


@coordinators
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """Every order, by state or by the number on a receipt."""
    form = OrdersForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"number": "", "state": ""}
    pages = Paginator(listed_orders(**asked), PER_PAGE)
    return render(
        request,
        "payments/desk/orders.html",
        {
            "form": form,
            "page": pages.get_page(request.GET.get("page")),
            "query": urlencode({**asked, "": ""}).removesuffix("="),
            "open_cases": listed_cases(resolved=False).count(),
            "zone": reader_zone(request),
        },
    )


@coordinators
@require_GET
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order with its whole history."""
    return _order_page(request, any_order(order_id), ReasonForm())


def _order_page(
    request: HttpRequest, found: Order, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "payments/desk/order.html",
        {
            "order": found,
            "cohort": found.seat.cohort,
            "member": found.seat.member,
            "history": history_of(found),
            "balance": paid_for(found),
            "refundable": found.state != Order.State.REFUNDED
            and found.payments.refundable().exists(),
            "form": form,
            "zone": clock_of(request, found.seat.cohort.zone),
        },
        status=status,
    )


@coordinators
@require_POST
def sync(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Asks Stripe about everything of one order, now."""
    found = any_order(order_id)
    try:
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


@coordinators
@require_POST
def refund(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Ends the enrolment and sends all of its money back."""
    found = any_order(order_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _order_page(request, found, form, status=400)
    try:
        refund_and_cancel(
            found,
            by=signed_in(request).pk,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
    except NothingToRefund:
        messages.info(request, _("There is nothing to pay back: look at the history below."))
    except Disputed:
        messages.warning(
            request,
            _(
                "The payer's bank has taken this money back while it looks into a dispute. "
                "Refunding now would pay twice: answer the dispute in Stripe's dashboard first."
            ),
        )
    else:
        messages.success(request, _("The enrolment has ended and the money is on its way back."))
    return redirect("desk-order", found.pk)


@coordinators
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The exception queue."""
    resolved = request.GET.get("resolved") == "yes"
    pages = Paginator(listed_cases(resolved=resolved), PER_PAGE)
    return _cases_page(request, pages, resolved=resolved)


def _cases_page(
    request: HttpRequest,
    pages: Paginator,  # type: ignore[type-arg]  # of cases
    *,
    resolved: bool,
    form: DecisionForm | None = None,
    about: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    page = pages.get_page(request.GET.get("page"))
    page.object_list = in_words(list(page))
    return render(
        request,
        "payments/desk/cases.html",
        {
            "page": page,
            "resolved": resolved,
            "form": form or DecisionForm(),
            "about": about,
            "zone": reader_zone(request),
        },
        status=status,
    )


@coordinators
@require_POST
def resolve(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A case is decided, with a reason."""
    case = any_case(case_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _not_decided(request, case, form)
    decision: Decision = form.cleaned_data["decision"]
    try:
        decide(
            case,
            decision,
            by=signed_in(request).pk,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
    except CaseResolved:
        messages.info(request, _("A colleague decided this case before you."))
    except (MoneyWaits, NoSeat, NothingToRefund, Disputed) as trouble:
        form.add_error(None, WHY_NOT[type(trouble)])
        return _not_decided(request, case, form, status=409)
    else:
        messages.success(request, DECIDED[decision])
    return redirect("desk-cases")


def _not_decided(
    request: HttpRequest, case: ExceptionCase, form: DecisionForm, *, status: int = 400
) -> HttpResponse:
    pages = Paginator(listed_cases(resolved=False), PER_PAGE)
    return _cases_page(request, pages, resolved=False, form=form, about=case.pk, status=status)


@coordinators
@require_POST
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Asks Stripe about whatever a case is about, now."""
    case = any_case(case_id)
    try:
        sync_case(case, now=clock.now())
    except (StripeUnreachable, StripeRefused):
        messages.warning(request, NO_ANSWER)
    else:
        messages.success(request, _("This is how it stands at Stripe now."))
    return redirect("desk-cases")


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
