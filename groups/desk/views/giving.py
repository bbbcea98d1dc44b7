"""What a group was given, for its leaders; coordinators see what, and not what became of it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from courses.catalogue.queries import Resource, resource
from design.shapes import Link
from groups.assigning.access import group_assignment, member_of_group
from groups.assigning.actions import assign, note_paper, withdraw
from groups.assigning.forms import GiveForm, QuickForm
from groups.assigning.models import Assignment
from groups.assigning.queries import (
    GroupsGiven,
    Seen,
    given_in,
    what_leaders_see,
)
from groups.cohorts.access import leads, led_cohort, team_cohort
from groups.cohorts.models import Cohort
from groups.desk.trail import leader_trail, team_trail
from groups.desk.views.resources import frame_for
from groups.desk.views.sheets import given_columns, standing_columns
from groups.handing.queries import handed_in
from groups.seats.models import Enrollment
from groups.sessions.queries import coming_sessions, next_session
from spreadsheet.views import download, wants

facilitators = staff_required(Role.FACILITATOR)
# As many columns as a table of members can be read with.
PER_PAGE = 8


@dataclass(frozen=True)
class Line:
    """A member of the group, with what leaders see of each assignment; None where it is not for
    them."""

    part: Enrollment
    seen: tuple[Seen | None, ...]


@staff_required(Role.FACILITATOR, Role.COORDINATOR)
@require_safe
@cache_control(no_store=True)
def given(request: HttpRequest, slug: str) -> HttpResponse:
    """What was given, the newest first, and not what became of it."""
    me = signed_in(request)
    cohort = team_cohort(me, slug)
    rows = _given_in(cohort)
    if wants(request, "given"):
        return download(request, "given", given_columns(cohort.zone), given_in(list(rows)))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    is_leader = leads(me, cohort.pk)
    context = {
        "frame": frame_for(me),
        "cohort": cohort,
        "trail": team_trail(cohort, _("Given to the group"), reader=me),
        "tabs": _tabs(cohort, "desk-given") if is_leader else [],
        "page": page,
        "given": given_in(list(page)),
        "leads": is_leader,
    }
    return render(request, "groups/desk/given.html", context)


@facilitators
@require_safe
@cache_control(no_store=True)
def standing(request: HttpRequest, slug: str) -> HttpResponse:
    """How it stands at each member, for their leaders alone."""
    cohort = led_cohort(signed_in(request), slug)
    rows = _given_in(cohort)
    if wants(request, "standing"):
        return download(request, "standing", standing_columns(cohort.zone), _flat(cohort, rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = given_in(list(page))
    context = {
        "cohort": cohort,
        "trail": leader_trail(cohort, _("Given to the group")),
        "tabs": _tabs(cohort, "desk-standing"),
        "page": page,
        "given": shown,
        "lines": _lines(cohort, [one.assignment for one in shown]),
    }
    return render(request, "groups/desk/standing.html", context)


def _given_in(cohort: Cohort) -> QuerySet[Assignment]:
    rows = Assignment.objects.in_force().filter(cohort=cohort).defer("note")
    return rows.select_related("enrollment__member")


def _tabs(cohort: Cohort, here: str) -> list[Link]:
    ways = [(_("What was given"), "desk-given"), (_("How it stands"), "desk-standing")]
    return [Link(title, reverse(name, args=[cohort.slug]), name == here) for title, name in ways]


def _members(cohort: Cohort) -> list[Enrollment]:
    parts = cohort.enrollments.belonging().select_related("member")
    return list(parts.order_by("member__name", "pk"))


def _lines(cohort: Cohort, assignments: list[Assignment]) -> list[Line]:
    parts = _members(cohort)
    seen = what_leaders_see(parts, assignments, now=clock.now(), handed_in=handed_in)
    by_key = {(pk, one.assignment_id): one for pk, their_own in seen.items() for one in their_own}
    return [
        Line(part, tuple(by_key.get((part.pk, one.pk)) for one in assignments)) for part in parts
    ]


def _flat(cohort: Cohort, rows: QuerySet[Assignment]) -> list[tuple[Enrollment, Seen]]:
    parts = _members(cohort)
    seen = what_leaders_see(parts, list(rows), now=clock.now(), handed_in=handed_in)
    return [(part, one) for part in parts for one in seen[part.pk]]


@facilitators
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, slug: str, kind: str, ref: int) -> HttpResponse:
    """Gives a resource to the group or to one of its members."""
    me, now = signed_in(request), clock.now()
    cohort = led_cohort(me, slug)
    found = resource(kind, ref)
    if found is None or not (cohort.under_way or cohort.has_yet_to_start):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    if sent is not None and "next" in sent:
        return _give_for_next(request, cohort, found)
    form = GiveForm(
        sent,
        cohort=cohort,
        members=_taking_part(cohort),
        sessions=coming_sessions(cohort, now=now),
        to=request.GET.get("to", "all"),
    )
    if sent is None or not form.is_valid():
        return _give_page(request, cohort, found, form, status=400 if sent is not None else 200)
    _assignment, is_new = assign(
        found,
        cohort=cohort,
        enrollment=form.enrollment,
        for_session=form.for_session,
        due_session=form.due_session,
        note=form.cleaned_data["note"],
        form=form.cleaned_data["form"],
        by=me,
        now=now,
    )
    _say_given(request, found, is_new=is_new)
    return redirect("desk-given", slug)


def _give_for_next(request: HttpRequest, cohort: Cohort, found: Resource) -> HttpResponse:
    """To everybody, at once, for the next session."""
    now, form = clock.now(), QuickForm(request.POST)
    coming = next_session(cohort, now=now)
    if coming is None or not form.is_valid():
        messages.error(request, _("There is no next session to give it for. Nothing was given."))
        return redirect("desk-given", cohort.slug)
    _assignment, is_new = assign(
        found,
        cohort=cohort,
        enrollment=None,
        for_session=None,
        due_session=coming,
        note="",
        form=form.cleaned_data["form"],
        by=signed_in(request),
        now=now,
    )
    _say_given(request, found, is_new=is_new)
    return redirect("desk-given", cohort.slug)


def _say_given(request: HttpRequest, found: Resource, *, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("“%(title)s” is given.") % {"title": found.title})
    else:
        messages.info(request, _("This was given already, and not a second time."))


def _taking_part(cohort: Cohort) -> list[Enrollment]:
    parts = cohort.enrollments.enrolled().select_related("member")
    return list(parts.order_by("member__name", "pk"))


def _give_page(
    request: HttpRequest, cohort: Cohort, found: Resource, form: GiveForm, *, status: int
) -> HttpResponse:
    page = {
        "cohort": cohort,
        "resource": found,
        "form": form,
        "trail": leader_trail(cohort, _("Give something")),
    }
    return render(request, "groups/desk/give.html", page, status=status)


@facilitators
@require_safe
@cache_control(no_store=True)
def one(request: HttpRequest, slug: str, assignment_id: UUID) -> HttpResponse:
    """One assignment: how it stands at each member, and what a leader can do."""
    cohort = led_cohort(signed_in(request), slug)
    assignment = group_assignment(cohort, assignment_id)
    [shown] = given_in([assignment])
    lines = [line for line in _lines(cohort, [assignment]) if line.seen[0] is not None]
    page = {
        "cohort": cohort,
        "one": shown,
        "lines": [(line.part, line.seen[0]) for line in lines],
        "trail": _trail_below(cohort, shown),
    }
    return render(request, "groups/desk/given_one.html", page)


@facilitators
@require_POST
def paper(request: HttpRequest, slug: str, assignment_id: UUID) -> HttpResponse:
    """Notes that one member, or everybody whom it is for, got it on paper, or takes it back."""
    me, now = signed_in(request), clock.now()
    cohort = led_cohort(me, slug)
    assignment = group_assignment(cohort, assignment_id)
    wanted = request.POST.get("to", "")
    if wanted == "all":
        lines = _lines(cohort, [assignment])
        parts = [line.part for line in lines if line.seen[0] is not None and line.part.enrolled]
    else:
        parts = [member_of_group(cohort, _uuid(wanted))]
    changed = note_paper(assignment, parts, given=request.POST.get("given") != "no", by=me, now=now)
    said = ngettext("Noted for one person.", "Noted for %(count)d people.", changed)
    messages.success(request, said % {"count": changed})
    return redirect("desk-given-one", slug, assignment_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@facilitators
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, slug: str, assignment_id: UUID) -> HttpResponse:
    """Asks first; afterwards it is on no page of a member any more."""
    me, now = signed_in(request), clock.now()
    cohort = led_cohort(me, slug)
    assignment = group_assignment(cohort, assignment_id)
    if request.method == "POST":
        withdraw(assignment, by=me, now=now)
        messages.success(request, _("It is taken back."))
        return redirect("desk-given", slug)
    [shown] = given_in([assignment])
    page = {"cohort": cohort, "one": shown, "trail": _trail_below(cohort, shown)}
    return render(request, "groups/desk/given_back.html", page)


def _trail_below(cohort: Cohort, shown: GroupsGiven) -> list[Link]:
    above = Link(_("Given to the group"), reverse("desk-given", args=[cohort.slug]))
    return [*leader_trail(cohort), above, Link(shown.title or _("Not there any more"))]
