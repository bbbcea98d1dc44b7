"""This week's lesson for a room: one that ships with the product, pinned to the session."""

from pathlib import Path

from django.conf import settings
from wagtail.models import Locale, Page

from courses import shipped
from courses.lessons.actions import publish_shipped_lessons
from courses.lessons.models import LessonIndexPage, LessonPage
from groups.models import CohortLesson, CohortWeek, GroupSession
from groups.weeks.following import as_published


def teach(session: GroupSession, slug: str) -> LessonPage:
    """Publishes a shipped lesson and pins it to the session."""
    Locale.objects.get_or_create(language_code="en-gb")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    shelf: LessonIndexPage = root.add_child(
        instance=LessonIndexPage(title="Lessons", slug="lessons")
    )
    [lesson] = publish_shipped_lessons(shelf, _with_one(slug))
    week = session.cohort.course.weeks.first()
    assert week is not None, "the course has no week to teach it in"
    planned = CohortWeek.objects.create(cohort=session.cohort, week=week, session=session)
    CohortLesson.objects.create(cohort_week=planned, lesson=lesson, order=1, **as_published(lesson))
    return lesson


def _with_one(slug: str) -> Path:
    """The shipped texts with that lesson alone: publishing all of them takes seconds."""
    folder: Path = settings.DATA_DIR / "texts" / slug
    if not folder.exists():
        (folder / "lessons").mkdir(parents=True)
        (folder / "skills").symlink_to(shipped.CONTENT / "skills")
        name = f"lessons/{slug}.yaml"
        (folder / name).symlink_to(shipped.CONTENT / name)
    return folder
