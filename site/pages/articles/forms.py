"""What an article needs before anybody reads it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.lessons.editing import EditorForm

# What publishing asks for, each with its sentence; a draft may lack it.
REQUIRED: dict[str, Promise] = {
    "intro": _("Please write the introduction: lists and searches show it."),
    "key_points": _("Please add key points: three to five sentences to take home."),
    "body": _("The article is still empty. Please add at least one block of text."),
}


class ArticleForm(EditorForm):
    """A draft may be unfinished; publishing asks for all that REQUIRED names."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for name in REQUIRED.keys() & self.fields.keys():
            if not self.has_error(name) and not getattr(self.instance, name):
                self.add_error(name, REQUIRED[name])
