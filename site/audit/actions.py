"""Writing down who did what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from audit.models import Entry


def record(
    act: str,
    *,
    on: Model,
    by: int | None,
    now: datetime,
    role: str = "",
    member_id: UUID | None = None,
    **facts: Any,
) -> Entry:
    """Adds an entry inside the caller's transaction.

    `act` is a dotted verb (seat.taken), `by` the account's id (None: the system itself), `facts`
    ids, states and dates; never a person's words.
    """
    return Entry.objects.create(
        at=now,
        actor_id=by,
        actor_role=role,
        act=act,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        member_id=member_id,
        facts=facts,
    )
