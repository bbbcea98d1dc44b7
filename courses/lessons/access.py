"""The doors to what a visitor may see of the lessons: titles and teasers."""

from django.http import Http404

from courses.lessons.models import LessonIndexPage, LessonPage


def open_shelf() -> LessonIndexPage:
    """The published shelf. Raises Http404."""
    shelf: LessonIndexPage | None = LessonIndexPage.objects.live().public().first()
    if shelf is None:
        raise Http404("no shelf")
    return shelf


def open_teaser(slug: str) -> LessonPage:
    """A published lesson, for its teaser only. Raises Http404, for a draft just as for nothing."""
    lesson: LessonPage | None = LessonPage.objects.live().public().filter(slug=slug).first()
    if lesson is None:
        raise Http404("no such lesson")
    return lesson
