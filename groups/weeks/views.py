"""A member reads a lesson of their group's week."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve

import clock
from accounts.access import signed_in
from accounts.models import Account
from accounts.reader import reader_zone
from accounts.shared import made_for_many
from courses.media.collections import belongs_to_lessons
from courses.media.serving import private_file
from courses.paper.queries import paper_of_lesson
from courses.paper.views import paper_answer
from groups.seats.access import own_seat
from groups.weeks.access import (
    NotYetReleased,
    OpenLesson,
    open_lesson,
    open_worksheet,
    opened_lesson,
)
from groups.weeks.actions import read_lesson
from groups.weeks.files import check_document, open_recording
from help.reader import chosen_country

BY_SCRIPT = "script"


@login_required
@require_safe
def lesson(request: HttpRequest, enrollment_id: UUID, week: int, slug: str) -> HttpResponse:
    """The lesson, from the end of its session on; before, a page that says when it opens."""
    now, reader = clock.now(), signed_in(request)
    asked: dict[str, Any] = {"enrollment_id": enrollment_id, "week": week, "slug": slug}
    try:
        opened = opened_lesson(reader, **asked, now=now)
    except NotYetReleased as early:
        return _not_yet(request, early)
    page = made_for_many(
        request,
        "groups/weeks/lesson.html",
        same={"lesson": opened.lesson},
        own={
            "worksheet_url": lambda: f"{request.path}worksheet/",
            # As an attribute: a page for many writes what is one reader's own, and asks nothing.
            "unread": lambda: "hidden" if opened.was_read else "data-unread",
        },
        now=now,
    )
    return HttpResponse(page)


@login_required
@require_POST
def read(request: HttpRequest, enrollment_id: UUID, week: int, slug: str) -> HttpResponse:
    """Notes that the reader came to the lesson's end: the page's script sends it from there, and
    without a script a button does."""
    now = clock.now()
    try:
        opened = _open(request, enrollment_id, week, slug, now=now)
    except NotYetReleased as early:
        return _not_yet(request, early)
    seat = own_seat(signed_in(request), enrollment_id)
    zone = reader_zone(request)
    read_lesson(seat.member, lesson_id=opened.lesson_id, zone=zone, now=now)
    if request.headers.get("X-Requested-With") == BY_SCRIPT:
        return HttpResponse(status=204)
    messages.success(request, _("Noted: you have read this lesson."))
    return redirect("lesson", enrollment_id, week, slug)


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


@login_required
@require_safe
def recording(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """A recording of a lesson, whole or in ranges (`config.streaming`)."""
    found = open_recording(signed_in(request), key, now=clock.now())
    return private_file(found.file, content_type=found.content_type)


@login_required
@require_safe
def captions(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Its captions, exactly as they were uploaded. Http404 where it has none."""
    found = open_recording(signed_in(request), key, now=clock.now())
    if not found.captions:
        raise Http404
    return private_file(found.captions, content_type="text/vtt; charset=utf-8")


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A download of the public pages as Wagtail serves it; one of lessons through its door."""
    found = get_object_or_404(get_document_model(), pk=document_id)
    if not belongs_to_lessons(found):
        answer: HttpResponseBase = serve(request, document_id, document_filename)
        return answer
    check_document(request.user, found.pk, now=clock.now())
    if found.filename != document_filename:
        raise Http404
    return private_file(found.file, content_type=found.content_type, save_as=found.filename)


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
