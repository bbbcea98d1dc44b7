"""A member's own pages of measures: all of them, and the series of one with whom it is shared."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import CHOOSE, clinical_member, my_members
from courses.measures.series import picture_of, series_of
from design.shapes import Link
from groups.measuring.access import own_measure
from groups.measuring.actions import share_measure, stop_sharing
from groups.measuring.forms import ShareForm
from groups.measuring.queries import may_answer, measure_lines, parts_of, shares_of


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is asked now, and everything that was answered, of the one person who is meant."""
    people = my_members(request)
    member = clinical_member(request, people=people, person=request.GET.get("person", ""))
    if member is None:
        address = reverse("measures")
        links = [Link(one.name, f"{address}?person={one.pk}") for one in people]
        return render(request, "groups/measuring/whose.html", {"people": links})
    page = {
        "member": member,
        "is_shared": len(people) > 1,
        "choose": CHOOSE,
        "lines": measure_lines(member, now=clock.now()),
    }
    return render(request, "groups/measuring/index.html", page)


@login_required
@require_safe
def series(request: HttpRequest, member_id: UUID, slug: str) -> HttpResponse:
    """One measure over time, as a picture and as a table, and who may see it."""
    member, measure = own_measure(request, member_id, slug)
    now = clock.now()
    answered = series_of(member, measure)
    parts = parts_of(member)
    shares = shares_of(parts, measure, now=now)
    page = {
        "member": member,
        "measure": measure,
        "series": answered[::-1],
        "picture": picture_of(measure, answered),
        "parts": [
            (part, shares.get(part.pk)) for part in parts if part.enrolled or part.pk in shares
        ],
        "is_shown": bool(shares),
        "form": ShareForm(),
        "answers_now": may_answer(parts, now=now),
    }
    return render(request, "groups/measuring/series.html", page)


@login_required
@require_POST
def share(request: HttpRequest, member_id: UUID, slug: str) -> HttpResponse:
    """Shares the scores with the leaders of one group, or takes it back at once."""
    member, measure = own_measure(request, member_id, slug)
    named = request.POST.get("part", "")
    part = next((one for one in parts_of(member) if str(one.pk) == named), None)
    stops = "stop" in request.POST  # also when the course is over, and the leaders see it still
    if part is None or not (stops or part.enrolled):
        raise Http404
    part.member = member
    now = clock.now()
    if stops:
        stop_sharing(part, measure=measure, now=now)
        messages.success(request, _("Your leaders do not see it any more."))
        return redirect("measure", member.pk, measure.slug)
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say for how long. Nothing is shared yet."))
        return redirect("measure", member.pk, measure.slug)
    share_measure(part, measure=measure, until=form.until(now), now=now)
    messages.success(request, _("Your leaders see your scores now. You can stop at any time."))
    return redirect("measure", member.pk, measure.slug)
