"""Which members are asked now and have had no letter yet: derived from rows, never scheduled."""

from datetime import datetime, timedelta

from courses.measures.shelf import scheduled_measures
from groups.measuring.letters import due_key, post_due
from groups.measuring.occasions import AFTER_END
from groups.measuring.queries import asked_now
from groups.seats.models import Enrollment
from outbox.models import Letter

# A group that ended longer ago than this asks nobody.
LONG_OVER = AFTER_END + timedelta(days=7)


def post_due_measures(now: datetime) -> int:
    """Posts a letter for each open occasion that has none and is not all answered; returns how many
    were new. Four queries plus the new ones."""
    if not scheduled_measures():
        return 0
    parts = list(
        Enrollment.objects.belonging()
        .exclude(ended_at__lt=now - LONG_OVER)
        .select_related("member__account", "cohort")
    )
    asked = [one for one in asked_now(parts, now=now).values() if one.open_measures]
    keys = [due_key(one.enrollment, one.occasion.key) for one in asked]
    posted = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [one for one, key in zip(asked, keys, strict=True) if key not in posted]
    for one in new:
        post_due(
            one.enrollment,
            occasion=one.occasion.key,
            closes_at=one.occasion.closes_at,
            now=now,
        )
    return len(new)
