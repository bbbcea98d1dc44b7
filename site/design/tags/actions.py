"""Things a person presses."""

from typing import Any

from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from design.icons import ICONS
from design.tags.registry import UnknownVariant, one_of, register, render

KINDS = ("primary", "secondary", "quiet", "danger")


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon, hidden from screen readers: the words beside it say what it means."""
    if name not in ICONS:
        raise UnknownVariant(f"icon {name!r} is not drawn; known: {', '.join(ICONS)}")
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"></path></svg>',
        ICONS[name],
    )


@register.simple_block_tag
def button(
    content: str,
    kind: str = "primary",
    *,
    type: str = "submit",
    symbol: str = "",
    busy: bool = False,
    disabled: bool = False,
    asleep: bool = False,
    **attributes: Any,
) -> SafeString:
    """A button. Further keywords become attributes: ``data_open="x"`` is ``data-open="x"``.

    ``busy`` says that the press is being worked on; it keeps focus but does nothing. ``asleep``
    waits for the script that answers it, so that no press is lost; it submits nothing.
    """
    extra: dict[str, Any] = {"type": type, "disabled": disabled}
    if asleep:
        extra = {"type": "button", "disabled": True, "data-when-ready": True}
    if busy:
        extra |= {"aria-disabled": "true", "aria-busy": "true", "data-busy": True}
    return _button("button", content, kind, symbol, extra | _dashed(attributes))


@register.simple_block_tag
def link_button(
    content: str, url: str, kind: str = "primary", *, symbol: str = "", **attributes: Any
) -> SafeString:
    """A link that looks like a button: it goes somewhere and changes nothing."""
    return _button("a", content, kind, symbol, {"href": url} | _dashed(attributes))


@register.simple_block_tag
def button_row(content: str) -> SafeString:
    """Buttons side by side, below each other on a phone."""
    return format_html('<div class="button-row">{}</div>', mark_safe(content))  # noqa: S308


@register.simple_tag
def copy_field(value: str, label: str, id: str) -> SafeString:
    """Read-only text with a button that copies it; without scripts it can be selected by hand."""
    return render("copy_field", value=value, label=label, id=id)


@register.simple_tag
def quick_exit(url: str) -> SafeString:
    """Leave at once for a harmless page; also on pressing Escape three times.

    Without scripts it is an ordinary link, which keeps this page in the browser's history.
    """
    return render("quick_exit", url=url)


def _button(
    element: str, content: str, kind: str, symbol: str, attributes: dict[str, Any]
) -> SafeString:
    one_of(kind, KINDS, component="button")
    drawn = icon(symbol) if symbol else ""
    # Only what sends a form comes to say that it waits (`js/busy.js`).
    waits = attributes.get("type") == "submit" or "data-busy" in attributes
    wait = format_html('<span class="button__wait">{}</span>', _("One moment…")) if waits else ""
    return format_html(
        '<{} class="button button--{}"{}>{}<span class="button__text">{}</span>{}</{}>',
        element,
        kind,
        flatatt({name: value for name, value in attributes.items() if value not in (None, "")}),
        drawn,
        mark_safe(content.strip()),  # noqa: S308
        wait,
        element,
    )


def _dashed(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("_", "-"): value for name, value in attributes.items()}
