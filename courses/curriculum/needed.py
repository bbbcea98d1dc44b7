"""What would lose a skill or a worksheet if it went."""

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Revision

from courses.curriculum.models import WeekSkill
from courses.lessons.models import LessonPage
from courses.resources.models import Worksheet
from courses.skills.models import Skill


def taught_by(row: Skill | Worksheet) -> list[str]:
    """The lessons and weeks that a skill or worksheet belongs to, in words."""
    lessons = LessonPage.objects.filter(
        Q(skills=row) if isinstance(row, Skill) else Q(worksheet=row)
    )
    titles = lessons.order_by("title").values_list("title", flat=True)
    found = [_("the lesson “%(title)s”") % {"title": title} for title in titles]
    if isinstance(row, Skill):
        weeks = WeekSkill.objects.filter(skill=row).select_related("week__course")
        found += [
            _("week %(number)d of “%(course)s”")
            % {"number": taught.week.number, "course": taught.week.course.name}
            for taught in weeks.order_by("week__course__name", "week__number")
        ]
    return found


def needed_by(row: Skill | Worksheet) -> list[str]:
    """The same; else drafts and earlier versions of lessons: a group may read one that names it,
    and it could not be opened any more."""
    if (found := taught_by(row)) or isinstance(row, Skill):
        return found
    versions = Revision.objects.page_revisions().filter(content__worksheet=row.pk)
    return [_("a draft or an earlier version of a lesson")] if versions.exists() else []
