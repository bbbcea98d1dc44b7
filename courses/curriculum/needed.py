"""What would lose a skill or a worksheet if it went."""

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Revision

from courses.curriculum.models import WeekSkill
from courses.lessons.models import LessonPage
from courses.lessons.showing import Showing, lessons_showing
from courses.resources.models import Worksheet
from courses.skills.models import Skill


def taught_by(row: Skill | Worksheet) -> list[str]:
    """The lessons and weeks that a skill or worksheet belongs to, in words; of a skill also the
    lessons that show its steps, drafts among them."""
    lessons = LessonPage.objects.filter(
        Q(skills=row) if isinstance(row, Skill) else Q(worksheet=row)
    )
    showing = lessons_showing(row) if isinstance(row, Skill) else []
    others = lessons.exclude(pk__in=[one.lesson_id for one in showing])
    titles = others.order_by("title").values_list("title", flat=True)
    found = [_("the lesson “%(title)s”") % {"title": title} for title in titles]
    if isinstance(row, Skill):
        found += [_shows(one) for one in showing]
        weeks = WeekSkill.objects.filter(skill=row).select_related("week__course")
        found += [
            _("week %(number)d of “%(course)s”")
            % {"number": taught.week.number, "course": taught.week.course.name}
            for taught in weeks.order_by("week__course__name", "week__number")
        ]
    return found


def _shows(showing: Showing) -> str:
    if showing.in_draft_only:
        said = _("the draft of the lesson “%(title)s”, which shows its steps")
    else:
        said = _("the lesson “%(title)s”, which shows its steps")
    return said % {"title": showing.title}


def needed_by(row: Skill | Worksheet) -> list[str]:
    """The same; else drafts and earlier versions of lessons: a group may read one that names it,
    and it could not be opened any more."""
    if (found := taught_by(row)) or isinstance(row, Skill):
        return found
    versions = Revision.objects.page_revisions().filter(content__worksheet=row.pk)
    return [_("a draft or an earlier version of a lesson")] if versions.exists() else []
