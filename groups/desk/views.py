"""The coordinator's desk: groups, seats and sessions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import staff_required
from accounts.models import Account
from accounts.reader import told_zone
from accounts.roles import Role
from design.tags.content import badge
from design.tags.times import place, when
from groups.cohorts.access import run_cohort
from groups.cohorts.models import Cohort, CohortLeader
from groups.desk.actions import (
    InTheWay,
    OutOfOrder,
    TooFewSeats,
    UnfitLeaders,
    cancel_meeting,
    change_capacity,
    change_leaders,
    change_words,
    found_cohort,
    move_meeting,
    take_out,
)
from groups.desk.forms import (
    CancelForm,
    CapacityForm,
    CohortForm,
    LeadersForm,
    MoveForm,
    ReasonForm,
    WordsForm,
)
from groups.desk.queries import (
    cohort_lines,
    double_bookings,
    facilitators,
    seat_map,
    without_leader,
)
from groups.desk.trail import desk_trail
from groups.seats.errors import SeatMoved
from groups.sessions.actions import InThePast, SessionMoved
from groups.sessions.models import GroupSession

coordinators = staff_required(Role.COORDINATOR)


def _me(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # the door before every view here
    return request.user


@coordinators
@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """Every group with its seats."""
    return render(request, "groups/desk/cohorts.html", {"cohorts": list(cohort_lines())})


@coordinators
@require_http_methods(["GET", "POST"])
def new_cohort(request: HttpRequest) -> HttpResponse:
    """A new group, saved as a draft with its sessions planned."""
    now = clock.now()
    form = CohortForm(request.POST or None, now=now, zone=told_zone(request))
    if request.method == "POST" and form.is_valid():
        cohort = found_cohort(
            form.unsaved(),
            leader=form.cleaned_data["leader"],
            co_leader=form.cleaned_data["co_leader"],
            by=_me(request),
            now=now,
        )
        messages.success(request, _("The group is a draft. Set its price, then open enrolment."))
        return redirect("desk-cohort", cohort.slug)
    status = 400 if request.method == "POST" else 200
    context = {
        "form": form,
        "trail": desk_trail(_("New group")),
        "nobody_leads": not facilitators().exists(),
    }
    return render(request, "groups/desk/new_cohort.html", context, status=status)


@coordinators
@require_safe
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """One group: seats, members, sessions, and what can be done with them."""
    found = run_cohort(_me(request), slug)
    return render(request, "groups/desk/cohort.html", _cohort_context(found))


def _cohort_context(found: Cohort) -> dict[str, object]:
    return {
        "cohort": found,
        "trail": desk_trail(cohort=found),
        "facts": _facts(found),
        "seats": seat_map(found),
        "nobody_leads": without_leader().filter(pk=found.pk).exists(),
        "double_bookings": double_bookings(found, now=clock.now()),
        "sessions": list(found.sessions.order_by("starts_at").select_related("week__week")),
        "capacity_form": CapacityForm(initial={"capacity": found.capacity}),
        "reason_form": ReasonForm(),
    }


def _facts(found: Cohort) -> list[tuple[str, str]]:
    """What a coordinator wants to know of a group at a glance."""
    leaders = found.leaders.select_related("account")
    closes = when(found.enrolment_closes_at, found.zone_name, found.zone_name)
    kinds: dict[str, str] = {Cohort.State.OPEN: "success", Cohort.State.RUNNING: "accent"}
    kind = kinds.get(found.state, "plain")
    return [
        (_("State"), badge(found.get_state_display(), kind)),
        (_("Led by"), ", ".join(f"{one.account} ({one.get_part_display()})" for one in leaders)),
        (
            _("Every week"),
            _("%(weekday)s, %(hour)s in %(place)s, %(minutes)d minutes")
            % {
                "weekday": found.get_weekday_display(),
                "hour": time_format(found.starts, "H:i"),
                "place": place(found.zone_name),
                "minutes": found.minutes,
            },
        ),
        (_("Enrolment closes"), closes),
        (_("From the age of"), str(found.minimum_age)),
    ]


@coordinators
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """Corrects the group's name and description; its address stays."""
    found = run_cohort(_me(request), slug)
    name = found.name  # the form writes what was typed into its own instance
    form = WordsForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        change_words(
            found,
            name=form.cleaned_data["name"],
            about=form.cleaned_data["about"],
            by=_me(request),
            now=clock.now(),
        )
        messages.success(request, _("The words are changed, and the address is the same."))
        return redirect("desk-cohort", slug)
    found.name = name
    return render(
        request,
        "groups/desk/words.html",
        {"form": form, "cohort": found, "trail": desk_trail(_("Name and words"), cohort=found)},
        status=400 if request.method == "POST" else 200,
    )


