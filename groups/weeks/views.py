"""A member reads a lesson of their group's week."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import clock
from accounts.models import Account
from accounts.reader import reader_zone
from courses.lessons.render import lesson_html
from groups.weeks.access import NotYetReleased, OpenLesson, open_lesson, open_worksheet


@login_required
@require_safe
def lesson(request: HttpRequest, enrollment_id: UUID, week: int, slug: str) -> HttpResponse:
    """The lesson, from the end of its session on; before, a page that says when it opens."""
    try:
        opened = _open(request, enrollment_id, week, slug)
    except NotYetReleased as early:
        return _not_yet(request, early)
    body = lesson_html(opened.lesson_id, opened.revision_id)
    return render(request, "groups/weeks/lesson.html", {"lesson": opened, "body": body})


@login_required
@require_safe
def worksheet(request: HttpRequest, enrollment_id: UUID, week: int, slug: str) -> HttpResponse:
    """The lesson's worksheet, to read or print."""
    try:
        opened = _open(request, enrollment_id, week, slug)
    except NotYetReleased as early:
        return _not_yet(request, early)
    context = {"lesson": opened, "worksheet": open_worksheet(opened)}
    return render(request, "groups/weeks/worksheet.html", context)


def _open(request: HttpRequest, enrollment_id: UUID, week: int, slug: str) -> OpenLesson:
    assert isinstance(request.user, Account)
    return open_lesson(
        request.user, enrollment_id=enrollment_id, week=week, slug=slug, now=clock.now()
    )


def _not_yet(request: HttpRequest, early: NotYetReleased) -> HttpResponse:
    context = {
        "opens_at": early.opens_at,
        "zone_name": early.zone_name,
        "reader_zone": reader_zone(request),
    }
    return render(request, "groups/weeks/not_yet.html", context, status=403)
