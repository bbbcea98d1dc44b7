"""This week's lesson for a room: one that ships with the product, pinned to the session."""

from wagtail.models import Locale, Page

from courses.lessons.actions import publish_shipped_lessons
from courses.lessons.models import LessonIndexPage, LessonPage
from groups.models import CohortLesson, CohortWeek, GroupSession
from groups.weeks.following import as_published


def teach(session: GroupSession, slug: str) -> LessonPage:
    """Publishes the shipped lessons and pins one of them to the session."""
    Locale.objects.get_or_create(language_code="en-gb")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    shelf: LessonIndexPage = root.add_child(
        instance=LessonIndexPage(title="Lessons", slug="lessons")
    )
    publish_shipped_lessons(shelf)
    lesson: LessonPage = LessonPage.objects.get(slug=slug)
    week = session.cohort.course.weeks.first()
    assert week is not None, "the course has no week to teach it in"
    planned = CohortWeek.objects.create(cohort=session.cohort, week=week, session=session)
    CohortLesson.objects.create(cohort_week=planned, lesson=lesson, order=1, **as_published(lesson))
    return lesson
