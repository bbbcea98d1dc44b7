"""What of a public page is the reader's own."""

from django import template
from django.http import HttpRequest
from django.template import Context

import clock
from accounts.models import Account
from groups.weeks.queries import OwnLesson, own_lessons

register = template.Library()
# Where a request keeps what was read for it: a page names many lessons.
KEPT = "_own_lessons"


@register.simple_tag(takes_context=True)
def own_lesson(context: Context, lesson_id: int | None) -> str:
    """The address under which this reader has the lesson; empty for a visitor, and for whoever has
    it not, or not yet. One query for a page of whoever is signed in, and none for visitors."""
    request: HttpRequest | None = context.get("request")
    own = _lessons_of(request) if request is not None else {}
    found = own.get(lesson_id) if lesson_id else None
    return found.address if found else ""


def _lessons_of(request: HttpRequest) -> dict[int, OwnLesson]:
    """The reader's own lessons, read once for a request."""
    kept: dict[int, OwnLesson] | None = getattr(request, KEPT, None)
    if kept is None:
        reader: object = getattr(request, "user", None)
        kept = own_lessons(reader, now=clock.now()) if isinstance(reader, Account) else {}
        setattr(request, KEPT, kept)
    return kept
