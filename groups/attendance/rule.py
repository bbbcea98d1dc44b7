"""How much of a session somebody has to be there for: a coordinator sets it, verdicts read it."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from groups.attendance.models import AttendanceRule

UNTIL_SOMEBODY_SAYS = 50  # percent


class RuleChanged(Exception):
    """Somebody else set it meanwhile; look again."""


def percent_needed() -> int:
    """Percent of a session, from its beginning to its end."""
    newest = AttendanceRule.objects.first()
    return UNTIL_SOMEBODY_SAYS if newest is None else newest.percent


@transaction.atomic
def set_percent(percent: int, *, seen: int, by: Account, now: datetime) -> None:
    """Sets it for sessions that end from now on; a line of the trail says who did.

    `seen` is what stood there when somebody decided. Raises RuleChanged where it is another now.
    """
    before = percent_needed()
    if before != seen:
        raise RuleChanged
    if percent != before:
        rule = AttendanceRule.objects.create(percent=percent, set_at=now, set_by=by)
        record("attendance-rule.set", on=rule, by=by.pk, now=now, before=before, after=percent)
