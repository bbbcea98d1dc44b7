"""The parts of a lesson, each recognisable at a glance."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from design.tags.registry import inclusion, register, render


@inclusion("key_points")
def key_points(points: Iterable[str], title: str = "") -> dict[str, Any]:
    """What to take away, first."""
    return {"points": points, "title": title or _("Key points")}


@register.simple_block_tag
def teaching(content: str) -> SafeString:
    """The explanation, as running text."""
    return format_html('<section class="lesson-teaching prose">{}</section>', _safe(content))


@register.simple_block_tag
def example(content: str, title: str = "") -> SafeString:
    """Somebody using the skill, told as a short story."""
    return _part("example", content, title or _("An example"), "people")


@register.simple_block_tag
def practice(content: str, title: str = "") -> SafeString:
    """What to try this week."""
    return _part("practice", content, title or _("Practise this week"), "check")


@register.simple_block_tag
def care_note(content: str, title: str = "") -> SafeString:
    """When to go gently, or to leave a skill aside."""
    return _part("care", content, title or _("Go gently"), "care")


def _part(kind: str, content: str, title: str, symbol: str) -> SafeString:
    return render("lesson_part", kind=kind, content=_safe(content), title=title, symbol=symbol)


def _safe(content: str) -> SafeString:
    return mark_safe(content.strip())  # noqa: S308 - rendered by the template engine
