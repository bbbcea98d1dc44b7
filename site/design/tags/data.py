"""Facts and figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template import Context, TemplateSyntaxError
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from design.money import format_money
from design.shapes import Heading
from design.tags.registry import inclusion, register, render

# Above this many seats dots stop being countable at a glance and a bar says it better.
DOTS = 16
FEW = 3
COLUMNS = "design.data_table.columns"


@register.simple_tag
def price(amount_minor: int, currency: str, note: str = "") -> SafeString:
    """A sum given in the currency's smallest unit, with an optional note (“for 24 weeks”)."""
    return render("price", figure=format_money(amount_minor, currency), note=note)


@register.simple_tag
def money(amount_minor: int, currency: str, *, exact: bool = False) -> str:
    """The same sum as plain text, for sentences and letters; ``exact``: to the cent, always."""
    return format_money(amount_minor, currency, exact=exact)


@register.simple_tag
def seat_meter(taken: int, capacity: int) -> SafeString:
    """How many seats are left, in dots and in words."""
    left = max(0, capacity - taken)
    return render(
        "seat_meter",
        words=seats_left(left),
        dots=[number < taken for number in range(capacity)] if capacity <= DOTS else None,
        taken=min(taken, capacity),
        capacity=capacity,
        left=left,
        few=0 < left <= FEW,
    )


def seats_left(left: int) -> str:
    """“Full”, “1 seat left”, “5 seats left”."""
    if left == 0:
        return _("Full")
    return ngettext("%(left)d seat left", "%(left)d seats left", left) % {"left": left}


@inclusion("definition_list")
def definition_list(items: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Pairs of a term and what it is: the facts of a group, an order, an account."""
    return {"items": items}


@register.simple_block_tag(takes_context=True)
def data_table(
    context: Context, content: str, caption: str, *, caption_hidden: bool = False
) -> SafeString:
    """A table with its caption; on a phone every row becomes a card with its column names.

    Inside, ``columns`` names the columns once, and every ``row`` holds a ``cell`` for each. With
    ``caption_hidden`` a heading says to eyes what the caption says to screen readers.
    """
    return render(
        "data_table",
        caption=caption,
        caption_hidden=caption_hidden,
        columns=[(head.sorted, _shown(head)) for head in _columns(context).heads],
        content=mark_safe(content.strip()),  # noqa: S308
    )


def _shown(head: Heading) -> str:
    return format_html('<a href="{}">{}</a>', head.url, head.title) if head.url else head.title


@register.simple_tag(takes_context=True)
def columns(context: Context, *names: str | Promise | Iterable[Heading]) -> str:
    """The names of a ``data_table``'s columns; they also stand in every cell, for phones.

    A list of ``shapes.Heading`` makes columns that sort the list.
    """
    heads: list[Heading] = []
    for name in names:
        heads += [Heading(str(name))] if isinstance(name, str | Promise) else name
    context.render_context[COLUMNS] = Columns(heads)
    return ""


@register.simple_block_tag(takes_context=True)
def row(context: Context, content: str) -> SafeString:
    """A row of a ``data_table``."""
    filled = _columns(context)
    if filled.cells != len(filled.heads):
        names = ", ".join(str(head) for head in filled.heads)
        raise TemplateSyntaxError(f"{filled.cells} cells in a row of {names}")
    filled.cells = 0
    return format_html('<tr role="row">{}</tr>', mark_safe(content))  # noqa: S308


@register.simple_block_tag(takes_context=True)
def cell(context: Context, content: str, *, whole: bool = False) -> SafeString:
    """A cell of a ``row``; the first names the row.

    ``whole`` takes a card's whole width and goes without its column's name: for what unfolds.
    """
    filled = _columns(context)
    filled.cells += 1
    shown = mark_safe(content.strip())  # noqa: S308
    if filled.cells == 1:
        return format_html('<th scope="row" role="rowheader">{}</th>', shown)
    if not shown:
        return mark_safe('<td role="cell"></td>')
    if whole:
        return format_html('<td role="cell" class="table__whole">{}</td>', shown)
    name = str(filled.heads[filled.cells - 1]) if filled.cells <= len(filled.heads) else ""
    return format_html(
        '<td role="cell" data-label="{}"><div class="table__value">{}</div></td>', name, shown
    )


@dataclass
class Columns:
    """What the cells of a table need to know while it is rendered."""

    heads: list[Heading]
    cells: int = 0


def _columns(context: Context) -> Columns:
    found: Columns | None = context.render_context.get(COLUMNS)
    if found is None:
        raise TemplateSyntaxError("data_table needs its columns first")
    return found


@register.simple_block_tag
def table(content: str, caption: str) -> SafeString:
    """A table with rows of one's own; it scrolls sideways by itself where it is too wide."""
    return format_html(
        '<div class="table-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="table"><caption>{}</caption>{}</table></div>',
        caption,
        caption,
        mark_safe(content),  # noqa: S308
    )


@register.simple_tag
def progress(value: int, maximum: int, label: str) -> SafeString:
    """How far something has come, as a bar and in words."""
    return render("progress", value=value, maximum=maximum, label=label)
