"""Rows as a file that spreadsheet programs open rightly, and in which nothing runs. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Cell = str | Promise | int | Decimal | date | None
# Without it a program that knows only its own country's letters reads names wrongly.
SAYS_UTF8 = "\ufeff"
# What a cell must not begin with: a program would take it for a formula. The wide forms are those
# of East Asian keyboards, which some programs read alike.
STARTS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
TEXT_FOLLOWS = "'"


def written(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Titles and rows as comma-separated values (RFC 4180) in UTF-8 with its mark.

    Numbers stay numbers; a moment is told on the clock it comes in, to the minute.
    """
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerow([harmless(title) for title in titles])
    writer.writerows([[_in_a_cell(cell) for cell in row] for row in rows])
    return (SAYS_UTF8 + kept.getvalue()).encode()


def harmless(text: str) -> str:
    """The text, marked as text where a spreadsheet program would calculate it."""
    begins = text.lstrip(" ")[:1]
    return f"{TEXT_FOLLOWS}{text}" if begins in STARTS_FORMULA and begins else text


def _in_a_cell(cell: Cell) -> str | int | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, int | Decimal):
        return cell
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else harmless(str(cell))
