"""What published lessons show stays: it is neither deleted nor replaced while it may be read."""

from collections.abc import Iterable

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _

from courses.lessons.files import uses_of
from courses.lessons.models import LessonFile, LessonPage
from groups.weeks.models import CohortLesson


def lesson_showing(files: Iterable[Model]) -> str:
    """The title of a lesson whose words show one of the files and can still be read: they are
    published, or a group reads them. Empty where there is none."""
    pinned = CohortLesson.objects.filter(revision=OuterRef("revision"))
    live = LessonPage.objects.filter(live_revision=OuterRef("revision"))
    read = LessonFile.objects.filter(uses_of(files)).filter(Q(Exists(pinned)) | Q(Exists(live)))
    found = read.select_related("revision").first()
    return str(found.revision.content.get("title", "")) if found else ""


def let_go(files: Iterable[Model]) -> None:
    """Forgets words that nobody reads any more, so that their files can be deleted."""
    LessonFile.objects.filter(uses_of(files)).delete()


def said_it_stays(lesson: str) -> str:
    """Why a file was not deleted, and what to do."""
    return _(
        "Nothing was deleted: the lesson “%(lesson)s” shows it, or a group still reads the words "
        "that do. Take it out of the lesson and publish that; where weeks were given already, "
        "bring them the correction from the lesson’s page in the group."
    ) % {"lesson": lesson}


def said_it_is_not_replaced(lesson: str) -> str:
    """Why another file cannot take its place, and what to do."""
    return _(
        "The published lesson “%(lesson)s” shows this file, and what members were given stays as "
        "it is. Please add the new file beside it and choose that one in the lesson."
    ) % {"lesson": lesson}
