"""The page with the emergency contact of a member, for their leaders and coordinators."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import has_role, signed_in, staff_required
from accounts.roles import Role
from groups.cohorts.access import team_cohort
from groups.desk.trail import team_trail
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
    cohort = team_cohort(me, slug)
    enrollment = member_of(cohort, enrollment_id)
    lives_in = enrollment.member.country
    there = crisis_for(lives_in)
    context: dict[str, object] = {
        "cohort": cohort,
        "member": enrollment.member,
        "trail": team_trail(cohort, _("Emergency contact"), reader=me),
        "there": there,
        "country": there.country or country_names().get(lives_in, lives_in),
        "opened": request.method == "POST",
    }
    if request.method == "POST":
        role = Role.COORDINATOR if has_role(me, Role.COORDINATOR) else Role.FACILITATOR
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
