"""What follows here from what people change about themselves."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import Member
from accounts.occasions import letters_changed
from groups.links.actions import give_entries_anew


@receiver(letters_changed)
def give_calendar_anew(member: Member, now: datetime, **_: Any) -> None:
    """Discreet and ordinary entries have different organizers: neither may change the other's."""
    give_entries_anew(member, now=now)
