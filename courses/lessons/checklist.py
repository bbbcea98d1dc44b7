"""What a lesson needs before anybody learns from it."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from courses.lessons.models import LessonPage

REQUIRED: dict[str, Promise] = {
    "teaser": _("Please write the teaser: two sentences that visitors may read."),
    "key_points": _("Please add the key points: three to five sentences to take home."),
    "body": _("The lesson is still empty. Please add at least one teaching block."),
    "source": _("Please say who wrote this text, or where it comes from."),
    "licence": _("Please say under which licence the text may be used."),
}


def missing(lesson: "LessonPage") -> dict[str, Promise]:
    """The fields a publisher still has to fill, each with a sentence; empty when all is there."""
    return {name: words for name, words in REQUIRED.items() if not getattr(lesson, name)}
