"""Finding one's way."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _

from design.shapes import Link
from design.tags.registry import inclusion


@inclusion("breadcrumb")
def breadcrumb(links: Iterable[Link]) -> dict[str, Any]:
    """Where this page stands; the last one is the page itself."""
    return {"links": links}


@inclusion("tabs")
def tabs(links: Iterable[Link], label: str) -> dict[str, Any]:
    """Views of one thing as ordinary links: each has an address of its own."""
    return {"links": links, "label": label}


@inclusion("progress_steps")
def progress_steps(titles: Sequence[str], current: int, label: str = "") -> dict[str, Any]:
    """How far along an enrolment is; ``current`` counts from one."""
    rows = [
        (title, "done" if number < current else "current" if number == current else "next")
        for number, title in enumerate(titles, start=1)
    ]
    return {
        "label": label or _("Progress"),
        "rows": rows,
        "current": current,
        "total": len(titles),
        "words": _("Step %(current)d of %(total)d") % {"current": current, "total": len(titles)},
    }


@inclusion("pagination")
def pagination(page: Page[Any], parameter: str = "page", query: str = "") -> dict[str, Any]:
    """Earlier and later pages of a list; ``query`` keeps the filters (``"module=2&"``)."""
    return {"page": page, "parameter": parameter, "query": query}
