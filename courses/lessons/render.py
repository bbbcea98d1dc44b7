"""A lesson's words as HTML, compiled once per revision."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.core.cache import cache
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Revision

from courses.lessons.models import LessonPage

TEMPLATE = "courses/lesson_body.html"
KEPT_SECONDS = 7 * 24 * 3600


@lru_cache(maxsize=1)
def _look() -> str:
    """A digest of the templates that make the body: a new release compiles every lesson anew."""
    folder = Path(get_template(TEMPLATE).template.origin.name).parent  # type: ignore[attr-defined]
    files = sorted([folder / "lesson_body.html", *(folder / "blocks").glob("*.html")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def render_body(lesson: LessonPage) -> SafeString:
    """Key points and body of `lesson` as it stands in memory: for previews and for the cache."""
    return render_to_string(TEMPLATE, {"lesson": lesson})


def lesson_html(lesson_id: int, revision_id: int) -> SafeString:
    """Key points and body of a lesson's pinned revision. No query once it is compiled.

    Holds no private data, so one copy serves everyone. It asks nothing about seats: callers check
    first (`groups.weeks`). Raises Revision.DoesNotExist when the revision is not this lesson's.
    """
    key = f"lesson:{lesson_id}:{revision_id}:{_look()}"
    kept: str | None = cache.get(key)
    if kept is None:
        kept = str(render_body(_lesson_at(lesson_id, revision_id)))
        cache.set(key, kept, KEPT_SECONDS)
    return mark_safe(kept)  # noqa: S308  (rendered by our own templates above)


def _lesson_at(lesson_id: int, revision_id: int) -> LessonPage:
    lesson = LessonPage.objects.get(pk=lesson_id)
    revision: Revision = lesson.revisions.get(pk=revision_id)
    found: LessonPage = revision.as_object()
    return found
