"""What changed between two revisions of a lesson, word by word."""

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Revision

from courses.lessons.models import LessonPage

# Wagtail marks words by a class, which nobody hears.
MARKS = {"addition": "ins", "deletion": "del"}
MARK = re.compile("<ins>|<del>|addition|deletion")
MARKED = re.compile(r'<span class="(addition|deletion)">(.*?)</span>', re.DOTALL)


@dataclass(frozen=True)
class Change:
    """A field of the lesson: its label, and its words as HTML with `ins` and `del`."""

    label: str
    html: SafeString


def changes_between(lesson: LessonPage, before: Revision, after: Revision) -> list[Change]:
    """The fields that differ, in the editor's order, as Wagtail's own comparison marks them."""
    panel = lesson.get_edit_handler().get_bound_panel(instance=lesson, request=None, form=None)
    old, new = before.as_object(), after.as_object()
    compared = (comparison(old, new) for comparison in panel.get_comparison())
    changes = (
        Change(label=str(one.field_label()), html=_heard(one.htmldiff()))
        for one in compared
        if one.has_changed()
    )
    return [change for change in changes if MARK.search(change.html)]


def _heard(html: str) -> SafeString:
    return mark_safe(  # noqa: S308  (Wagtail's own escaped markup with other tags)
        MARKED.sub(_mark, html)
    )


def _mark(found: re.Match[str]) -> str:
    tag, words = MARKS[found[1]], found[2]
    # The editor writes paragraphs without the blanks between them that our own texts have.
    return f"<{tag}>{words}</{tag}>" if words.strip() else " "
