"""One seat of a group, and one person who waits for one: each step with its reason."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from groups.cohorts.access import run_cohort
from groups.desk.trail import desk_trail
from groups.seating.asked import asked_of
from groups.seating.past import past_of
from groups.seating.queries import seating_of
from groups.seats.queries import owed_for
from groups.waiting.queries import lines_of, list_of

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
        "waiting": waiting,
        "owed": owed_for(taken),
        "trail": desk_trail(title, cohort=cohort),
    }
    return render(request, "groups/desk/seat.html", context)


@coordinators
@require_safe
def entry(request: HttpRequest, slug: str, entry_id: int) -> HttpResponse:
    """Somebody on the waiting list: when they are asked, and who was asked before them and why."""
    cohort = run_cohort(signed_in(request), slug)
    found = cohort.waiting.filter(pk=entry_id).select_related("member__account", "seat").first()
    if found is None:
        raise Http404
    found.cohort = cohort
    (line,) = lines_of([found], now=clock.now())
    title = _("Waiting: %(name)s") % {"name": found.member.name}
    context = {
        "cohort": cohort,
        "title": title,
        "line": line,
        "steps": asked_of(found),
        "trail": desk_trail(title, cohort=cohort),
    }
    return render(request, "groups/desk/entry.html", context)
