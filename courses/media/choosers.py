"""How a recording is chosen for a lesson, or added on the way."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet


class RecordingChooserViewSet(ChooserViewSet):  # type: ignore[misc]  # Wagtail has no types
    """Choose one that is there, or add one."""

    model = "courses.Recording"
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
