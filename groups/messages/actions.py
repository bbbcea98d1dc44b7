"""Writing to a group, or to one of its members."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Account
from audit.actions import record, record_each
from groups.cohorts.models import Cohort
from groups.messages.letters import post_message
from groups.messages.models import GroupMessage, MessageCopy
from groups.seats.actions import lock_cohort
from groups.seats.models import Enrollment


class NobodyToWriteTo(Exception):
    """Nobody takes part, or whoever was meant takes part no more."""


def send_message(
    cohort: Cohort,
    *,
    to: Sequence[Enrollment],
    token: UUID,
    subject: str,
    text: str,
    by: Account,
    now: datetime,
) -> tuple[GroupMessage, bool]:
    """A letter to each of them, and to each alone; returns the message, and whether it is new.

    The same `token` again sends nothing. Raises NobodyToWriteTo.
    """
    with transaction.atomic():
        lock_cohort(cohort.pk)
        before = GroupMessage.objects.filter(token=token).first()
        if before is not None:
            return before, False
        if not to:
            raise NobodyToWriteTo
        message = GroupMessage.objects.create(
            cohort=cohort, token=token, subject=subject, text=text, sent_by=by, sent_at=now
        )
        MessageCopy.objects.bulk_create(
            MessageCopy(message=message, enrollment=seat) for seat in to
        )
        record("message.sent", on=message, by=by.pk, now=now, readers=len(to))
        facts = [{"message": str(message.pk)}] * len(to)
        record_each("message.copy_sent", on=to, by=by.pk, now=now, facts=facts)
        for seat in to:
            post_message(message, seat, now=now)
    return message, True
