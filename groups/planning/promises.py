"""What the clinic promises everybody: how money comes back, how long a room's chat is kept."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from help.models import SiteSettings


@transaction.atomic
def change_promises(
    kept: SiteSettings, *, refund_terms: str, chat_kept_days: int, by: Account, now: datetime
) -> None:
    """Sets both; orders that exist keep the terms that were agreed."""
    kept.refund_terms, kept.chat_kept_days = refund_terms, chat_kept_days
    kept.save(update_fields=["refund_terms", "chat_kept_days"])
    record("promises.changed", on=kept, by=by.pk, now=now, chat_kept_days=chat_kept_days)
