"""One seat of a group: why it is not free, and who had it before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from groups.cohorts.access import run_cohort
from groups.desk.trail import desk_trail
from groups.seating.past import past_of
from groups.seating.queries import seating_of
from groups.seats.queries import owed_for
from groups.waiting.queries import list_of

coordinators = staff_required(Role.COORDINATOR)


@coordinators
@require_safe
def seat(request: HttpRequest, slug: str, seat_no: int) -> HttpResponse:
    """One seat with each step and its reason. 404 for a number that nobody has or had."""
    cohort = run_cohort(signed_in(request), slug)
    now = clock.now()
    waiting, _ended = list_of(cohort, now=now)
    seats = seating_of(cohort, waiting=waiting, now=now)
    found = next((one for one in seats if one.number == seat_no), None)
    stays = past_of(cohort, seat_no)
    if found is None and not stays:
        raise Http404
    taken = [found.enrollment] if found and found.enrollment else []
    title = _("Seat %(number)d") % {"number": seat_no}
    context = {
        "cohort": cohort,
        "title": title,
        "seat": found,
        "stays": stays,
        "owed": owed_for(taken),
        "trail": desk_trail(title, cohort=cohort),
    }
    return render(request, "groups/desk/seat.html", context)
