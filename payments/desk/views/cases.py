"""The exception queue: what a coordinator must decide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

import clock
from accounts.access import signed_in, staff_required
from accounts.reader import reader_zone
from accounts.roles import Role
from payments.cases.access import any_case
from payments.cases.actions import CaseResolved
from payments.cases.models import ExceptionCase
from payments.cases.queries import listed_cases, named_case
from payments.desk.forms import CasesForm, DecidedCasesForm, DecisionForm
from payments.desk.views.orders import NO_ANSWER
from payments.desk.views.sheets import case_columns
from payments.gateway.errors import StripeRefused, StripeUnreachable
from payments.received.heard import Heard, heard_by
from payments.reconcile.actions import sync_case
from payments.settling.case_words import in_words
from payments.settling.deciding import Decision, EndedAlready, MoneyWaits, NoSeat, decide
from payments.settling.refunded import Disputed, NothingToRefund
from spreadsheet.views import MOST_ROWS, download, wants

coordinators = staff_required(Role.COORDINATOR)
DECIDED = {
    Decision.SEAT: gettext_lazy("The seat is theirs, and the confirmation is on its way."),
    Decision.PAY_BACK: gettext_lazy("The money is on its way back."),
    Decision.END: gettext_lazy(
        "Their part has ended, and a letter takes the dates out of their calendar."
    ),
    Decision.CLOSE: gettext_lazy("The case is closed."),
}
WHY_NOT = {
    MoneyWaits: gettext_lazy(
        "A payment stands behind this case: give it its seat or pay it back, then it closes."
    ),
    NoSeat: gettext_lazy("There is no seat for it any more: pay the sum back."),
    EndedAlready: gettext_lazy("Their part has ended already: the case can be closed."),
    NothingToRefund: gettext_lazy("There is nothing to pay back: look at the order's history."),
    Disputed: gettext_lazy(
        "The payer's bank has taken this money back while it looks into a dispute. Answer the "
        "dispute in Stripe's dashboard first."
    ),
}


@coordinators
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The exception queue; with `?case=` the one that somebody looked for."""
    only = named_case(request.GET.get("case", ""))
    resolved = request.GET.get("resolved") == "yes"
    if only is not None:
        resolved = only.state == ExceptionCase.State.RESOLVED
    narrow = DecidedCasesForm(request.GET) if resolved else CasesForm(request.GET)
    found = narrow.sorted(listed_cases(resolved=resolved, kind=narrow.asked["kind"]))
    if only is not None:
        found = found.filter(pk=only.pk)
    if wants(request, "cases"):
        lines = in_words(list(found[:MOST_ROWS]))
        return download(request, "cases", case_columns(reader_zone(request)), lines)
    return _cases_page(request, found, narrow, resolved=resolved, only=only)


def _cases_page(
    request: HttpRequest,
    found: QuerySet[ExceptionCase],
    narrow: CasesForm,
    *,
    resolved: bool,
    form: DecisionForm | None = None,
    about: UUID | None = None,
    only: ExceptionCase | None = None,
    status: int = 200,
) -> HttpResponse:
    page: Page[Any] = narrow.page(found)
    page.object_list = in_words(list(page))
    context = {
        "page": page,
        "resolved": resolved,
        "only": only,
        "narrow": narrow,
        "query": f"case={only.pk}&" if only else narrow.query,
        "form": form or DecisionForm(),
        "about": about,
        "zone": reader_zone(request),
    }
    return render(request, "payments/desk/cases.html", context, status=status)


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
    except (MoneyWaits, NoSeat, EndedAlready, NothingToRefund, Disputed) as trouble:
        form.add_error(None, WHY_NOT[type(trouble)])
        return _not_decided(request, case, form, status=409)
    else:
        messages.success(request, DECIDED[decision])
    return redirect("desk-cases")


def _not_decided(
    request: HttpRequest, case: ExceptionCase, form: DecisionForm, *, status: int = 400
) -> HttpResponse:
    narrow = CasesForm(QueryDict())
    found = narrow.sorted(listed_cases(resolved=False))
    return _cases_page(
        request, found, narrow, resolved=False, form=form, about=case.pk, status=status
    )


@coordinators
@require_POST
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Asks Stripe about whatever a case is about, now."""
    case = any_case(case_id)
    try:
        with heard_by(Heard.DESK):
            sync_case(case, now=clock.now())
    except (StripeUnreachable, StripeRefused):
        messages.warning(request, NO_ANSWER)
    else:
        messages.success(request, _("This is how it stands at Stripe now."))
    return redirect("desk-cases")
