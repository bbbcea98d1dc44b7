"""What leaders see of their members' diaries."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from design.shapes import Link
from groups.cohorts.access import led_cohort
from groups.cohorts.models import Cohort
from groups.diaries.access import member_who_takes_part
from groups.diaries.actions import note_reading, note_urges_read, see_urge
from groups.diaries.queries import high_urges, members_who_share, shared_days

DAYS_PER_PAGE = 28
facilitators = staff_required(Role.FACILITATOR)


@facilitators
@require_safe
@cache_control(no_store=True)
def diaries(request: HttpRequest, slug: str) -> HttpResponse:
    """High urges that are shared, and of whom there is something to read."""
    me, now = signed_in(request), clock.now()
    cohort = led_cohort(me, slug)
    urges = high_urges([cohort.pk], reader=me, now=now)
    note_urges_read(urges, by=me, now=now)
    page = {
        "cohort": cohort,
        "trail": _trail(cohort, _("Shared diary cards")),
        "urges": urges,
        "members": members_who_share(cohort, now=now),
    }
    return render(request, "groups/diaries/lead.html", page)


@facilitators
@require_safe
@cache_control(no_store=True)
def diary(request: HttpRequest, slug: str, enrollment_id: UUID) -> HttpResponse:
    """What one member shares now. It reads the same where nothing is shared and where nothing of
    it was filled in."""
    me, now = signed_in(request), clock.now()
    cohort = led_cohort(me, slug)
    part = member_who_takes_part(cohort, enrollment_id)
    days = shared_days(part, now=now)
    if days:
        note_reading(part, by=me, now=now)
    page = {
        "cohort": cohort,
        "trail": _trail(cohort, _("Shared diary cards")),
        "member": part.member,
        "page": Paginator(days, DAYS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "groups/diaries/lead_member.html", page)


@facilitators
@require_POST
def seen(request: HttpRequest, slug: str, card_id: UUID, urge_id: UUID) -> HttpResponse:
    """Notes that this leader has seen a high urge, as long as it is shared."""
    me, now = signed_in(request), clock.now()
    cohort = led_cohort(me, slug)
    wanted = (card_id, urge_id)
    there = high_urges([cohort.pk], reader=me, now=now)
    urge = next((one for one in there if (one.card_id, one.urge_id) == wanted), None)
    if urge is None:
        raise Http404
    see_urge(urge, by=me, now=now)
    messages.success(request, _("Noted: your co-leader sees that you have seen it."))
    return redirect("lead-diaries", slug)


def _trail(cohort: Cohort, here: str) -> list[Link]:
    """Where the page stands: below the leader's page of the group, which stands above this area."""
    group = Link(cohort.name, reverse("lead-group", args=[cohort.slug]))
    return [Link(_("Today"), reverse("today")), group, Link(here)]
