"""Where sheets that were handed in come in. Handing in stands above or beside this area: the view
is given its question (`handed_in=`), and asks it for the sheets of the session before."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

# (ids of enrolments, ids of worksheets) → what was handed in, by both.
HandedIn = Callable[[Collection[UUID], Collection[int]], Mapping[tuple[UUID, int], Any]]


def nothing_handed_in(
    enrollment_ids: Collection[UUID], worksheet_ids: Collection[int]
) -> dict[tuple[UUID, int], Any]:
    """As long as nothing can be handed in."""
    return {}
