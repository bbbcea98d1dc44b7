"""What a member was given: found, opened, done; and what their leaders see of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import clock
from courses.catalogue.showing import Shown, show
from courses.paper.queries import lesson_paper, worksheet_paper
from courses.paper.views import paper_answer
from groups.assigning.access import TakenBack, given_by_id
from groups.assigning.actions import note_opened, say_done
from groups.assigning.queries import Given, given_to, seen_of_member
from groups.assigning.timing import over_at
from groups.giving.access import Reads
from groups.giving.views.frame import of_own, page_of
from groups.handing.queries import handed_in
from help.reader import chosen_country

THIS_WEEK = timedelta(days=7)
PER_PAGE = 20


@of_own
@require_safe
def given(request: HttpRequest, reads: Reads) -> HttpResponse:
    """All that was given to them: of this week first."""
    now = clock.now()
    there = [one for one in given_to(reads.member, now=now) if one.resource is not None]
    this_week = [one for one in there if _is_of_this_week(one, now=now)]
    earlier = [one for one in there if one not in this_week]
    shown = Paginator(earlier, PER_PAGE).get_page(request.GET.get("page"))
    page = page_of(reads, "resources", this_week=this_week, earlier=shown)
    return render(request, "groups/giving/given.html", page)


def _is_of_this_week(one: Given, *, now: datetime) -> bool:
    """Given in these seven days, or due at a session that is still to come."""
    is_due = one.due is not None and now < over_at(one.due)
    return is_due or now - one.delivered_at < THIS_WEEK


@of_own
@require_safe
def opened(request: HttpRequest, reads: Reads, assignment_id: UUID) -> HttpResponse:
    """The thing itself. Its leaders see that it was opened, as the page says."""
    now = clock.now()
    try:
        one, shown = _open(reads, assignment_id, now=now)
    except TakenBack:
        return render(request, "groups/giving/gone.html", page_of(reads, ""), status=410)
    if request.method == "GET":
        note_opened(one.assignment, member=reads.member, now=now)
    if shown.address:
        return redirect(shown.address)
    page = page_of(reads, "", one=one, shown=shown, now=now)
    return render(request, "groups/giving/open.html", page)


@of_own
@require_safe
def paper(request: HttpRequest, reads: Reads, assignment_id: UUID) -> HttpResponse:
    """A worksheet or a lesson that was given, as PDF."""
    try:
        _one, shown = _open(reads, assignment_id, now=clock.now())
    except TakenBack:
        return render(request, "groups/giving/gone.html", page_of(reads, ""), status=410)
    back, country = reads.address("resource-given", assignment_id), chosen_country(request)
    if shown.worksheet is not None:
        wanted = worksheet_paper(shown.worksheet, country=country)
    elif shown.lesson is not None and shown.lesson.live_revision_id is not None:
        wanted = lesson_paper(shown.lesson.pk, shown.lesson.live_revision_id, country=country)
    else:
        raise Http404
    return paper_answer(request, wanted, back=back)


def _open(reads: Reads, assignment_id: UUID, *, now: datetime) -> tuple[Given, Shown]:
    one = given_by_id(reads.member, assignment_id, now=now)
    assert one.resource is not None
    return one, show(one.resource)


@of_own
@require_POST
def done(request: HttpRequest, reads: Reads, assignment_id: UUID) -> HttpResponse:
    """The member says that they have done it, or takes it back."""
    try:
        one = given_by_id(reads.member, assignment_id, now=clock.now())
    except TakenBack:
        return render(request, "groups/giving/gone.html", page_of(reads, ""), status=410)
    is_done = request.POST.get("done") != "no"
    say_done(one.assignment, member=reads.member, done=is_done, now=clock.now())
    if is_done:
        messages.success(request, _("Marked as done. Well practised."))
    else:
        messages.success(request, _("It is open again. Take the time it takes."))
    return redirect(reads.address("resources"))


@of_own
@require_safe
def seen(request: HttpRequest, reads: Reads) -> HttpResponse:
    """Exactly what the leaders of each of their groups see."""
    groups = seen_of_member(reads.member, now=clock.now(), handed_in=handed_in)
    page = page_of(reads, "resources-seen", groups=groups)
    return render(request, "groups/giving/seen.html", page)
