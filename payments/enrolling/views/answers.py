"""The page on which somebody whom a coordinator enrolled answers what others answer first."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import signed_in
from accounts.forms import IntakeForm
from accounts.queries import Owed
from groups.seats.models import Enrollment
from groups.seats.queries import owed_for
from groups.sessions.queries import coming_sessions
from payments.enrolling.answering import (
    age_is_arranged,
    answer_afterwards,
    hear_too_young,
    own_hand_seat,
)
from payments.enrolling.forms import AgreementForm


@login_required
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """Asks only what is not known yet; then leads to the room if it is open, else to their page."""
    now = clock.now()
    seat = own_hand_seat(request, enrollment_id)
    owed = owed_for([seat]).get(seat.pk)
    if owed is None:
        return _onward(seat)
    intake = _intake_form(request, seat) if owed.intake else None
    agreement = AgreementForm(
        _posted(request), policies=owed.policies, initial={"discreet": seat.member.discreet}
    )
    if request.method != "POST":
        return _page(request, seat, owed, intake, agreement)
    told, agrees = intake is None or intake.is_valid(), agreement.is_valid()
    if intake is not None and intake.is_too_young:
        hear_too_young(seat, now=now)
    if not (told and agrees):
        return _page(request, seat, owed, intake, agreement, status=400)
    answer_afterwards(
        seat,
        intake=intake.answers if intake else None,
        policies=owed.policies,
        discreet=agreement.cleaned_data["discreet"],
        by=signed_in(request),
        now=now,
    )
    messages.success(request, _("Thank you, that is all. You are expected."))
    return _onward(seat)


def _intake_form(request: HttpRequest, seat: Enrollment) -> IntakeForm:
    """A coordinator has arranged it with whoever is younger than eighteen, so the age that counts
    is the group's; none, where a coordinator has decided about that too."""
    return IntakeForm(
        _posted(request),
        minimum_age=seat.cohort.minimum_age,
        arranged=age_is_arranged(seat),
        now=clock.now(),
    )


def _posted(request: HttpRequest) -> QueryDict | None:
    """What the forms were sent with; None while they are only shown."""
    return request.POST if request.method == "POST" else None


def _onward(seat: Enrollment) -> HttpResponse:
    coming = next(iter(seat.theirs(coming_sessions(seat.cohort, now=clock.now()))), None)
    if coming is not None and coming.room_is_open(clock.now()):
        return redirect("room", coming.pk)
    return redirect("today")


def _page(
    request: HttpRequest,
    seat: Enrollment,
    owed: Owed,
    intake: IntakeForm | None,
    agreement: AgreementForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "seat": seat,
        "member": seat.member,
        "cohort": seat.cohort,
        "owed": owed,
        "intake": intake,
        "agreement": agreement,
        "agreement_focus": not (intake and intake.errors),
    }
    return render(request, "payments/answers.html", context, status=status)
