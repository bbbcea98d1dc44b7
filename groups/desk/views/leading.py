"""The leader's pages of one group: roster, sessions, attendance."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.reader import reader_zone
from accounts.roles import Role
from groups.attendance.actions import check_attendance, correct
from groups.attendance.models import Attendance
from groups.attendance.queries import attendance_of
from groups.attendance.rule import percent_needed
from groups.cohorts.access import led_cohort
from groups.desk.forms import CorrectionForm
from groups.desk.trail import leader_trail
from groups.members.queries import roster
from groups.rooms.kernel.places import open_again
from groups.rooms.standing import locked_sessions
from groups.sessions.actions import SessionMoved
from groups.sessions.models import GroupSession
from groups.sessions.queries import next_session
from groups.weeks.queries import just_ended, weeks_of

facilitators = staff_required(Role.FACILITATOR)


@facilitators
@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Roster, who is coming, the next session and the weeks."""
    now = clock.now()
    cohort = led_cohort(signed_in(request), slug)
    coming = next_session(cohort, now=now)
    room_open = coming is not None and coming.room_is_open(now)
    weeks = weeks_of(cohort, now=now)
    return render(
        request,
        "groups/desk/group.html",
        {
            "cohort": cohort,
            "trail": leader_trail(cohort),
            "roster": roster(cohort, now=now),
            "next_session": coming,
            "room_open": room_open,
            "locked": bool(locked_sessions([coming] if coming and room_open else [])),
            "just_ended": just_ended(weeks, now=now),
            "next_week": next((week for week in weeks if week.session == coming), None),
            "weeks": weeks,
            "reader_zone": reader_zone(request).key,
            "now": now,
        },
    )


@facilitators
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Who was there; a verdict can be corrected with a reason."""
    cohort = led_cohort(signed_in(request), slug)
    group_session = cohort.sessions.filter(number=number, state=GroupSession.State.ENDED).first()
    if group_session is None:
        raise Http404
    if request.POST.get("checked"):
        check_attendance(group_session, by=signed_in(request), now=clock.now())
        messages.success(request, _("Thank you. The attendance of this session is settled."))
        return redirect("lead-group", slug)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST":
        verdict = Attendance.objects.filter(
            session=group_session, pk=_number(request.POST.get("attendance", ""))
        ).select_related("enrollment").first()  # fmt: skip
        if verdict is None:
            raise Http404
        if form.is_valid():
            correct(
                verdict,
                verdict=Attendance.Verdict(form.cleaned_data["verdict"]),
                reason=form.cleaned_data["reason"],
                by=signed_in(request),
                now=clock.now(),
            )
            messages.success(request, _("Corrected, with your reason beside it."))
            return redirect("lead-attendance", slug, number)
    return render(
        request,
        "groups/desk/attendance.html",
        {
            "cohort": cohort,
            "session": group_session,
            "trail": leader_trail(cohort, _("Attendance of session %(n)d") % {"n": number}),
            "reader_zone": reader_zone(request).key,
            "attendance": attendance_of(group_session),
            "percent": percent_needed(),
            "reopens": group_session.may_reopen(clock.now()),
            "form": form,
        },
        status=400 if request.method == "POST" else 200,
    )


@facilitators
@require_POST
def reopen(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Opens the room of a session that was ended too soon, while its hours last."""
    cohort = led_cohort(signed_in(request), slug)
    group_session = get_object_or_404(cohort.sessions, number=number)
    try:
        open_again(group_session, by=signed_in(request).pk, now=clock.now())
    except SessionMoved:
        if group_session.room_is_open(clock.now()):
            return redirect("room", group_session.pk)  # somebody was faster
        messages.error(request, _("That room cannot be opened again: its hours have passed."))
        return redirect("lead-group", slug)
    return redirect("room", group_session.pk)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
