"""How long a room's chat is kept: the job that deletes it reads this, a coordinator sets it."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from groups.rooms.models import ChatKept

UNTIL_SOMEBODY_SAYS = 30  # days


def chat_kept_days() -> int:
    """Days, counted from the end of the session."""
    newest = ChatKept.objects.first()
    return UNTIL_SOMEBODY_SAYS if newest is None else newest.days


@transaction.atomic
def keep_chat(days: int, *, by: Account, now: datetime) -> None:
    """Sets it for every room, those that have ended too; a line of the trail says who did."""
    if days != chat_kept_days():
        kept = ChatKept.objects.create(days=days, set_at=now, set_by=by)
        record("chat-kept.set", on=kept, by=by.pk, now=now, days=days)
