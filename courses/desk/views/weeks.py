"""The page of a week, and what changes the order of weeks."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

import clock
from accounts.access import signed_in
from courses.curriculum.editing import (
    MOST_WEEKS,
    CourseInUse,
    Taught,
    TooManyWeeks,
    add_week,
    change_week,
    move_week,
    remove_week,
)
from courses.curriculum.models import Course, Week
from courses.curriculum.queries import spare_lessons, week_lines
from courses.curriculum.uses import uses_of
from courses.desk.access import may_change_courses
from courses.desk.views.courses import reaches
from courses.desk.views.saving import EditView
from courses.edited.actions import EditedMeanwhile

CHANGED = gettext_lazy(
    "Nothing was changed: somebody else changed this course a moment ago. Please look again."
)
IN_USE = gettext_lazy(
    "Nothing was changed: a group was founded on this course, so its weeks keep their places. "
    "Start a new course from it instead."
)


class WeekEditView(EditView):
    """What a week teaches."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The week's own page leads back to its course."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"can_delete": False}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Courses, the course, the week."""
        course = self.object.course
        return [
            {"url": reverse("courses:index"), "label": _("Courses")},
            {"url": self.get_success_url(), "label": str(course)},
            {"url": "", "label": _("Week %(number)d") % {"number": self.object.number}},
        ]

    def get_page_subtitle(self) -> str:
        """Its number and its course."""
        return _("Week %(number)d of “%(course)s”") % {
            "number": self.object.number,
            "course": self.object.course,
        }

    def get_success_url(self) -> str:
        """The weeks of its course."""
        return reverse("courses:inspect", args=[self.object.course_id])

    def keep(self, seen: int) -> None:
        """Saves what the week teaches, and says what it still lacks."""
        data = self.form.cleaned_data
        change_week(
            self.object,
            Taught(data["module"], data["topics"], data["skills"], data["lessons"]),
            seen=seen,
            by=signed_in(self.request),
            now=clock.now(),
        )

    def save_action(self) -> HttpResponse:
        """Back to the course, with what is missing said aloud."""
        answer: HttpResponse = super().save_action()
        for sentence in self.missing():
            number = self.object.number
            messages.warning(
                self.request,
                _("Week %(number)d: %(what)s") % {"number": number, "what": sentence},
            )
        return answer

    def notes(self) -> list[str]:
        """Whom a change reaches, and which lessons would fit."""
        uses = uses_of([self.object.course_id])[self.object.course_id]
        spare = spare_lessons(self.object)
        return [
            *(
                [_("This week follows our course. From your first change on it is yours.")]
                if not (self.object.edits or self.object.course.edits)
                else []
            ),
            *reaches(uses),
            *(
                [
                    _("These lessons teach a skill of this week and do not stand in it: %(names)s.")
                    % {"names": ", ".join(spare)}
                ]
                if spare
                else []
            ),
        ]

    def missing(self) -> list[str]:
        """What the saved week lacks."""
        lines = week_lines(self.object.course)
        return [each for line in lines if line.week.pk == self.object.pk for each in line.missing]


def shape(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds, moves or removes a week: `do` says which, `seen` the course as its page showed it."""
    may_change_courses(request)
    if request.method != "POST":
        return redirect("courses:inspect", pk)
    course = get_object_or_404(Course, pk=pk)
    try:
        return _shape(request, course)
    except CourseInUse:
        messages.error(request, IN_USE)
    except EditedMeanwhile:
        messages.error(request, CHANGED)
    except TooManyWeeks:
        messages.error(
            request, _("A course has at most %(number)d weeks.") % {"number": MOST_WEEKS}
        )
    return redirect("courses:inspect", pk)


def _shape(request: HttpRequest, course: Course) -> HttpResponse:
    asked = request.POST
    by, now = signed_in(request), clock.now()
    try:
        seen = int(asked.get("seen", ""))
        week_id, to = int(asked.get("week", 0)), int(asked.get("to", 0))
    except ValueError as error:
        raise BadRequest("numbers that are none") from error
    if asked.get("do") == "add":
        week = add_week(course, seen=seen, by=by, now=now)
        messages.success(
            request, _("Week %(number)d is there. What does it teach?") % {"number": week.number}
        )
        return redirect("courses:week", week.pk)
    week = get_object_or_404(Week.objects.select_related("course"), pk=week_id, course=course)
    number, place = week.number, "weeks"
    if asked.get("do") == "move":
        move_week(week, to=to, seen=seen, by=by, now=now)
        place = f"week-{week.pk}"
        week.refresh_from_db()
        messages.success(
            request,
            _("Week %(before)d is week %(number)d now.")
            % {"before": number, "number": week.number},
        )
    elif asked.get("do") == "remove":
        remove_week(week, seen=seen, by=by, now=now)
        messages.success(
            request,
            _("Week %(number)d is removed. Its lessons stay on the shelf.") % {"number": number},
        )
    else:
        raise BadRequest("an unknown change")
    return redirect(f"{reverse('courses:inspect', args=[course.pk])}#{place}")
