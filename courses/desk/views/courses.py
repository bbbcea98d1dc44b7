"""The pages of courses: the list, the weeks, name and run sheet."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic
from wagtail.log_actions import log

import clock
from accounts.access import signed_in
from courses.curriculum.editing import change_course, delete_course, start_course
from courses.curriculum.models import Course
from courses.curriculum.queries import week_lines
from courses.curriculum.run_sheets import AHEAD, LENGTHS, planned_stages, sheets_of
from courses.curriculum.uses import Uses, uses_of
from courses.desk.forms import CourseForm, NewCourseForm
from courses.desk.views.saving import AddView, DeleteView, EditView


class CourseIndexView(generic.IndexView):  # type: ignore[misc]  # Wagtail has no types
    """The courses; each leads to its weeks."""

    def get_edit_url(self, instance: Course) -> str:
        """A course opens as a page of its weeks."""
        return reverse(self.inspect_url_name, args=[instance.pk])

    def get_list_more_buttons(self, instance: Course) -> list[Any]:
        """All that can be done with a course is done on its page."""
        return []


class CourseAddView(AddView):
    """A new course, from another one or from nothing."""

    def get_form_class(self) -> Any:
        """A name, and what to start from."""
        return NewCourseForm

    def get_initial(self) -> dict[str, Any]:
        """`?like=` chooses the course to start from."""
        return {"like": self.request.GET.get("like")}

    def save_instance(self) -> Course:
        """The new course with its weeks."""
        made = start_course(
            self.form.cleaned_data["name"],
            like=self.form.cleaned_data["like"],
            by=signed_in(self.request),
            now=clock.now(),
        )
        log(instance=made, action="wagtail.create", user=self.request.user, content_changed=True)
        return made

    def get_success_url(self) -> str:
        """Its weeks."""
        return reverse("courses:inspect", args=[self.object.pk])


class CourseView(generic.InspectView):  # type: ignore[misc]  # Wagtail has no types
    """A course: its weeks, what they lack, and for coordinators the way to change it."""

    template_name = "courses/desk/course.html"
    page_title = gettext_lazy("Weeks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the weeks, how many groups take it, and whether the reader may change it."""
        lines = week_lines(self.object)
        uses = uses_of([self.object.pk])[self.object.pk]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "course": self.object,
            "lines": lines,
            "lacking": [line for line in lines if line.missing],
            "uses": uses,
            "notes": [*course_follows(self.object), *reaches(uses)],
            "can_change": self.user_has_permission("change"),
            "can_shape": self.user_has_permission("change") and not uses.founded,
        }

    def get_fields(self) -> list[str]:
        """The page has a template of its own."""
        return []

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """What can be done stands on the page."""
        return []


class CourseEditView(EditView):
    """A course's name, gates and run sheet."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the run sheet that sessions have from now on."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        self.planned = planned_stages(*self._sheet())
        return kwargs | {"planned": self.planned}

    def _sheet(self) -> tuple[int, list[dict[str, Any]] | None]:
        newest = sheets_of(self.object.pk, by=clock.now() + AHEAD).first()
        own = newest.stages if newest else None
        return (sum(stage["minutes"] for stage in own) if own else LENGTHS[1]), own

    def keep(self, seen: int) -> None:
        """Saves name, gates and run sheet; one that was not touched goes on following ours."""
        form: CourseForm = self.form
        stages = form.stages_to_keep()
        _length, own = self._sheet()
        touched = own is not None or tuple(stages) != self.planned
        change_course(
            self.object,
            name=form.cleaned_data["name"],
            gates=form.cleaned_data["joins"],
            stages=stages if touched else [],
            seen=seen,
            by=signed_in(self.request),
            now=clock.now(),
        )

    def get_success_url(self) -> str:
        """Its weeks."""
        return reverse("courses:inspect", args=[self.object.pk])

    def notes(self) -> list[str]:
        """Whom a change reaches."""
        return [
            *course_follows(self.object),
            _("A new run sheet reaches sessions that begin in an hour or later."),
        ]


class CourseDeleteView(DeleteView):
    """A course that no group was founded on."""

    def needed_by(self) -> list[str]:
        """The groups."""
        founded = uses_of([self.object.pk])[self.object.pk].founded
        return [groups_in_words(founded)] if founded else []

    def go(self) -> None:
        """The course goes with its weeks; lessons stay on the shelf."""
        delete_course(self.object, by=signed_in(self.request), now=clock.now())


def course_follows(course: Course) -> list[str]:
    """The same of a course, whose weeks can be changed one by one."""
    if course.edits:
        return []
    return [
        _(
            "This course came with Evenkeel. A week is yours from your first change of it on; the "
            "whole course is once you change its name, where people join, its run sheet or the "
            "order of its weeks. Until then it follows ours."
        )
    ]


def groups_in_words(number: int) -> str:
    """So many groups."""
    return _("one group") if number == 1 else _("%(number)d groups") % {"number": number}


def reaches(uses: Uses) -> list[str]:
    """Whom a change of a course's weeks reaches, where groups take it."""
    if not uses.under_way:
        return []
    return [
        _(
            "Groups under way on this course: %(number)d. A lesson that you add joins the weeks "
            "they have not had yet; a lesson that you take out stays with groups that have it. "
            "Topics and names of skills change in their list at once."
        )
        % {"number": uses.under_way}
    ]
