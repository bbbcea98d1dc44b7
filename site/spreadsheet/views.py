"""The answer to "Download as CSV", the same for every list of the desk."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

import clock
from audit.actions import record
from spreadsheet.writing import Cell, written

T = TypeVar("T")
# What a spreadsheet program still opens in a moment; the file says where more was left out.
MOST_ROWS = 50_000
READ_AT_ONCE = 1000
PARAMETER = "csv"


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of a list: its title on the page, and what stands in its cell of a row."""

    title: str | Promise
    cell: Callable[[T], Cell]


def moment(
    title: str | Promise, of: Callable[[T], datetime | None], *, zone: ZoneInfo
) -> Column[T]:
    """A column of moments on one clock, which its title names."""

    def cell(row: T) -> Cell:
        at = of(row)
        return at.astimezone(zone) if at else None

    return Column(f"{title} ({zone.key})", cell)


def wants(request: HttpRequest, name: str) -> bool:
    """Whether the list of that name is asked for as a file: `?csv=orders`."""
    return request.method in {"GET", "HEAD"} and request.GET.get(PARAMETER) == name


def download(
    request: HttpRequest, name: str, columns: Sequence[Column[T]], rows: Iterable[T]
) -> HttpResponse:
    """The list as a file, behind the same door as its page. The trail keeps who took which list,
    and how many rows."""
    now = clock.now()
    each = rows.iterator(READ_AT_ONCE) if isinstance(rows, QuerySet) else iter(rows)
    lines: list[list[Cell]] = [
        [column.cell(row) for column in columns] for row in islice(each, MOST_ROWS)
    ]
    taken = len(lines)
    if next(each, None) is not None:
        lines.append([_("There are more. Narrow the list to get them.")])
    reader: Any = request.user
    record("list.downloaded", on=reader, by=reader.pk, now=now, list=name, rows=taken)
    response = HttpResponse(
        written([str(column.title) for column in columns], lines),
        content_type="text/csv; charset=utf-8",
    )
    file = f"{name}-{now.date().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
