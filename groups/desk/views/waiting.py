"""For how long a seat is kept for somebody who waited for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from groups.desk.forms import OfferTimeForm
from groups.desk.trail import desk_trail
from groups.waiting.rule import TimeChanged, hours_kept, set_hours


@staff_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def time_kept(request: HttpRequest) -> HttpResponse:
    """Reads and changes it."""
    hours = hours_kept()
    form = OfferTimeForm(request.POST or None, initial={"hours": hours, "seen": hours})
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            set_hours(**form.cleaned_data, by=signed_in(request), now=clock.now())
        except TimeChanged:
            form, status = _look_again(form, hours), 409
        else:
            messages.success(
                request, _("Saved. Seats that are offered from now on are kept for it.")
            )
            return redirect("desk-waiting")
    context = {"form": form, "trail": desk_trail(_("Waiting lists"))}
    return render(request, "groups/desk/waiting.html", context, status=status)


def _look_again(form: OfferTimeForm, hours: int) -> OfferTimeForm:
    """What they wrote, beside what somebody else has set meanwhile; nothing is saved."""
    again = OfferTimeForm({**form.cleaned_data, "seen": hours})
    again.full_clean()
    again.add_error(
        "hours",
        _("Somebody set this to %(hours)d while you were writing. Save again to replace it.")
        % {"hours": hours},
    )
    return again
