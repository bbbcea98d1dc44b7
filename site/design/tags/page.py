"""What every page has: styles, scripts, its header, messages."""

from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from design.assets import FONT, HEAD_SCRIPT, address, bundle, modules, sources
from design.tags.content import NOTICES
from design.tags.registry import register, render

# Django's message levels in the words of our notices.
LEVELS = {"debug": "info", "info": "info", "success": "success", "warning": "warning"}


@register.simple_tag
def design_styles(name: str = "core") -> SafeString:
    """Link a bundle of stylesheets: ``core`` on every page, ``room`` and ``rooms`` in the room."""
    return _link_styles(name) if settings.DEBUG else _keep_styles(name)


@register.simple_tag
def asset(path: str) -> str:
    """Where a static file is served. Never fails, so that a page of errors can use it too."""
    return address(path)


@register.simple_tag
def design_head() -> SafeString:
    """What must be there before the first paint: a chosen theme must not flash, nor the font."""
    return format_html(
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>'
        '<script src="{}"></script>',
        address(FONT),
        address(HEAD_SCRIPT),
    )


@register.simple_tag
def design_scripts(name: str = "core") -> SafeString:
    """Link the modules of a bundle; each waits for its own components and none for another."""
    return _link_scripts(name) if settings.DEBUG else _keep_scripts(name)


def _link_styles(name: str) -> SafeString:
    try:
        sheet = bundle(name)
        addresses = [reverse("design:styles", args=[sheet.name, sheet.digest])]
    except NoReverseMatch:
        addresses = [address(path) for path in sources(name)]
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((a,) for a in addresses))


def _link_scripts(name: str) -> SafeString:
    return format_html_join(
        "\n",
        '<script type="module" src="{}"></script>',
        ((address(path),) for path in modules(name)),
    )


# The links are the same on every page of a process's life: a sixth of a lean page's time.
_keep_styles = cache(_link_styles)
_keep_scripts = cache(_link_scripts)


@register.simple_block_tag
def page_header(
    content: str, title: str, *, eyebrow: str = "", lead: str = "", kind: str = "plain"
) -> SafeString:
    """The page's one ``h1`` with what leads into it; the content holds its buttons.

    ``kind="hero"`` is the wide opening of a public page.
    """
    return render(
        "page_header",
        content=mark_safe(content.strip()),  # noqa: S308
        title=title,
        eyebrow=eyebrow,
        lead=lead,
        kind=kind,
    )


@register.simple_tag
def skip_link(target: str = "main") -> SafeString:
    """The first stop of the Tab key: straight to the page's content."""
    return render("skip_link", target=target)


@register.simple_tag(takes_context=True)
def flash_messages(context: Context) -> SafeString:
    """What the last action has to say, once."""
    messages = context.get("messages") or ()
    if isinstance(messages, str):
        return SafeString(messages)  # their place, on a page that is made for many
    rows: list[dict[str, Any]] = []
    for message in messages:
        kind = LEVELS.get(message.level_tag, "error")
        rows.append({"kind": kind, "text": message, "symbol": NOTICES[kind]})
    return render("flash_messages", rows=rows) if rows else SafeString("")


@register.simple_tag
def toast_region() -> SafeString:
    """Where passing messages appear and are read out; one per page."""
    return render("toast_region")


@register.simple_tag
def theme_switch(name: str = "theme") -> SafeString:
    """As the device, light, or dark. Shown only where scripts can keep the choice.

    A page with two of them gives them different names, or they would be one group of radios.
    """
    return render("theme_switch", name=name)