@coordinators
@require_POST
def capacity(request: HttpRequest, slug: str) -> HttpResponse:
    """More or fewer seats."""
    found = run_cohort(_me(request), slug)
    form = CapacityForm(request.POST)
    if form.is_valid():
        try:
            change_capacity(
                found,
                capacity=form.cleaned_data["capacity"],
                by=_me(request),
                now=clock.now(),
            )
        except TooFewSeats as taken:
            form.add_error(
                "capacity",
                _("Seat %(n)d is taken, and everybody keeps their seat: choose %(n)d or more.")
                % {"n": taken.fewest},
            )
        else:
            messages.success(request, _("The number of seats is changed."))
            return redirect("desk-cohort", slug)
    context = _cohort_context(found) | {"capacity_form": form}
    return render(request, "groups/desk/cohort.html", context, status=400)


@coordinators
@require_http_methods(["GET", "POST"])
def leaders(request: HttpRequest, slug: str) -> HttpResponse:
    """Hands the group to other leaders."""
    found = run_cohort(_me(request), slug)
    parts = {part: account_id for account_id, part in found.leaders.values_list("account", "part")}
    form = LeadersForm(
        request.POST or None,
        initial={
            "leader": parts.get(CohortLeader.Part.LEADER),
            "co_leader": parts.get(CohortLeader.Part.CO_LEADER),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_leaders(
                found,
                leader=form.cleaned_data["leader"],
                co_leader=form.cleaned_data["co_leader"],
                by=_me(request),
                now=clock.now(),
            )
        except UnfitLeaders:
            form.add_error(None, _("Somebody left the team a moment ago. Please choose again."))
        else:
            messages.success(request, _("The group has its leaders. The pages follow at once."))
            return redirect("desk-cohort", slug)
    return render(
        request,
        "groups/desk/leaders.html",
        {"form": form, "cohort": found, "trail": desk_trail(_("Leaders"), cohort=found)},
        status=400 if request.method == "POST" else 200,
    )


@coordinators
@require_POST
def remove(request: HttpRequest, slug: str, seat_no: int) -> HttpResponse:
    """Ends a member's part in the group."""
    found = run_cohort(_me(request), slug)
    seat = found.enrollments.occupying().filter(seat_no=seat_no).first()
    if seat is None:
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid() and not seat.enrolled:
        form.add_error(None, _("This seat is only held. It becomes free by itself if nobody pays."))
    if not form.is_valid():
        context = _cohort_context(found) | {"reason_form": form}
        return render(request, "groups/desk/cohort.html", context, status=400)
    try:
        take_out(seat, reason=form.cleaned_data["reason"], by=_me(request), now=clock.now())
    except SeatMoved:
        messages.warning(request, _("That seat changed a moment ago. Please look again."))
    else:
        messages.success(
            request,
            _("Their part has ended; links and rooms are closed to them, and a letter says so."),
        )
    return redirect("desk-cohort", slug)


def _planned(found: Cohort, number: int) -> GroupSession:
    group_session = found.sessions.filter(number=number, state=GroupSession.State.PLANNED).first()
    if group_session is None:
        raise Http404
    return group_session


@coordinators
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Moves one session; letters and calendar entries follow once."""
    found = run_cohort(_me(request), slug)
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
                by=_me(request),
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
    day = date_format(other.starts_at.astimezone(other.cohort.zone), "l j F Y, H:i")
    return words % {"n": other.number, "day": day}


@coordinators
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Cancels one session; its lessons move to the next one."""
    found = run_cohort(_me(request), slug)
    group_session = _planned(found, number)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_meeting(
                group_session, note=form.cleaned_data["note"], by=_me(request), now=clock.now()
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
