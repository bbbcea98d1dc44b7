"""The form in which a lesson is written."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from courses.lessons.checklist import REQUIRED, missing


class LessonForm(WagtailAdminPageForm):  # type: ignore[misc]  # Wagtail has no types
    """A draft may be unfinished; publishing asks for all that `checklist` names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in REQUIRED.keys() & self.fields.keys():
            # Asked by the checklist instead, in a sentence of its own.
            self.fields[name].required = False

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for name, sentence in missing(self.instance).items():
            if name not in self.fields:
                continue
            self.errors.pop(name, None)  # the model's own "cannot be blank" says less
            self.add_error(name, sentence)
