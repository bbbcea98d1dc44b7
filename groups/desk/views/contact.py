"""The page with the emergency contact of a member, for their leaders and coordinators."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import has_role, signed_in, staff_required
from accounts.roles import Role
from design.shapes import Link
from groups.cohorts.access import led_cohort, run_cohort
from groups.cohorts.models import Cohort
from groups.desk.trail import desk_trail, leader_trail
from groups.members.access import member_of
from groups.members.contact import EmergencyContact, open_contact
from help.countries import country_names
from help.crisis import crisis_for

leaders_and_coordinators = staff_required(Role.FACILITATOR, Role.COORDINATOR)


@leaders_and_coordinators
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, slug: str, enrollment_id: UUID) -> HttpResponse:
    """Asks first; the contact itself stands only in the answer to the button."""
    me = signed_in(request)
    runs = has_role(me, Role.COORDINATOR)
    cohort = run_cohort(me, slug) if runs else led_cohort(me, slug)
    enrollment = member_of(cohort, enrollment_id)
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
