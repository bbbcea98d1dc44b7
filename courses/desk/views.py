"""Pages on which skills, worksheets and courses are edited, in the editor's frame.

Wagtail's own views do the lists and forms; here a save counts the edit, leaves an entry, and loses
nothing that somebody else saved meanwhile.
"""

from typing import Any

from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.log_actions import log

import clock
from accounts.access import signed_in
from courses.curriculum.editing import (
    MOST_WEEKS,
    CourseInUse,
    Taught,
    TooManyWeeks,
    add_week,
    change_course,
    change_week,
    delete_course,
    move_week,
    remove_week,
    start_course,
)
from courses.curriculum.models import Course, Week
from courses.curriculum.needed import needed_by, taught_by
from courses.curriculum.queries import spare_lessons, week_lines
from courses.curriculum.run_sheets import AHEAD, LENGTHS, planned_stages, sheets_of
from courses.curriculum.uses import Uses, uses_of
from courses.desk.access import may_change_courses
from courses.desk.forms import CourseForm, NewCourseForm
from courses.edited.actions import EditedMeanwhile, free_slug, keep_edit, take_away

MEANWHILE = gettext_lazy(
    "Nothing was saved: somebody else saved this while you were writing. Your words still stand "
    "below. Open the page once more in a second tab to see theirs, and bring your changes over."
)
CHANGED = gettext_lazy(
    "Nothing was changed: somebody else changed this course a moment ago. Please look again."
)
IN_USE = gettext_lazy(
    "Nothing was changed: a group was founded on this course, so its weeks keep their places. "
    "Start a new course from it instead."
)


class AddView(generic.CreateView):  # type: ignore[misc]  # Wagtail has no types
    """Something new; it is the clinic's from the start."""

    named_by = "name"

    def save_instance(self) -> Any:
        """Saves the row with a slug of its own and its entry."""
        row = self.form.instance
        row.slug = free_slug(self.model, getattr(row, self.named_by))
        made = self.form.save()
        log(instance=made, action="wagtail.create", user=self.request.user, content_changed=True)
        keep_edit(
            made,
            seen=0,
            by=signed_in(self.request),
            now=clock.now(),
            act=f"{self.model._meta.model_name}.made",
        )
        return made


class EditView(generic.EditView):  # type: ignore[misc]  # Wagtail has no types
    """Edits a row, unless somebody else was faster."""

    template_name = "courses/desk/edit.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Saves; where somebody else saved meanwhile, the page comes back with what was typed."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except EditedMeanwhile:
            form.add_error(None, str(MEANWHILE))
            self.produced_error_message = str(MEANWHILE)
            refused: HttpResponse = self.form_invalid(form)
            return refused
        return answer

    def save_instance(self) -> Any:
        """Counts the edit, with its entry, then saves."""
        self.keep(self.form.cleaned_data["seen"])
        log(
            instance=self.object,
            action="wagtail.edit",
            user=self.request.user,
            content_changed=self.form.has_changed(),
        )
        return self.form.instance

    def keep(self, seen: int) -> None:
        """Saves the form over the row that stood at that edit number."""
        keep_edit(
            self.form.instance,
            seen=seen,
            by=signed_in(self.request),
            now=clock.now(),
            act=f"{self.model._meta.model_name}.changed",
            fields=sorted(set(self.form.changed_data) - {"seen"}),
        )
        self.form.save()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `notes`: what to know before saving, and `missing`."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"notes": self.notes(), "missing": self.missing()}

    def notes(self) -> list[str]:
        """Sentences about whom a change reaches."""
        return []

    def missing(self) -> list[str]:
        """Sentences about what is not there yet."""
        return []


class DeleteView(generic.DeleteView):  # type: ignore[misc]  # Wagtail has no types
    """Deletes what nothing needs, for good."""

    template_name = "courses/desk/delete.html"

    def needed_by(self) -> list[str]:
        """What would lose it; as long as there is any, it stays."""
        return needed_by(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `needed_by`."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"needed_by": self.needed_by()}

    def form_valid(self, form: Any) -> HttpResponse:
        """Deletes it, or says what still needs it."""
        try:
            with transaction.atomic():
                if self.needed_by():
                    return self._stays()
                answer: HttpResponse = super().form_valid(form)
        except (CourseInUse, ProtectedError):
            return self._stays()
        return answer

    def _stays(self) -> HttpResponse:
        messages.error(
            self.request, _("Nothing was deleted: it is still needed. The page says where.")
        )
        return redirect(self.get_delete_url())

    def delete_action(self) -> None:
        """Deletes, with an entry."""
        log(instance=self.object, action="wagtail.delete", user=self.request.user, deleted=True)
        self.go()

    def go(self) -> None:
        """The row goes, and does not come back with a next release."""
        name = self.model._meta.model_name
        take_away(
            self.object,
            slug=self.object.slug,
            by=signed_in(self.request),
            now=clock.now(),
            act=f"{name}.deleted",
        )


class SkillEditView(EditView):
    """A skill."""

    def notes(self) -> list[str]:
        """Where it is taught."""
        return [
            *follows(self.object),
            *(
                [_("Lessons tell it in words of their own; those are edited in the lesson.")]
                if taught_by(self.object)
                else []
            ),
        ]


class WorksheetEditView(EditView):
    """A worksheet."""

    def notes(self) -> list[str]:
        """Whom a change reaches."""
        lessons = taught_by(self.object)
        return [
            *follows(self.object),
            *(
                [
                    _("Every group that has it sees a change at once, also where it was given.")
                    + " "
                    + _("It belongs to: %(lessons)s.") % {"lessons": ", ".join(lessons)}
                ]
                if lessons
                else [_("No lesson has this worksheet yet. A lesson's own page chooses it.")]
            ),
        ]


def follows(row: Any) -> list[str]:
    """Says of something that we ship that a first edit makes it the clinic's."""
    if row.edits:
        return []
    return [
        _("This came with Evenkeel and follows our text. From your first change on it is yours.")
    ]


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


# --- courses --------------------------------------------------------------------------------------
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
        """Its number."""
        return _("Week %(number)d") % {"number": self.object.number}

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
            messages.warning(self.request, f"{self.get_page_subtitle()}: {sentence}")
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
        messages.success(request, _("Week %(number)d has another place.") % {"number": number})
    elif asked.get("do") == "remove":
        remove_week(week, seen=seen, by=by, now=now)
        messages.success(
            request,
            _("Week %(number)d is removed. Its lessons stay on the shelf.") % {"number": number},
        )
    else:
        raise BadRequest("an unknown change")
    return redirect(f"{reverse('courses:inspect', args=[course.pk])}#{place}")
