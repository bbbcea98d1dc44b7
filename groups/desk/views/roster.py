"""The list of a group, to print and as a file: who takes part, and who was there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from clock.words import long_date, near_date
from design.shapes import Link
from groups.attendance.models import Attendance
from groups.cohorts.access import run_cohort, team_cohort
from groups.cohorts.models import Cohort
from groups.desk.trail import desk_trail, team_trail
from groups.members.queries import Sheet, SheetLine, sheet_of
from spreadsheet.views import Column, download, wants

Verdict = Attendance.Verdict
# One sign each, so that a course of half a year fits across a page.
SIGNS: dict[Attendance.Verdict, str | Promise] = {
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
    """Names as the group knows them, without addresses: leaders see none."""
    me = signed_in(request)
    cohort = team_cohort(me, slug)
    return _page(request, cohort, team_trail(cohort, _("List to print"), reader=me))


@staff_required(Role.COORDINATOR)
@require_safe
def sheet_with_addresses(request: HttpRequest, slug: str) -> HttpResponse:
    """The same with addresses, as a coordinator sees them on the group's page."""
    cohort = run_cohort(signed_in(request), slug)
    trail = desk_trail(_("List to print"), cohort=cohort)
    return _page(request, cohort, trail, with_addresses=True)


def _page(
    request: HttpRequest, cohort: Cohort, trail: list[Link], *, with_addresses: bool = False
) -> HttpResponse:
    found = sheet_of(cohort)
    if wants(request, "members"):
        columns = _columns(found, with_addresses=with_addresses)
        return download(request, "members", columns, found.lines)
    context = {
        "cohort": cohort,
        "sheet": found,
        "days": [(one.number, near_date(one.on)) for one in found.sessions],
        "grid": [
            (line.enrollment.member.name, [_mark(verdict) for verdict in line.marks])
            for line in found.lines
        ],
        "signs": [(sign, verdict.label) for verdict, sign in SIGNS.items()],
        "with_addresses": with_addresses,
        "printed_on": long_date(clock.now().astimezone(cohort.zone)),
        "trail": trail,
    }
    return render(request, "groups/desk/roster.html", context)


def _columns(found: Sheet, *, with_addresses: bool) -> list[Column[SheetLine]]:
    """The list and beside it a column for each session, in words; what the page does not show of
    somebody its file does not either."""
    columns: list[Column[SheetLine]] = [
        Column(_("Seat"), lambda line: line.enrollment.seat_no),
        Column(_("Name"), lambda line: line.enrollment.member.name),
        Column(_("State"), lambda line: line.enrollment.get_state_display()),
        Column(_("Answers still open"), lambda line: line.owes),
    ]
    if with_addresses:
        columns.insert(
            2, Column(_("E-mail address"), lambda line: line.enrollment.member.account.email)
        )
    titles = [
        _("Session %(number)s, %(day)s") % {"number": one.number, "day": one.on.isoformat()}
        for one in found.sessions
    ]
    return columns + [Column(title, _verdict(at)) for at, title in enumerate(titles)]


def _verdict(at: int) -> Callable[[SheetLine], str]:
    def cell(line: SheetLine) -> str:
        mark = line.marks[at]
        return str(Verdict(mark).label) if mark in Verdict.values else ""

    return cell


def _mark(verdict: str) -> tuple[str | Promise, str | Promise] | None:
    """Its sign and its word; None where there is no verdict yet."""
    if verdict not in Verdict.values:
        return None
    known = Verdict(verdict)
    return SIGNS[known], known.label
