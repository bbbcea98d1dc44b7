"""What the clinic promises everybody: how money comes back, how long a room's chat is kept.

Neither stands in the editor's site settings: whoever writes pages must not be able to change what
members were told about their money and their words.
"""

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
from payments.prices.actions import change_promises
from payments.prices.queries import refund_terms_now


@staff_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def promises(request: HttpRequest) -> HttpResponse:
    """Reads and changes them."""
    now_promised = {"refund_terms": refund_terms_now(), "chat_kept_days": chat_kept_days()}
    form = PromisesForm(request.POST or None, initial=now_promised)
    if request.method == "POST" and form.is_valid():
        change_promises(**form.cleaned_data, by=signed_in(request), now=clock.now())
        messages.success(request, _("Saved. Existing orders keep the terms that were agreed."))
        return redirect("desk-promises")
    status = 400 if request.method == "POST" else 200
    return render(request, "payments/desk/promises.html", {"form": form}, status=status)
