"""The list of a group to print: who takes part, and who was there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

import clock
from accounts.access import has_role, signed_in, staff_required
from accounts.roles import Role
from clock.words import long_date, near_date
from groups.attendance.models import Attendance
from groups.cohorts.access import team_cohort
from groups.desk.trail import team_trail
from groups.members.queries import Sheet, sheet_of

Verdict = Attendance.Verdict
# One sign each, so that a course of half a year fits across a page.
SIGNS = {
    Verdict.PRESENT: pgettext_lazy("was there", "P"),
    Verdict.LATE: pgettext_lazy("came late", "L"),
    Verdict.LEFT_EARLY: pgettext_lazy("left early", "E"),
    Verdict.ABSENT: pgettext_lazy("was absent", "A"),
    Verdict.EXCUSED: pgettext_lazy("was excused", "X"),
    Verdict.UNMARKED: "–",
}


@staff_required(Role.FACILITATOR, Role.COORDINATOR)
@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Names as the group knows them; addresses for coordinators only, as on their own pages."""
    me = signed_in(request)
    cohort = team_cohort(me, slug)
    found = sheet_of(cohort)
    context = {
        "cohort": cohort,
        "sheet": found,
        "days": [(one.number, near_date(one.on)) for one in found.sessions],
        "grid": _grid(found),
        "signs": [(sign, verdict.label) for verdict, sign in SIGNS.items()],
        "with_addresses": has_role(me, Role.COORDINATOR),
        "printed_on": long_date(clock.now().astimezone(cohort.zone)),
        "trail": team_trail(cohort, _("List to print"), reader=me),
    }
    return render(request, "groups/desk/roster.html", context)


def _grid(found: Sheet) -> list[tuple[str, list[tuple[object, object] | None]]]:
    """Each name with the sign and the word of each session; None where there is no verdict yet."""
    return [
        (
            line.enrollment.member.name,
            [(SIGNS[mark], mark.label) if mark else None for mark in line.marks],
        )
        for line in found.lines
    ]
