"""The emergency contact of a member: opened by their leaders and coordinators, and written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import has_role, staff_required
from accounts.models import Account, Intake
from accounts.roles import Role
from audit.actions import record
from design.shapes import Link
from groups.cohorts.access import led_cohort, run_cohort
from groups.cohorts.models import Cohort
from groups.desk.trail import desk_trail, leader_trail
from groups.seats.models import Enrollment
from help.countries import country_names
from help.crisis import crisis_for

leaders_and_coordinators = staff_required(Role.FACILITATOR, Role.COORDINATOR)


@dataclass(frozen=True)
class EmergencyContact:
    """Whom to call about a member. `relation` may be empty."""

    name: str
    phone: str
    relation: str


@transaction.atomic
def open_contact(
    enrollment: Enrollment, *, by: Account, role: Role, now: datetime
) -> EmergencyContact | None:
    """The member's emergency contact, with the entry that says who read it; None if none is known.

    Words and entry stand or fall together: nobody reads them without leaving a line.
    """
    intake = Intake.objects.filter(member_id=enrollment.member_id).first()
    if intake is None:
        return None
    record(
        "intake.read",
        on=intake,
        by=by.pk,
        role=role.value,
        member_id=enrollment.member_id,
        now=now,
    )
    return EmergencyContact(
        name=intake.emergency_name,
        phone=intake.emergency_phone,
        relation=intake.emergency_relation,
    )


@leaders_and_coordinators
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, slug: str, enrollment_id: UUID) -> HttpResponse:
    """Asks first; the contact itself stands only in the answer to the button."""
    me = request.user
    assert isinstance(me, Account)  # the door before this view
    runs = has_role(me, Role.COORDINATOR)
    cohort = run_cohort(me, slug) if runs else led_cohort(me, slug)
    enrollment = _member_of(cohort, enrollment_id)
    lives_in = enrollment.member.country
    there = crisis_for(lives_in)
    context: dict[str, object] = {
        "cohort": cohort,
        "member": enrollment.member,
        "trail": _trail(cohort, runs=runs),
        "there": there,
        "country": there.country or country_names().get(lives_in, lives_in),
        "opened": request.method == "POST",
    }
    if request.method == "POST":
        role = Role.COORDINATOR if runs else Role.FACILITATOR
        found = open_contact(enrollment, by=me, role=role, now=clock.now())
        context["facts"] = _facts(found) if found else []
    return render(request, "groups/desk/contact.html", context)


def _member_of(cohort: Cohort, enrollment_id: UUID) -> Enrollment:
    """Somebody who takes part or took part to the end: those whom the roster names."""
    found = cohort.enrollments.belonging().filter(pk=enrollment_id).select_related("member").first()
    if found is None:
        raise Http404
    return found


def _facts(found: EmergencyContact) -> list[tuple[str, str]]:
    facts = [
        (_("Name"), found.name),
        (_("Phone number"), found.phone),
        (_("Who they are to the member"), found.relation),
    ]
    return [(label, words) for label, words in facts if words]


def _trail(cohort: Cohort, *, runs: bool) -> list[Link]:
    here = _("Emergency contact")
    return desk_trail(here, cohort=cohort) if runs else leader_trail(cohort, here)
