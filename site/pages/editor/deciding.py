"""The editor's pages on which somebody decides about a lesson: what is asked, and what is said."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView, WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import WorkflowState

from clock.words import day_and_hour
from courses.lessons.models import LessonPage
from pages.editor.queries import coordinators
from pages.editor.reach import unreached
from typed.fields import WordsField

SEND_BACK = "reject"  # Wagtail's name of it
ASKS_FOR_A_NOTE = gettext_lazy(
    "Please write in a sentence what should change: whoever wrote the lesson reads it."
)


class NoteForm(forms.Form):
    """What goes back to the writer with a lesson."""

    comment = WordsField(
        label=gettext_lazy("What should change"),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": ASKS_FOR_A_NOTE},
    )


class _AsksForANote:
    """Sending a lesson back asks for a sentence."""

    def get_form_class(self) -> type[forms.Form]:
        """The note that has to be there, or Wagtail's own comment."""
        if self.action_name == SEND_BACK:  # type: ignore[attr-defined]
            return NoteForm
        asked: type[forms.Form] = super().get_form_class()  # type: ignore[misc]
        return asked


class AskForANote(_AsksForANote, CollectWorkflowActionDataView):  # type: ignore[misc]  # untyped
    """The window over a form with words that are not saved yet."""


class DecideInAWindow(_AsksForANote, WorkflowActionView):  # type: ignore[misc]
    """The window that decides by itself."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decides and says what happened; without a note nothing happens, and that is said."""
        form = self.form_class(request.POST)
        decides = form.is_valid()
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if decides:
            say_what_happened(request, self.object.pk)
        elif request.headers.get("x-requested-with") != "XMLHttpRequest":
            messages.error(request, str(ASKS_FOR_A_NOTE))
        return answer


class _SaysWhoReadsIt:
    """Sending a lesson says what comes next, in our words."""

    def submit_action(self) -> HttpResponse:
        """Sends it. Wagtail has one sentence for all, and says it where nobody could approve."""
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        before = len(messages.get_messages(request))
        answer: HttpResponse = super().submit_action()  # type: ignore[misc]
        said = list(messages.get_messages(request))
        for one in said[:before] + said[before + 1 :]:
            messages.add_message(request, one.level, one.message, one.extra_tags)
        say_who_reads(request, self.page)  # type: ignore[attr-defined]
        return answer


class AddLesson(_SaysWhoReadsIt, CreateView):  # type: ignore[misc]
    """A new lesson."""


class EditLesson(_SaysWhoReadsIt, EditView):  # type: ignore[misc]
    """Writing a lesson, and deciding about one that waits."""

    def perform_workflow_action(self) -> HttpResponse:
        """Nothing is sent back without a note, and nothing that was typed is lost."""
        told = json.loads(self.request.POST.get("workflow-action-extra-data") or "{}")
        if self.workflow_action == SEND_BACK and not NoteForm(told).is_valid():
            messages.error(self.request, str(ASKS_FOR_A_NOTE))
            self.has_unsaved_changes = True
            asked_again: HttpResponse = self.render_to_response(self.get_context_data())
            return asked_again
        answer: HttpResponse = super().perform_workflow_action()
        return answer

    def add_save_confirmation_message(self) -> None:
        """What was decided, or Wagtail's sentence where something was saved."""
        if self.action_name == "perform_workflow_action":
            say_what_happened(self.request, self.page.pk)
        else:
            super().add_save_confirmation_message()


class LessonViewSet(PageViewSet):  # type: ignore[misc]
    """Which pages of the editor are ours for lessons."""

    model = LessonPage
    add_view_class = AddLesson
    edit_view_class = EditLesson
    workflow_action_view_class = DecideInAWindow
    collect_workflow_action_data_view_class = AskForANote


def say_who_reads(request: HttpRequest, lesson: LessonPage) -> None:
    """What whoever has just sent a lesson needs to know."""
    told = {"title": lesson.title}
    if warning := unreached(lesson):
        messages.warning(request, warning)
    if coordinators().exists():
        sent = _("“%(title)s” waits for a coordinator. You hear by letter what was decided.")
        messages.success(request, sent % told)
        return
    messages.warning(
        request,
        _(
            "“%(title)s” is sent, but nobody can read it yet: there is no coordinator. Please ask "
            "whoever looks after this site to invite one. You can take it back and go on writing."
        )
        % told,
    )


def say_what_happened(request: HttpRequest, lesson_id: int) -> None:
    """What was decided, and of a lesson that is published whether any group gets it."""
    messages.success(request, what_happened(lesson_id))
    lesson = LessonPage.objects.get(pk=lesson_id)
    if lesson.live and not lesson.has_unpublished_changes and (warning := unreached(lesson)):
        messages.warning(request, warning)


def what_happened(lesson_id: int) -> str:
    """A sentence for whoever has just decided about a lesson."""
    lesson = LessonPage.objects.get(pk=lesson_id)
    sending = WorkflowState.objects.for_instance(lesson).latest("pk")
    told = {"title": lesson.get_latest_revision_as_object().title}
    if sending.status == WorkflowState.STATUS_NEEDS_CHANGES:
        if sending.requested_by is None:
            return _("“%(title)s” is sent back with your note.") % told
        return _("“%(title)s” went back to %(who)s with your note.") % {
            **told,
            "who": str(sending.requested_by),
        }
    scheduled = lesson.scheduled_revision
    if scheduled is not None and scheduled.approved_go_live_at is not None:
        opens_at = day_and_hour(localtime(scheduled.approved_go_live_at))
        return _("“%(title)s” is approved. It is published on %(when)s.") % {
            **told,
            "when": opens_at,
        }
    return _("“%(title)s” is approved and published.") % told
