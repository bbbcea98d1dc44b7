"""A lesson's words as HTML, compiled once per revision and language."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Revision

import courses.exercises
import courses.glossary
import courses.media
from courses.glossary.queries import glossary
from courses.lessons.blocks import LessonBody
from courses.lessons.models import LessonPage
from courses.skills.queries import shown_names
from design import look

TEMPLATE = "courses/lesson_body.html"
STYLES = "courses/lesson-media.css"  # linked by a body that shows files
KEPT_SECONDS = 7 * 24 * 3600
KEPT_UNFINISHED_SECONDS = 30
NOT_YET = 'class="lesson-picture__later"'  # a picture whose sizes the worker still has to make


@lru_cache(maxsize=1)
def _look() -> str:
    """A digest of all that makes the body: a new release compiles every lesson anew.

    The templates of body, blocks and components, the code of blocks and tags, the translations.
    """
    blocks = [block.meta.template for block in LessonBody().child_blocks.values()]
    templates = [TEMPLATE, *blocks, *look.components()]
    code = look.look_of(templates, folders=code_of_a_body())
    return f"{code}:{static(STYLES)}"


def code_of_a_body() -> list[Path]:
    """The folders of code and translations that make the body of a lesson."""
    packages = (courses.exercises, courses.glossary, courses.media)
    folders = [Path(str(package.__file__)).parent for package in packages]
    return [Path(__file__).parent, *folders, look.HERE, *map(Path, settings.LOCALE_PATHS)]


def render_body(lesson: LessonPage, *, in_draft: bool = False) -> SafeString:
    """Key points and body of `lesson` as it stands in memory: for the cache, and, `in_draft`, for
    previews, where pictures may have no sizes yet."""
    return render_to_string(TEMPLATE, {"lesson": lesson, "in_draft": in_draft})


def lesson_html(lesson_id: int, revision_id: int) -> SafeString:
    """Key points and body of a lesson's pinned revision, in the reader's language. No
    query once it is compiled, with the glossary and the published skills as they stand.

    Holds no private data, so one copy serves everyone. It asks nothing about seats: callers check
    first (`groups.weeks`). Raises Revision.DoesNotExist when the revision is not this lesson's.
    """
    words = f"{glossary().digest}:{shown_names().digest}"
    key = f"lesson:{lesson_id}:{revision_id}:{get_language()}:{_look()}:{words}"
    kept: str | None = cache.get(key)
    if kept is None:
        kept = str(render_body(_lesson_at(lesson_id, revision_id)))
        cache.set(key, kept, KEPT_UNFINISHED_SECONDS if NOT_YET in kept else KEPT_SECONDS)
    return mark_safe(kept)  # noqa: S308  (rendered by our own templates above)


def _lesson_at(lesson_id: int, revision_id: int) -> LessonPage:
    lesson = LessonPage.objects.get(pk=lesson_id)
    revision: Revision = lesson.revisions.get(pk=revision_id)
    found: LessonPage = revision.as_object()
    return found
