"""What whoever writes a lesson is told of the groups that get it, and of what to do next."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.lessons.checklist import Finding, Weight, checklist
from courses.lessons.models import LessonPage
from groups.weeks.reaching import Reach, reach_of

# More names than these are counted.
FEW = 3


def findings_of(lesson: LessonPage) -> list[Finding]:
    """The checks of a lesson, and who gets it: what must be mended first. As many queries for many
    groups as for one."""
    order = list(Weight)
    found = [who_gets_it(lesson), *checklist(lesson)]
    return sorted(found, key=lambda finding: order.index(finding.weight))


def who_gets_it(lesson: LessonPage) -> Finding:
    """Which groups get the lesson, or that none does."""
    reach = reach_of(lesson)
    warning = _warning(lesson, reach)
    weight = Weight.ADVICE if warning else Weight.FINE
    return Finding(weight, _("Who gets it"), warning or _told(reach))


def unreached(lesson: LessonPage) -> str:
    """A sentence about a lesson that no group will get, with what to do next; else empty."""
    return _warning(lesson, reach_of(lesson))


def _warning(lesson: LessonPage, reach: Reach) -> str:
    if reach.is_nobodys and not lesson.skills.all():
        return _(
            "No group will get this lesson: no skill is ticked, and no week of a course names it. "
            "Tick the skills that it teaches, or ask a coordinator to add it to a week (Courses)."
        )
    if reach.is_nobodys:
        return _(
            "No group will get this lesson: no week of a course takes the lessons of its skills by "
            "itself. Ask a coordinator to add it to a week (Courses)."
        )
    if reach.comes_too_late:
        return _(
            "No group that is there now will get this lesson: its week has been (%(groups)s). "
            "Groups that begin later get it. For the others ask a coordinator to add it to a week "
            "that is still ahead (Courses)."
        ) % {"groups": _listed(reach.too_late)}
    return ""


def _told(reach: Reach) -> str:
    weeks = [
        _("%(course)s, week %(number)d") % {"course": week.course.name, "number": week.number}
        for week in reach.weeks
    ]
    said = [_("It stands in %(weeks)s.") % {"weeks": _listed(weeks)}]
    if reach.gets:
        got = {"groups": _listed(reach.gets)}
        said.append(_("Groups that have it or get it: %(groups)s.") % got)
    else:
        said.append(_("Groups that begin from now on get it."))
    if reach.too_late:
        said.append(_("Its week has been in %(groups)s.") % {"groups": _listed(reach.too_late)})
    return " ".join(said)


def _listed(names: tuple[str, ...] | list[str]) -> str:
    """The first of them, and how many more there are."""
    shown, more = list(names[:FEW]), len(names) - FEW
    if more > 0:
        shown.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return "; ".join(shown)
