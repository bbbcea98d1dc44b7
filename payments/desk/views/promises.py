"""What the clinic promises everybody: how money comes back, how long a room's chat is kept.

Neither stands in the editor's site settings: whoever writes pages must not be able to change what
members were told about their money and their words.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from groups.rooms.keeping import chat_kept_days
from payments.desk.forms import PromisesForm
from payments.prices.actions import PromisesChanged, change_promises, promises_now
from payments.prices.queries import refund_days_now, refund_terms_now


@staff_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def promises(request: HttpRequest) -> HttpResponse:
    """Reads and changes them."""
    promised = {
        "refund_days": refund_days_now(),
        "refund_terms": refund_terms_now(),
        "chat_kept_days": chat_kept_days(),
        "seen": promises_now(),
    }
    form = PromisesForm(request.POST or None, initial=promised)
    if request.method == "POST" and form.is_valid():
        try:
            change_promises(**form.cleaned_data, by=signed_in(request), now=clock.now())
        except PromisesChanged:
            return _look_again(request, promised)
        messages.success(request, _("Saved. Existing orders keep the terms that were agreed."))
        return redirect("desk-promises")
    status = 400 if request.method == "POST" else 200
    return render(request, "payments/desk/promises.html", {"form": form}, status=status)


def _look_again(request: HttpRequest, promised: dict[str, Any]) -> HttpResponse:
    """What they wrote, beside what somebody else has promised meanwhile; nothing is saved."""
    written = request.POST.copy()
    written["seen"] = promised["seen"]
    context = {"form": PromisesForm(written), "promised": promised}
    return render(request, "payments/desk/promises.html", context, status=409)
