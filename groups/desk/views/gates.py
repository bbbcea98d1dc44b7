"""How long before a module a group that meets already takes newcomers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from groups.desk.forms import GateTimeForm
from groups.desk.trail import desk_trail
from groups.gates.actions import change_days
from groups.gates.rule import GateChanged, days_before


@staff_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def time_before(request: HttpRequest) -> HttpResponse:
    """Reads and changes it."""
    days = days_before()
    form = GateTimeForm(request.POST or None, initial={"days": days, "seen": days})
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            change_days(**form.cleaned_data, by=signed_in(request), now=clock.now())
        except GateChanged:
            form, status = _look_again(form, days), 409
        else:
            messages.success(request, _("Saved. Groups that meet already follow it at once."))
            return redirect("desk-gates")
    context = {"form": form, "trail": desk_trail(_("Joining later"))}
    return render(request, "groups/desk/gates.html", context, status=status)


def _look_again(form: GateTimeForm, days: int) -> GateTimeForm:
    """What they wrote, beside what somebody else has set meanwhile; nothing is saved."""
    again = GateTimeForm({**form.cleaned_data, "seen": days})
    again.full_clean()
    again.add_error(
        "days",
        _("Somebody set this to %(days)d while you were writing. Save again to replace it.")
        % {"days": days},
    )
    return again
