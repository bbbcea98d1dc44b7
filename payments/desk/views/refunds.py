"""Money goes back from the desk, in two steps: choose and read what would happen; then do that."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from clock.words import long_date
from design.shapes import Heading, Link
from groups.waiting.queries import in_line
from payments.desk.forms import RefundForm
from payments.orders.access import any_order
from payments.orders.models import Order
from payments.prices.back import Basis
from payments.prices.money import format_money
from payments.settling.money_now import money_of
from payments.settling.refunded import Disputed, NothingToRefund
from payments.settling.refunding import (
    DecidedAlready,
    NothingPromised,
    NothingToKeep,
    OnlyWhole,
    Plan,
    PlanChanged,
    SumRefused,
    Wanted,
    plan_of,
    send_back,
    sessions_of,
)
from payments.settling.words import letter_of

coordinators = staff_required(Role.COORDINATOR)
CHOOSE, CONFIRM = "choose", "confirm"
HEADS = (
    gettext_lazy("Currency"),
    gettext_lazy("Paid"),
    gettext_lazy("Went back"),
    gettext_lazy("On its way back"),
    gettext_lazy("With the payer's bank"),
    gettext_lazy("Goes back now"),
    gettext_lazy("Stays with us"),
)
WHY_NOT: dict[type[Exception], str | Promise] = {
    NothingToRefund: gettext_lazy(
        "There is nothing to pay back: look at what happened on the order's page."
    ),
    Disputed: gettext_lazy(
        "The payer's bank has taken this money back while it looks into a dispute. "
        "Refunding now would pay twice: answer the dispute in Stripe's dashboard first."
    ),
    OnlyWhole: gettext_lazy(
        "A payment of this order waits for your decision: pay everything back, or take the sum for "
        "the seat under open cases first."
    ),
    NothingPromised: gettext_lazy("By what was promised, nothing comes back by itself any more."),
    NothingToKeep: gettext_lazy(
        "When everything goes back, their part ends with it. Choose that it ends, or leave a part "
        "of the money here."
    ),
}


@coordinators
@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Chooses, shows what would happen, and does it once that was confirmed."""
    order = any_order(order_id)
    form = _form(request, order)
    if request.method != "POST" or request.POST.get("step") == CHOOSE:
        return _choose(request, order, form)
    confirms = request.POST.get("step") == CONFIRM
    if not form.is_valid():
        return _choose(request, order, form, status=409 if confirms else 400)
    try:
        if confirms:
            return _confirmed(request, order, form)
        return _preview(request, order, form, plan_of(order, form.wanted, now=clock.now()))
    except PlanChanged as changed:
        return _preview(request, order, form, changed.plan, status=409)
    except SumRefused as refused:
        form.add_error("amount" if form.wanted.basis == Basis.OWN else None, _most(refused))
        return _choose(request, order, form, status=409 if confirms else 400)
    except tuple(WHY_NOT) as trouble:
        form.add_error(None, str(WHY_NOT[type(trouble)]))
        return _choose(request, order, form, status=409)


def _confirmed(request: HttpRequest, order: Order, form: RefundForm) -> HttpResponse:
    """Raises what `send_back` raises, but for a second click."""
    try:
        plan = send_back(
            order,
            form.wanted,
            seen=form.cleaned_data["seen"],
            decision=form.cleaned_data["decision"] or uuid.uuid4(),
            words=form.cleaned_data["reason"],
            by=signed_in(request),
            now=clock.now(),
        )
    except DecidedAlready:
        messages.info(request, _("This was confirmed before, and was done once."))
    else:
        messages.success(request, _said(plan))
    return redirect("desk-order", order.pk)


def _said(plan: Plan) -> str:
    if plan.by_hand:
        return _("Written down, and a letter says so. Now give the money back by hand.")
    if plan.ends:
        return _("The enrolment has ended and the money is on its way back.")
    return _("The money is on its way back, and a letter says so.")


def _most(refused: SumRefused) -> str:
    sum_ = format_money(refused.most_minor, refused.currency, exact=True)
    return _("At most %(sum)s can go back, in coins that the currency has.") % {"sum": sum_}


def _form(request: HttpRequest, order: Order) -> RefundForm:
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        # Whoever has only said why wants what is most often wanted; they read it before it is done.
        data.setdefault("basis", Basis.ALL)
        data.setdefault("seat", "end")
    seat = order.seat
    return RefundForm(
        data,
        currency=order.currency,
        rules=_rules(order),
        may_end=seat.enrolled or seat.is_held,
        initial={"seat": "end"},
    )


def _rules(order: Order) -> list[tuple[Basis, str]]:
    """The ways to find the sum, each with what it comes to now; everything first."""
    now = clock.now()
    found = []
    for basis in (Basis.ALL, Basis.PROMISE, Basis.SESSIONS):
        try:
            plan = plan_of(order, Wanted(basis), now=now)
        except (NothingToRefund, Disputed, OnlyWhole, NothingPromised, SumRefused):
            continue
        found.append((basis, f"{basis.label}: {_sums(plan.goes_back)}"))
    # What stays choosable however it stands: its refusal then says why.
    return found or [(Basis.ALL, str(Basis.ALL.label))]


def _sums(minor: dict[str, int]) -> str:
    return " + ".join(
        format_money(amount, currency, exact=True) for currency, amount in minor.items()
    )


def _trail(order: Order) -> list[Link]:
    return [
        Link(_("Today"), reverse("today")),
        Link(_("Orders"), reverse("desk-orders")),
        Link(order.number, reverse("desk-order", args=[order.pk])),
        Link(_("Pay money back")),
    ]


def _choose(
    request: HttpRequest, order: Order, form: RefundForm, *, status: int = 200
) -> HttpResponse:
    now = clock.now()
    context = {
        "order": order,
        "form": form,
        "trail": _trail(order),
        "cohort": order.seat.cohort,
        "member": order.seat.member,
        "money": money_of(order),
        "sessions": sessions_of(order, now=now),
        "promise": order.refund_promise,
        "promised_until": long_date(order.refund_until) if order.refund_until else "",
    }
    return render(request, "payments/desk/refund.html", context, status=status)


def _preview(
    request: HttpRequest, order: Order, form: RefundForm, plan: Plan, *, status: int = 200
) -> HttpResponse:
    """`status` 409: somebody or something moved since they read it, and they read it anew."""
    line = in_line(order.seat.cohort) if plan.ends else []
    context = {
        "order": order,
        "plan": plan,
        "heads": [Heading(str(head)) for head in HEADS],
        "again": form.confirming(plan.seen, uuid.uuid4()),
        "reason": form.cleaned_data["reason"],
        "rows": [(one, plan.goes_back.get(one.currency, 0), plan.stays[one.currency])
                 for one in plan.money.sums],
        "sum": _sums(plan.goes_back),
        "changed": status == 409,
        "trail": _trail(order),
        "cohort": order.seat.cohort,
        "seat": order.seat,
        "member": order.seat.member,
        "waiting": len(line),
        "letter": letter_of(order, plan),
    }  # fmt: skip
    return render(request, "payments/desk/refund_preview.html", context, status=status)
