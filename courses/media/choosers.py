"""How a recording is chosen for a lesson, or added on the way."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet


class _ForThoseWhoMay:
    """Wagtail shows its choosers to everybody in the editor; recordings are for some of them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The view. Raises PermissionDenied for whoever has no right to recordings."""
        if not request.user.has_perm("courses.view_recording"):  # type: ignore[union-attr]
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class _Choose(_ForThoseWhoMay, chooser.ChooseView):  # type: ignore[misc]  # Wagtail has no types
    """The window."""


class _Results(_ForThoseWhoMay, chooser.ChooseResultsView):  # type: ignore[misc]
    """Its list."""


class _Chosen(_ForThoseWhoMay, chooser.ChosenView):  # type: ignore[misc]
    """What was chosen."""


class _Several(_ForThoseWhoMay, chooser.ChosenMultipleView):  # type: ignore[misc]
    """The same for several."""


class RecordingChooserViewSet(ChooserViewSet):  # type: ignore[misc]  # Wagtail has no types
    """Choose one that is there, or add one."""

    model = "courses.Recording"
    choose_view_class = _Choose
    choose_results_view_class = _Results
    chosen_view_class = _Chosen
    chosen_multiple_view_class = _Several
    icon = "media"
    choose_one_text = _("Choose a recording")
    choose_another_text = _("Choose another recording")
    edit_item_text = _("Edit this recording")
    creation_form_class = "courses.media.forms.RecordingForm"  # by name: models load first
    creation_tab_label = _("Add a recording")
    create_action_label = _("Add")
    create_action_clicked_label = _("Sending…")


recording_choosers = RecordingChooserViewSet("recording-chooser")
RecordingChooserBlock = recording_choosers.get_block_class(
    name="RecordingChooserBlock", module_path="courses.media.choosers"
)
