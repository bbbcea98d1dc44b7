"""Cards, notices and the other vessels of text."""

from collections.abc import Iterable
from typing import Any
from zlib import crc32

import regex
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from design.shapes import Step
from design.tags.registry import inclusion, one_of, register, render

NOTICES = {
    "info": "info",
    "success": "check",
    "care": "care",
    "warning": "warning",
    "error": "error",
}
BADGES = ("plain", "accent", "info", "success", "care", "warning", "error")
TONES = 6
CHARACTER = r"\X"  # as it is written: a letter with its marks, an emoji of several


@register.simple_block_tag
def card(
    content: str, title: str = "", *, url: str = "", kind: str = "plain", level: int = 2
) -> SafeString:
    """A surface with an optional title; with ``url`` the whole card leads there."""
    one_of(kind, ("plain", "accent", "quiet"), component="card")
    return render("card", content=_safe(content), title=title, url=url, kind=kind, level=level)


@register.simple_block_tag
def card_actions(content: str) -> SafeString:
    """The last row of a card: its buttons."""
    return format_html('<div class="card__actions">{}</div>', _safe(content))


@register.simple_block_tag
def card_grid(content: str) -> SafeString:
    """Cards next to each other, as many as fit."""
    return format_html('<div class="card-grid">{}</div>', _safe(content))


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "", *, live: bool = False) -> SafeString:
    """Something to know. ``live`` has it read out when it appears after the page has loaded."""
    symbol = NOTICES[one_of(kind, tuple(NOTICES), component="notice")]
    return render(
        "notice", content=_safe(content), kind=kind, title=title, live=live, symbol=symbol
    )


@register.simple_tag
def badge(text: str, kind: str = "plain") -> SafeString:
    """A state in a word or two: “3 seats left”, “Full”, “Open now”."""
    one_of(kind, BADGES, component="badge")
    return format_html('<span class="badge badge--{}">{}</span>', kind, text)


@inclusion("steps")
def steps(items: Iterable[Step], kind: str = "numbers") -> dict[str, Any]:
    """The steps of a skill: by ``numbers``, or by the ``letters`` of its acronym."""
    one_of(kind, ("numbers", "letters"), component="steps")
    return {"items": items, "kind": kind}


@register.simple_block_tag
def disclosure(content: str, summary: str, *, open: bool = False) -> SafeString:
    """Text that unfolds; works without scripts and is found by searching the page."""
    return render("disclosure", content=_safe(content), summary=summary, open=open)


@register.simple_block_tag
def empty_state(content: str, title: str, symbol: str = "calendar") -> SafeString:
    """Nothing here yet: say so kindly, and what to do next."""
    return render("empty_state", content=_safe(content), title=title, symbol=symbol)


@register.simple_tag
def avatar(name: str, *, size: str = "medium") -> SafeString:
    """A person's initials on a tint that stays the same for the same name."""
    one_of(size, ("small", "medium", "large"), component="avatar")
    looks = f"avatar avatar--{size} avatar--tone-{crc32(name.encode()) % TONES + 1}"
    # Not by `format_html`, which would look at each part: lists have an avatar in every row.
    span = f'<span class="{looks}" aria-hidden="true">{escape(initials(name))}</span>'
    return mark_safe(span)  # noqa: S308


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A native dialog, opened by any button with ``data_dialog="<id>"``.

    Inside, a ``<form method="dialog">`` closes it; the browser keeps the focus within.
    """
    return render("dialog", content=_safe(content), id=id, title=title)


@register.simple_block_tag
def prose(content: str) -> SafeString:
    """Running text at a readable measure: headings, lists, quotations, tables."""
    return format_html('<div class="prose">{}</div>', _safe(content))


def initials(name: str) -> str:
    """At most two characters: of the first and of the last word, each whole as it is written."""
    words = name.split()
    if not words:
        return "–"
    chosen = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(regex.findall(CHARACTER, word)[0] for word in chosen).upper()


def _safe(content: str) -> SafeString:
    return mark_safe(content.strip())  # noqa: S308 - rendered by the template engine
