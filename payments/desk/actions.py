"""What the desk does to a group and to its prices at once."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from groups.cohorts.models import Cohort
from groups.planning.actions import discard_draft
from payments.prices.models import Price


@transaction.atomic
def discard_group(cohort: Cohort, *, by: Account, now: datetime) -> None:
    """Takes back a draft that nobody joined, and the prices it never asked of anybody.

    Raises what `discard_draft` raises; prices and group then stand as before.
    """
    Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
    Price.objects.filter(cohort=cohort, orders__isnull=True).delete()
    discard_draft(cohort, by=by, now=now)
