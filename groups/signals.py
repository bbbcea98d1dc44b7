"""What follows here from what happens elsewhere: to people, and to seats."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import Member
from accounts.occasions import letters_changed
from groups.cohorts.models import Cohort
from groups.links.actions import give_entries_anew
from groups.seats.occasions import seat_freed
from groups.waiting.actions import offer_free_seats


@receiver(letters_changed)
def give_calendar_anew(member: Member, now: datetime, **_: Any) -> None:
    """Discreet and ordinary entries have different organizers: neither may change the other's."""
    give_entries_anew(member, now=now)


@receiver(seat_freed)
def offer_it_to_who_waits(cohort: Cohort, now: datetime, **_: Any) -> None:
    """A seat that comes free is nobody else's before those who stand in line were asked."""
    offer_free_seats(cohort, now=now)
