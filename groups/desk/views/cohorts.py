"""The coordinator's pages of groups: what they are, who leads them, who has a seat."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.reader import told_zone
from accounts.roles import Role
from clock.words import hour
from design.tags.content import badge
from design.tags.times import place, when
from groups.cohorts.access import run_cohort
from groups.cohorts.models import Cohort, CohortLeader
from groups.desk.forms import (
    CapacityForm,
    CohortForm,
    LeadersForm,
    ReasonForm,
    WordsForm,
)
from groups.desk.trail import desk_trail
from groups.desk.views.listing import CohortsForm
from groups.desk.views.sheets import (
    cohort_columns,
    seat_columns,
    session_columns,
    waiting_columns,
)
from groups.gates.queries import beginnings
from groups.leading.actions import UnfitLeaders, change_leaders
from groups.leading.queries import double_bookings, facilitators, without_leader
from groups.members.actions import take_out
from groups.placing.queries import pairs_in
from groups.planning.actions import change_words, found_cohort
from groups.planning.queries import cohort_lines, listed_cohorts
from groups.seating.queries import seating_of
from groups.seats.actions import change_capacity
from groups.seats.errors import SeatMoved, TooFewSeats
from groups.seats.queries import owed_for
from groups.sessions.models import GroupSession
from groups.waiting.queries import list_of
from groups.weeks.queries import WeekLine, weeks_of
from spreadsheet.views import MOST_ROWS, download, wants

coordinators = staff_required(Role.COORDINATOR)


@coordinators
@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """Every group with its seats, or those in one state or by some name."""
    form = CohortsForm(request.GET)
    found = form.sorted(listed_cohorts(**form.asked))
    if wants(request, "groups"):
        return download(request, "groups", cohort_columns(), cohort_lines(found[:MOST_ROWS]))
    page = form.page(found)
    context = {"form": form, "page": page, "cohorts": cohort_lines(page.object_list)}
    return render(request, "groups/desk/cohorts.html", context)


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
            by=signed_in(request),
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
    found = run_cohort(signed_in(request), slug)
    now = clock.now()
    if wants(request, "seats"):
        waiting, _ended = list_of(found, now=now)
        seats = seating_of(found, waiting=waiting, now=now)
        return download(request, "seats", seat_columns(found.zone), seats)
    if wants(request, "waiting"):
        waiting, waited = list_of(found, now=now)
        return download(request, "waiting", waiting_columns(found.zone), [*waiting, *waited])
    if wants(request, "sessions"):
        return download(request, "sessions", session_columns(found.zone), _sessions(found))
    return render(request, "groups/desk/cohort.html", _cohort_context(found))


def _cohort_context(found: Cohort) -> dict[str, object]:
    now = clock.now()
    waiting, waited = list_of(found, now=now)
    seats = seating_of(found, waiting=waiting, now=now)
    return {
        "cohort": found,
        "trail": desk_trail(cohort=found),
        "facts": _facts(found),
        "seats": seats,
        "taken": sum(seat.enrollment is not None for seat in seats),
        "takes_people": found.takes_people(now),
        "owed": owed_for(seat.enrollment for seat in seats if seat.enrollment),
        "begin": beginnings(seat.enrollment for seat in seats if seat.enrollment),
        "waiting": waiting,
        "waited": waited,
        "apart": pairs_in(found),
        "nobody_leads": without_leader().filter(pk=found.pk).exists(),
        "double_bookings": double_bookings(found, now=now),
        "sessions": _sessions(found),
        "capacity_form": CapacityForm(initial={"capacity": found.capacity}),
        "reason_form": ReasonForm(),
    }


def _sessions(found: Cohort) -> list[tuple[GroupSession, WeekLine | None]]:
    """The sessions in order, each with the week it teaches."""
    weeks = {week.session.pk: week for week in weeks_of(found, now=clock.now())}
    return [(one, weeks.get(one.pk)) for one in found.sessions.order_by("starts_at")]


def _facts(found: Cohort) -> list[tuple[str, str]]:
    """What a coordinator wants to know of a group at a glance."""
    leaders = found.leaders.select_related("account")
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
                "hour": hour(found.starts),
                "place": place(found.zone_name),
                "minutes": found.minutes,
            },
        ),
        (_("Enrolment closes"), _closes(found)),
        (_("From the age of"), str(found.minimum_age)),
    ]


def _closes(found: Cohort) -> str:
    """Until when somebody can enrol; of a group that meets already also with which session."""
    closes = when(found.enrolment_closes_at, found.zone_name, found.zone_name)
    if found.has_gate:
        return format_html(_("{} (newcomers begin with session {})"), closes, found.gate)
    if found.state == Cohort.State.RUNNING:
        return _("No module begins any more at which newcomers could join")
    return closes


@coordinators
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """Corrects the group's name and description; its address stays."""
    found = run_cohort(signed_in(request), slug)
    name = found.name  # the form writes what was typed into its own instance
    form = WordsForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        change_words(
            found,
            name=form.cleaned_data["name"],
            about=form.cleaned_data["about"],
            by=signed_in(request),
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
    found = run_cohort(signed_in(request), slug)
    form = CapacityForm(request.POST)
    if form.is_valid():
        try:
            change_capacity(
                found,
                capacity=form.cleaned_data["capacity"],
                by=signed_in(request),
                now=clock.now(),
            )
        except TooFewSeats as taken:
            form.add_error("capacity", _in_the_way(taken))
        else:
            messages.success(request, _("The number of seats is changed."))
            return redirect("desk-cohort", slug)
    context = _cohort_context(found) | {"capacity_form": form}
    return render(request, "groups/desk/cohort.html", context, status=400)


def _in_the_way(taken: TooFewSeats) -> str:
    words = ngettext(
        "Seat %(which)s is taken, and everybody keeps their seat: choose %(n)d or more.",
        "Seats %(which)s are taken, and everybody keeps their seat: choose %(n)d or more.",
        len(taken.taken),
    )
    return words % {"which": ", ".join(map(str, taken.taken)), "n": taken.fewest}


@coordinators
@require_http_methods(["GET", "POST"])
def leaders(request: HttpRequest, slug: str) -> HttpResponse:
    """Hands the group to other leaders."""
    found = run_cohort(signed_in(request), slug)
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
                by=signed_in(request),
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
    found = run_cohort(signed_in(request), slug)
    seat = found.enrollments.occupying().filter(seat_no=seat_no).first()
    if seat is None:
        raise Http404
    if request.POST.get("whose", str(seat.pk)) != str(seat.pk):
        # Seats change hands: whoever sits there now is not who the page spoke of.
        messages.warning(request, _("That seat changed a moment ago. Please look again."))
        return redirect("desk-cohort", slug)
    form = ReasonForm(request.POST)
    if form.is_valid() and not seat.enrolled:
        form.add_error(None, _("This seat is only held. It becomes free by itself if nobody pays."))
    if not form.is_valid():
        context = _cohort_context(found) | {"reason_form": form}
        return render(request, "groups/desk/cohort.html", context, status=400)
    try:
        take_out(seat, reason=form.cleaned_data["reason"], by=signed_in(request), now=clock.now())
    except SeatMoved:
        messages.warning(request, _("That seat changed a moment ago. Please look again."))
    else:
        messages.success(
            request,
            _("Their part has ended; links and rooms are closed to them, and a letter says so."),
        )
    return redirect("desk-cohort", slug)
