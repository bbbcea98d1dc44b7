"""What a lesson needs before anybody learns from it, whichever way it is published.

The editor's form asks for it in sentences beside each field (`forms.REQUIRED`). A lesson is also
published by an approval, by a schedule, in bulk or by a command; all of these pass
`LessonPage.publish`, which asks here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from courses.lessons.exercises import NONE_CHOSEN, told_by
from courses.lessons.forms import REQUIRED

STREAMS = ("key_points", "body", "slides")
# Blocks that show something which may be gone by now, and the field in which it is chosen.
CHOOSES = {
    "exercise": "skill",
    "picture": "image",
    "document": "document",
    "recording": "recording",
}
HALF_WRITTEN = _("Something under “%(part)s” is half written. Please finish it or take it out.")
NOTHING_SHOWN = _(
    "“%(block)s” shows nothing: none was chosen, or it is deleted. Please choose one, or take the "
    "block out."
)
NOT_PUBLISHED = _(
    "The skill “%(skill)s”, whose steps it shows, is not published. Please publish it first, or "
    "choose another."
)
DELETED = _(
    "The skill “%(skill)s”, whose steps it shows, is deleted. Please choose another, or take the "
    "block out and write the steps in a block of their own."
)
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
        label = str(lesson._meta.get_field(name).verbose_name)
        asks += _asks_of(getattr(lesson, name), label)
    return list(dict.fromkeys(asks))


def _asks_of(stream: Any, label: str) -> Iterator[str]:
    """What blocks lack: an autosaved draft may hold half of one, and what a whole one shows may
    have gone since."""
    try:
        stream.stream_block.clean(stream)
    except ValidationError as error:
        of_blocks: Mapping[int, Any] = getattr(error, "block_errors", {})
        said = [_gone(stream[place], wrong) for place, wrong in of_blocks.items()]
        yield from filter(None, said)
        if not said or not all(said):
            yield HALF_WRITTEN % {"part": label}


def _gone(block: Any, wrong: Any) -> str:
    """A sentence for a block that lacks nothing but what it shows; empty for any other."""
    field = CHOOSES.get(block.block_type, "")
    if set(getattr(wrong, "block_errors", {})) != {field}:
        return ""
    if field != "skill":
        return NOTHING_SHOWN % {"block": block.block.label}
    skill, told = block.value["skill"], told_by(block.value)
    if skill is not None:
        return NOT_PUBLISHED % {"skill": skill}
    return DELETED % {"skill": told.title} if told else str(NONE_CHOSEN)
