"""The form in which a lesson is written, and what a lesson needs before anybody learns from it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.edited.naming import named
from courses.lessons.editing import EditorForm
from courses.skills.models import Skill

# What a publisher has to fill, each with the sentence that asks for it.
REQUIRED: dict[str, Promise] = {
    "teaser": _("Please write the teaser: two sentences that visitors may read."),
    "key_points": _("Please add the key points: three to five sentences to take home."),
    "body": _("The lesson is still empty. Please add at least one teaching block."),
    "source": _("Please say who wrote this text, or where it comes from."),
    "licence": _("Please say under which licence the text may be used."),
}

EMPTY = {"blank", "required"}


def _named(skill: Skill) -> str:
    return named(skill.name, live=skill.live)


class LessonForm(EditorForm):
    """A draft may be unfinished; publishing asks for all that REQUIRED names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in REQUIRED.keys() & self.fields.keys():
            # Asked in a sentence of its own, below.
            self.fields[name].required = False
        if "skills" in self.fields:
            self.fields["skills"].label_from_instance = _named

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for name, sentence in REQUIRED.items():
            if name not in self.fields or getattr(self.instance, name) or self._is_wrong(name):
                continue
            self.errors.pop(name, None)  # the model's own "cannot be blank" says less
            self.add_error(name, sentence)

    def _is_wrong(self, name: str) -> bool:
        """Whether something was written that cannot stay: a block says what, and is not empty."""
        return any(error.code not in EMPTY for error in self.errors.as_data().get(name, []))
