"""Lists over all groups: who has a seat, and who waits for one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import clock
from accounts.access import staff_required
from accounts.reader import reader_zone
from accounts.roles import Role
from groups.desk.views.listing import SeatsForm, WaitingForm
from groups.desk.views.sheets import all_seat_columns, all_waiting_columns
from groups.seating.listing import listed_seats, listed_waiting
from groups.seating.queries import lines_of_seats
from groups.waiting.queries import lines_of
from spreadsheet.views import MOST_ROWS, download, wants

coordinators = staff_required(Role.COORDINATOR)


@coordinators
@require_safe
def seats(request: HttpRequest) -> HttpResponse:
    """Seats of all groups, each with why it is not free, or why it came free."""
    form = SeatsForm(request.GET)
    found = form.sorted(listed_seats(**form.asked))
    now, zone = clock.now(), reader_zone(request)
    if wants(request, "seats"):
        lines = lines_of_seats(list(found[:MOST_ROWS]), now=now)
        return download(request, "seats", all_seat_columns(zone), lines)
    page = form.page(found)
    lines = lines_of_seats(list(page), now=now)
    context = {"form": form, "page": page, "lines": lines, "zone": zone}
    return render(request, "groups/desk/all_seats.html", context)


@coordinators
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits in any group, when they are asked, and what became of it."""
    form = WaitingForm(request.GET)
    found = form.sorted(listed_waiting(**form.asked))
    now, zone = clock.now(), reader_zone(request)
    if wants(request, "waiting"):
        lines = lines_of(found[:MOST_ROWS], now=now)
        return download(request, "waiting", all_waiting_columns(zone), lines)
    page = form.page(found)
    context = {"form": form, "page": page, "lines": lines_of(page, now=now), "zone": zone}
    return render(request, "groups/desk/all_waiting.html", context)
