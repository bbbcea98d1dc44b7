"""The checklist of a lesson inside Wagtail's own side panel."""

from typing import Any

from django import template
from django.urls import reverse

from courses.lessons.models import LessonPage
from pages.editor.reach import findings_of

register = template.Library()


@register.inclusion_tag("pages/editor/checklist.html")
def lesson_checklist(page: object) -> dict[str, Any]:
    """The checks of the page as it stands in the editor; nothing for a page that is no lesson.

    `address` has 0 for the lesson's number: a new lesson gets its own with the first autosave.
    """
    if not isinstance(page, LessonPage):
        return {"is_lesson": False}
    return {
        "is_lesson": True,
        "findings": findings_of(page) if page.pk else [],
        "lesson_id": page.pk or "",
        "address": reverse("lesson-checklist", args=[0]),
    }


@register.filter
def is_lesson(page: object) -> bool:
    """Whether Wagtail's panel is shown for a lesson."""
    return isinstance(page, LessonPage)
