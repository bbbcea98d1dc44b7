"""A member reads a lesson of their group's week."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

import clock
from accounts.models import Account
from accounts.reader import reader_zone
from accounts.shared import made_for_many
from courses.paper.queries import paper_of_lesson
from courses.paper.views import paper_answer
from groups.weeks.access import NotYetReleased, OpenLesson, open_lesson, open_worksheet
from help.reader import chosen_country


@login_required
@require_safe
def lesson(request: HttpRequest, enrollment_id: UUID, week: int, slug: str) -> HttpResponse:
    """The lesson, from the end of its session on; before, a page that says when it opens."""
    now = clock.now()
    try:
        opened = _open(request, enrollment_id, week, slug, now=now)
    except NotYetReleased as early:
        return _not_yet(request, early)
    page = made_for_many(
        request,
        "groups/weeks/lesson.html",
        same={"lesson": opened},
        own={"worksheet_url": lambda: f"{request.path}worksheet/"},
        now=now,
    )
    return HttpResponse(page)


@login_required
@require_safe
def worksheet(request: HttpRequest, enrollment_id: UUID, week: int, slug: str) -> HttpResponse:
    """The lesson's worksheet, to read or print."""
    try:
        opened = _open(request, enrollment_id, week, slug, now=clock.now())
    except NotYetReleased as early:
        return _not_yet(request, early)
    context = {
        "enrollment_id": enrollment_id,
        "lesson": opened,
        "worksheet": open_worksheet(opened),
    }
    return render(request, "groups/weeks/worksheet.html", context)


@login_required
@require_safe
def paper(
    request: HttpRequest, enrollment_id: UUID, week: int, slug: str, kind: str
) -> HttpResponse:
    """The lesson in the words the group reads, its worksheet or its skill cards, as PDF."""
    try:
        opened = _open(request, enrollment_id, week, slug, now=clock.now())
    except NotYetReleased as early:
        return _not_yet(request, early)
    wanted = paper_of_lesson(
        kind,
        opened.lesson_id,
        opened.revision_id,
        worksheet_id=opened.worksheet_id,
        country=chosen_country(request),
    )
    if wanted is None:
        raise Http404
    back = reverse("lesson", args=[enrollment_id, week, slug])
    return paper_answer(request, wanted, back=back)


def _open(
    request: HttpRequest, enrollment_id: UUID, week: int, slug: str, *, now: datetime
) -> OpenLesson:
    assert isinstance(request.user, Account)
    return open_lesson(request.user, enrollment_id=enrollment_id, week=week, slug=slug, now=now)


def _not_yet(request: HttpRequest, early: NotYetReleased) -> HttpResponse:
    context = {
        "opens_at": early.opens_at,
        "zone_name": early.zone_name,
        "reader_zone": reader_zone(request),
    }
    return render(request, "groups/weeks/not_yet.html", context, status=403)
