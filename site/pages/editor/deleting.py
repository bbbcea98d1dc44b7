"""The editor's pages that delete a picture, a document or a recording, and those of recordings."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.documents.views.documents import DeleteView as DeleteDocumentView
from wagtail.images.views.images import DeleteView as DeletePictureView

from courses.media.forms import RecordingForm
from courses.media.models import Recording
from pages.editor.keeping import lesson_showing, let_go, said_it_stays


class _KeepsWhatLessonsShow:
    """Says at once that a file stays, where somebody may still read the words that show it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question whether to delete it, or the sentence."""
        answer: HttpResponse = self._refusal(request) or super().get(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Deletes it, and with it the note that words of the past showed it."""
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        if refused := self._refusal(request):
            return refused
        with transaction.atomic():
            let_go([self.object])  # type: ignore[attr-defined]
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return answer

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        lesson = lesson_showing([self.object])  # type: ignore[attr-defined]
        if not lesson:
            return None
        messages.error(request, said_it_stays(lesson))
        return redirect(self.get_success_url())  # type: ignore[attr-defined]


class DeletePicture(_KeepsWhatLessonsShow, DeletePictureView):  # type: ignore[misc]  # Wagtail has no types
    """A picture."""


class DeleteDocument(_KeepsWhatLessonsShow, DeleteDocumentView):  # type: ignore[misc]
    """A document."""


class DeleteRecording(_KeepsWhatLessonsShow, DeleteView):  # type: ignore[misc]
    """A recording."""


class RecordingViewSet(ModelViewSet):  # type: ignore[misc]
    """List, add, edit and delete recordings."""

    model = Recording
    icon = "media"
    menu_label = _("Video and audio")
    menu_order = 310
    add_to_admin_menu = True
    copy_view_enabled = False
    delete_view_class = DeleteRecording
    list_display = [
        "title",
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("length", label=_("Length")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[RecordingForm]:
        """The form of the area, which asks for what is missing."""
        return RecordingForm

    def get_edit_handler(self) -> None:
        """None: the form stands by itself, without panels."""


recordings = RecordingViewSet("recordings", url_prefix="recordings")
