"""The coordinator's pages that move or cancel one session."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from clock.words import day_and_hour
from groups.cohorts.access import run_cohort
from groups.cohorts.models import Cohort
from groups.desk.forms import CancelForm, MoveForm
from groups.desk.trail import desk_trail
from groups.planning.errors import InTheWay, OutOfOrder
from groups.planning.meetings import cancel_meeting, move_meeting
from groups.sessions.actions import InThePast, SessionMoved
from groups.sessions.models import GroupSession

coordinators = staff_required(Role.COORDINATOR)


def _planned(found: Cohort, number: int) -> GroupSession:
    group_session = found.sessions.filter(number=number, state=GroupSession.State.PLANNED).first()
    if group_session is None:
        raise Http404
    return group_session


@coordinators
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Moves one session; letters and calendar entries follow once."""
    found = run_cohort(signed_in(request), slug)
    group_session = _planned(found, number)
    form = MoveForm(
        request.POST or None,
        zone=found.zone,
        starts_at=group_session.starts_at,
        now=clock.now(),
        initial={"on": group_session.on, "starts": group_session.starts},
    )
    if request.method == "POST" and form.is_valid():
        try:
            move_meeting(
                group_session,
                starts_at=form.cleaned_data["starts_at"],
                note=form.cleaned_data["note"],
                by=signed_in(request),
                now=clock.now(),
            )
        except InTheWay as clash:
            form.add_error(None, _already_meets(clash.other))
        except OutOfOrder as order:
            form.add_error(None, _would_pass(order.other, passed_by=group_session))
        except (SessionMoved, InThePast):
            messages.warning(request, _("Somebody changed it a moment ago. Please look again."))
            return redirect("desk-cohort", slug)
        else:
            messages.success(
                request, _("Moved. Members and leaders get a letter with the new time.")
            )
            return redirect("desk-cohort", slug)
    return render(
        request,
        "groups/desk/move.html",
        {
            "form": form,
            "cohort": found,
            "session": group_session,
            "trail": desk_trail(_("Move session %(n)d") % {"n": number}, cohort=found),
        },
        status=400 if request.method == "POST" else 200,
    )


def _already_meets(other: GroupSession) -> str:
    return _(
        "The group already meets then: session %(n)d. Choose another time, or cancel this session: "
        "its lesson then moves on to the next one."
    ) % {"n": other.number}


def _would_pass(other: GroupSession, *, passed_by: GroupSession) -> str:
    words = (
        _(
            "Session %(n)d is on %(day)s, and lessons follow the order of sessions. Choose a time "
            "before it, or move session %(n)d first."
        )
        if other.number > passed_by.number
        else _(
            "Session %(n)d is on %(day)s, and lessons follow the order of sessions. Choose a time "
            "after it."
        )
    )
    day = day_and_hour(other.starts_at.astimezone(other.cohort.zone))
    return words % {"n": other.number, "day": day}


@coordinators
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Cancels one session; its lessons move to the next one."""
    found = run_cohort(signed_in(request), slug)
    group_session = _planned(found, number)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_meeting(
                group_session,
                note=form.cleaned_data["note"],
                by=signed_in(request),
                now=clock.now(),
            )
        except SessionMoved:
            messages.warning(request, _("Somebody changed it a moment ago. Please look again."))
        else:
            messages.success(request, _("Cancelled. A session is added at the end of the course."))
        return redirect("desk-cohort", slug)
    return render(
        request,
        "groups/desk/cancel.html",
        {
            "form": form,
            "cohort": found,
            "session": group_session,
            "trail": desk_trail(_("Cancel session %(n)d") % {"n": number}, cohort=found),
        },
        status=400 if request.method == "POST" else 200,
    )
