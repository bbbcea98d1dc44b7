"""For how long an offered seat is kept: a coordinator sets it, offers read it."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from groups.waiting.models import OfferTime

UNTIL_SOMEBODY_SAYS = 24  # hours


class TimeChanged(Exception):
    """Somebody else set it meanwhile; look again."""


def hours_kept() -> int:
    """Hours, from the letter on."""
    newest = OfferTime.objects.first()
    return UNTIL_SOMEBODY_SAYS if newest is None else newest.hours


def time_kept() -> timedelta:
    """The same as a span."""
    return timedelta(hours=hours_kept())


@transaction.atomic
def set_hours(hours: int, *, seen: int, by: Account, now: datetime) -> None:
    """Sets it for letters from now on; a line of the trail says who did.

    `seen` is what stood there when somebody decided. Raises TimeChanged where it is another now.
    """
    before = hours_kept()
    if before != seen:
        raise TimeChanged
    if hours != before:
        rule = OfferTime.objects.create(hours=hours, set_at=now, set_by=by)
        record("offer-time.set", on=rule, by=by.pk, now=now, before=before, after=hours)
