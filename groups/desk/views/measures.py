"""Measures for the team: what members share with their leaders, what leaders were told, and for
coordinators what came of groups and programmes."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.reader import clock_of
from accounts.roles import Role
from courses.measures.series import picture_of, series_of
from design.shapes import Link
from groups.cohorts.access import led_cohort
from groups.desk.trail import desk_trail, leader_trail
from groups.desk.views.sheets import outcome_columns
from groups.measuring.access import note_of, shared_measure
from groups.measuring.actions import open_shared, see_note
from groups.measuring.outcomes import outcomes
from groups.measuring.queries import notes_of, shared_with_leaders
from groups.measuring.units import ENOUGH
from spreadsheet.views import download, wants

NOTES_PER_PAGE = 20
facilitators = staff_required(Role.FACILITATOR)


@facilitators
@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """What leaders were told, with who has seen it; then the scores that members share."""
    me = signed_in(request)
    cohort = led_cohort(me, slug)
    notes = Paginator(notes_of(cohort), NOTES_PER_PAGE).get_page(request.GET.get("page"))
    page = {
        "cohort": cohort,
        "trail": leader_trail(cohort, _("Measures")),
        "page": notes,
        "notes": [
            (note, list(note.seen.all()), any(one.account_id == me.pk for one in note.seen.all()))
            for note in notes
        ],
        "shared": shared_with_leaders(cohort, now=clock.now()),
        "zone": clock_of(request, cohort.zone),
    }
    return render(request, "groups/desk/measures.html", page)


@facilitators
@require_POST
def seen(request: HttpRequest, slug: str, note_id: UUID) -> HttpResponse:
    """A leader says that they have seen what they were told."""
    me = signed_in(request)
    cohort = led_cohort(me, slug)
    see_note(note_of(cohort, note_id), by=me, now=clock.now())
    messages.success(request, _("Noted: you have seen it. The other leader reads that, too."))
    return redirect("lead-measures", slug)


@facilitators
@require_safe
def member(request: HttpRequest, slug: str, enrollment_id: UUID, measure: str) -> HttpResponse:
    """The scores of one member, as long as they share them; the member reads who looked."""
    me = signed_in(request)
    cohort = led_cohort(me, slug)
    now = clock.now()
    share, asked = shared_measure(cohort, enrollment_id, measure, now=now)
    who = share.enrollment.member
    series = series_of(who, asked)
    open_shared(share, by=me, role=Role.FACILITATOR.value, now=now)
    all_measures = Link(_("Measures"), reverse("lead-measures", args=[slug]))
    page = {
        "cohort": cohort,
        "trail": [*leader_trail(cohort), all_measures, Link(f"{who.name}: {asked.name}")],
        "member": who,
        "measure": asked,
        "share": share,
        "series": series[::-1],
        "picture": picture_of(asked, series),
        "zone": clock_of(request, cohort.zone),
    }
    return render(request, "groups/desk/member_measure.html", page)


@staff_required(Role.COORDINATOR)
@require_safe
def outcome(request: HttpRequest) -> HttpResponse:
    """Means of groups and programmes, of five people or more; as a file, too."""
    found = outcomes(now=clock.now())
    if wants(request, "outcomes"):
        return download(request, "outcomes", outcome_columns(), found)
    page = {
        "trail": desk_trail(_("Outcomes")),
        "rows": found,
        "enough": ENOUGH,
    }
    return render(request, "groups/desk/outcomes.html", page)
