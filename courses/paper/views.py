"""A paper as an answer, and a draft's for its editor. Nothing is made while somebody waits."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

import clock
from courses.lessons.models import LessonPage
from courses.paper.actions import ask_for, is_troubled
from courses.paper.models import Kind
from courses.paper.queries import Wanted, bytes_of, draft_paper
from help.reader import chosen_country

# What a download is called tells nothing about who downloads it.
NAMES = {
    Kind.LESSON: "lesson",
    Kind.WORKSHEET: "worksheet",
    Kind.CARDS: "cards",
    Kind.SKILL: "skill",
    Kind.SKILL_SHEET: "worksheet",
    Kind.SKILL_CARDS: "cards",
}
AGAIN_SECONDS = 10
LATER_SECONDS = 3600


def paper_answer(
    request: HttpRequest, wanted: Wanted, *, back: str, called: str = ""
) -> HttpResponse:
    """The paper as a download, whoever asks: callers check first.

    Where the worker has not made it yet, a page that says so (202), or that it cannot be made at
    present (503); `back` is where the reader came from. The file's name begins with `called`.
    """
    paper = ask_for(wanted, now=clock.now())
    content = bytes_of(paper)
    if content is None:
        return _not_there(request, troubled=is_troubled(paper), back=back)
    answer = HttpResponse(content, content_type="application/pdf")
    name = "-".join(filter(None, (called, NAMES[wanted.kind])))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _not_there(request: HttpRequest, *, troubled: bool, back: str) -> HttpResponse:
    context = {"troubled": troubled, "again": request.path, "back": back}
    status, seconds = (503, LATER_SECONDS) if troubled else (202, AGAIN_SECONDS)
    answer = render(request, "courses/paper_waiting.html", context, status=status)
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def draft(request: HttpRequest, page_id: int) -> HttpResponse:
    """The newest words of a lesson as PDF, published or not, for those who may edit it."""
    lesson = get_object_or_404(LessonPage, pk=page_id)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    revision = lesson.latest_revision
    if revision is None:
        raise Http404
    wanted = draft_paper(revision, country=chosen_country(request))
    return paper_answer(request, wanted, back=reverse("wagtailadmin_pages:edit", args=[page_id]))
