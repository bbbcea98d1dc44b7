"""Reading the trail."""

from collections.abc import Sequence
from uuid import UUID

from audit.models import Entry

SHOWN = 200


def openings_of(member_id: UUID, *, except_by: int | None = None) -> Sequence[Entry]:
    """The newest entries about one member's record, without what they did themselves."""
    entries = Entry.objects.filter(member_id=member_id).order_by("-pk")
    if except_by is not None:
        entries = entries.exclude(actor_id=except_by)
    return list(entries[:SHOWN])
