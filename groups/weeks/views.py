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
from groups.weeks.access import NotYetReleased, OpenLesson, open_lesson


@login_required
@require_safe
def lesson(request: HttpRequest, enrollment_id: UUID, week: int, slug: str) -> HttpResponse:
    """The lesson, from the end of its session on; before, a page that says when it opens."""
    return _open(request, enrollment_id, week, slug, template="groups/weeks/lesson.html")


@login_required
@require_safe
def worksheet(request: HttpRequest, enrollment_id: UUID, week: int, slug: str) -> HttpResponse:
    """The lesson's worksheet, to read or print."""
    return _open(request, enrollment_id, week, slug, template="groups/weeks/worksheet.html")


def _open(
    request: HttpRequest, enrollment_id: UUID, week: int, slug: str, *, template: str
) -> HttpResponse:
    assert isinstance(request.user, Account)
    try:
        opened = open_lesson(
            request.user, enrollment_id=enrollment_id, week=week, slug=slug, now=clock.now()
        )
    except NotYetReleased as early:
        return render(
            request,
            "groups/weeks/not_yet.html",
            {"opens_at": early.opens_at, "reader_zone": reader_zone(request)},
            status=403,
        )
    return render(request, template, _context(opened))


def _context(opened: OpenLesson) -> dict[str, object]:
    pinned = opened.pinned
    return {
        "enrollment": opened.enrollment,
        "member": opened.enrollment.member,
        "lesson": pinned.lesson,
        "week": pinned.cohort_week.week,
        "body": lesson_html(pinned.lesson_id, pinned.revision_id),
        "worksheet": pinned.lesson.worksheet,
    }
