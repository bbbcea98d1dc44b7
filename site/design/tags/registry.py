"""The one library every component registers with, and the ways they are rendered."""

from collections.abc import Callable
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class UnknownVariant(template.TemplateSyntaxError):
    """A tag was given a variant its component does not have; the message names the known ones."""


def render(name: str, /, **values: Any) -> SafeString:
    """Render ``design/<name>.html`` with nothing but the values given.

    The engine is called directly: Django's ``render_to_string`` costs as much again as a small
    component does, and a page has dozens.
    """
    found: template.Template = get_template(f"design/{name}.html").template  # type: ignore[attr-defined]
    return mark_safe(found.render(template.Context(values)).strip())  # noqa: S308


def inclusion(name: str) -> Callable[[Callable[..., dict[str, Any]]], Callable[..., Any]]:
    """Register a tag that renders ``design/<name>.html``."""
    return register.inclusion_tag(f"design/{name}.html")


def one_of(value: str, known: tuple[str, ...], *, component: str) -> str:
    """The value, if the component knows it; a misspelt variant must not pass unseen."""
    if value not in known:
        raise UnknownVariant(f"{component} has no variant {value!r}; known: {', '.join(known)}")
    return value
