"""Who leads a group from now on."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from groups.cohorts.models import Cohort, CohortLeader
from groups.leading.queries import facilitators
from groups.seats.actions import lock_cohort


class UnfitLeaders(Exception):
    """A group is led by one active facilitator, or by two different ones."""


@transaction.atomic
def change_leaders(
    cohort: Cohort, *, leader: Account, co_leader: Account | None, by: Account, now: datetime
) -> bool:
    """Hands the group to these leaders; whoever led it before loses its pages and rooms at once.

    False, and no entry, when they lead it already. Raises UnfitLeaders for somebody who is no
    active facilitator, or for one person in both parts.
    """
    locked = lock_cohort(cohort.pk)
    wanted = {leader.pk: CohortLeader.Part.LEADER}
    if co_leader is not None:
        wanted.setdefault(co_leader.pk, CohortLeader.Part.CO_LEADER)
    if leader == co_leader or facilitators().filter(pk__in=wanted).count() != len(wanted):
        raise UnfitLeaders
    before = dict(locked.leaders.values_list("account_id", "part"))
    if before == wanted:
        return False
    locked.leaders.exclude(account_id__in=wanted).delete()
    for account_id, part in wanted.items():
        CohortLeader.objects.update_or_create(
            cohort=locked, account_id=account_id, defaults={"part": part}
        )
    record(
        "cohort.leaders", on=locked, by=by.pk, now=now, before=sorted(before), after=sorted(wanted)
    )
    return True
