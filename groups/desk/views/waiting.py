"""For how long a seat is kept for somebody who waited for it, and offers that are taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from groups.cohorts.access import run_cohort
from groups.cohorts.models import Cohort
from groups.desk.forms import OfferTimeForm, TakeBackForm
from groups.desk.trail import desk_trail
from groups.waiting.access import entry_in
from groups.waiting.ending import ask_again as ask_once_more
from groups.waiting.ending import take_back_offer
from groups.waiting.errors import EntryMoved
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


@staff_required(Role.COORDINATOR)
@require_POST
def take_back(request: HttpRequest, slug: str, entry_id: int) -> HttpResponse:
    """Takes back a seat that was offered to somebody who waits there."""
    cohort = run_cohort(signed_in(request), slug)
    entry = entry_in(cohort, entry_id)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        for words in (error for errors in form.errors.values() for error in errors):
            messages.warning(request, str(words))
        return redirect(_list_of(cohort))
    try:
        taken = take_back_offer(entry, **form.cleaned_data, by=signed_in(request), now=clock.now())
    except EntryMoved:
        messages.warning(request, _("They answered a moment ago. Please look again."))
    else:
        messages.success(
            request,
            _("The offer is taken back. They keep their place, and are not asked until you say so.")
            if taken.stays
            else _("The offer is taken back, and they no longer wait."),
        )
    return redirect(_list_of(cohort))


@staff_required(Role.COORDINATOR)
@require_POST
def ask_again(request: HttpRequest, slug: str, entry_id: int) -> HttpResponse:
    """Whose offer was taken back is asked in their turn again."""
    cohort = run_cohort(signed_in(request), slug)
    entry = entry_in(cohort, entry_id)
    try:
        ask_once_more(entry, by=signed_in(request), now=clock.now())
    except EntryMoved:
        messages.warning(request, _("That changed a moment ago. Please look again."))
    else:
        messages.success(request, _("They are asked in their turn again."))
    return redirect(_list_of(cohort))


def _list_of(cohort: Cohort) -> str:
    return f"{reverse('desk-cohort', args=[cohort.slug])}#waiting"
