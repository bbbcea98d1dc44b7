"""Facts and figures."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from design.money import format_money
from design.tags.registry import inclusion, register, render

# Above this many seats dots stop being countable at a glance and a bar says it better.
DOTS = 16
FEW = 3


@register.simple_tag
def price(amount_minor: int, currency: str, note: str = "") -> SafeString:
    """A sum given in the currency's smallest unit, with an optional note (“for 24 weeks”)."""
    return render("price", figure=format_money(amount_minor, currency), note=note)


@register.simple_tag
def money(amount_minor: int, currency: str) -> str:
    """The same sum as plain text, for sentences and letters."""
    return format_money(amount_minor, currency)


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


@inclusion("data_table")
def data_table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> dict[str, Any]:
    """A table with its caption; on a phone every row becomes a card with its column names.

    The first cell of a row names it. Cells are escaped unless they are safe strings.
    """
    named = [list(zip(columns, row, strict=True)) for row in rows]
    return {"caption": caption, "columns": columns, "rows": named}


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
