"""What a lesson needs before anybody learns from it, whichever way it is published.

The editor's form asks for it in sentences beside each field (`forms.REQUIRED`). A lesson is also
published by an approval, by a schedule, in bulk or by a command; all of these pass
`LessonPage.publish`, which asks here.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.dispatch import Signal
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.lessons.forms import REQUIRED

STREAMS = ("key_points", "body", "slides")
# How Wagtail marks that a schedule publishes and no person.
BY_SCHEDULE = "wagtail.publish.scheduled"

# A schedule came to an unfinished lesson, which stays as it was: `instance`, `revision`, `asks`.
held_back = Signal()


class LessonUnfinished(PermissionDenied):
    """Nothing was published; `asks` says in sentences what is missing."""

    def __init__(self, asks: list[str]) -> None:
        super().__init__(" ".join(asks))
        self.asks = asks


def missing(lesson: Page) -> list[str]:
    """A sentence for each thing that `lesson`, as it stands in memory, lacks."""
    asks = [str(sentence) for name, sentence in REQUIRED.items() if not getattr(lesson, name)]
    for name in STREAMS:
        if not _is_whole(lesson, name):
            label = lesson._meta.get_field(name).verbose_name
            asks.append(
                _("Something under “%(part)s” is half written. Please finish it or take it out.")
                % {"part": label}
            )
    return asks


def _is_whole(lesson: Page, name: str) -> bool:
    """Whether each block has all it needs: an autosaved draft may hold half of one."""
    value = getattr(lesson, name)
    try:
        value.stream_block.clean(value)
    except ValidationError:
        return False
    return True
