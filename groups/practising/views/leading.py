"""What leaders see: a session before it begins, and what one member shares of their practice."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.reader import reader_zone
from accounts.roles import Role
from design.shapes import Link
from groups.cohorts.access import led_cohort
from groups.cohorts.models import Cohort
from groups.coverage.marks import Way
from groups.diaries.access import member_who_takes_part
from groups.practising.access import led_session
from groups.practising.actions import note_practice_read, note_prepared
from groups.practising.preparing import prepared
from groups.practising.queries import shared_practice

facilitators = staff_required(Role.FACILITATOR)


@facilitators
@require_safe
@cache_control(no_store=True)
def before(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What members share since the last session, what this one teaches and who has met it."""
    me, now = signed_in(request), clock.now()
    coming = led_session(me, slug, number)
    found = prepared(coming, now=now)
    note_prepared(found.readings, by=me, now=now)
    page = {
        "cohort": coming.cohort,
        "session": coming.session,
        "since": coming.since,
        "notes": coming.notes,
        "trail": _trail(coming.cohort, _("Before session %(n)d") % {"n": number}),
        "reader_zone": reader_zone(request).key,
        "found": found,
    }
    return render(request, "groups/practising/before.html", page)


@facilitators
@require_safe
@cache_control(no_store=True)
def member(request: HttpRequest, slug: str, enrollment_id: UUID) -> HttpResponse:
    """What one member shares of their practice now. It reads the same where nothing is shared and
    where nothing of it was noted."""
    me, now = signed_in(request), clock.now()
    cohort = led_cohort(me, slug)
    part = member_who_takes_part(cohort, enrollment_id)
    found = shared_practice(part, now=now)
    if not found.is_empty:
        note_practice_read(part, by=me, now=now)
    page = {
        "cohort": cohort,
        "trail": _trail(cohort, _("Practice that is shared")),
        "member": part.member,
        "found": found,
        "map_ways": list(Way),
    }
    return render(request, "groups/practising/lead_member.html", page)


def _trail(cohort: Cohort, here: str) -> list[Link]:
    """Where the page stands: below the leader's page of the group, which stands above this area."""
    group = Link(cohort.name, reverse("lead-group", args=[cohort.slug]))
    return [Link(_("Today"), reverse("today")), group, Link(here)]
