"""A coordinator ends a member's part."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from groups.members.letters import post_part_ended
from groups.seats.actions import remove_member
from groups.seats.models import Enrollment


@transaction.atomic
def take_out(seat: Enrollment, *, reason: str, by: Account, now: datetime) -> None:
    """A coordinator ends a member's part; links and sockets stop at once, and a letter says so."""
    remove_member(seat, reason=reason, by=by.pk, now=now)
    post_part_ended(seat, now=now)
