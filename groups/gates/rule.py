"""How long before a module newcomers are taken: a coordinator sets it, groups under way follow."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from groups.gates.models import GateTime

UNTIL_SOMEBODY_SAYS = 2  # days


class GateChanged(Exception):
    """Somebody else set it meanwhile; look again."""


def days_before() -> int:
    """Days, to the first session of the module."""
    newest = GateTime.objects.first()
    return UNTIL_SOMEBODY_SAYS if newest is None else newest.days


@transaction.atomic
def set_days(days: int, *, seen: int, by: Account, now: datetime) -> None:
    """Sets it; a line of the trail says who did. Groups follow with `keep_gates`.

    `seen` is what stood there when somebody decided. Raises GateChanged where it is another now.
    """
    before = days_before()
    if before != seen:
        raise GateChanged
    if days != before:
        rule = GateTime.objects.create(days=days, set_at=now, set_by=by)
        record("gate-time.set", on=rule, by=by.pk, now=now, before=before, after=days)
