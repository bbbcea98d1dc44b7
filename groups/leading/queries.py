"""Who can lead groups, who leads which, and where that does not work out."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Account
from accounts.roles import Role
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort, CohortLeader
from groups.sessions.models import GroupSession


def facilitators() -> QuerySet[Account]:
    """Who can be asked to lead a group, by name."""
    return Account.objects.filter(groups__name=Role.FACILITATOR.value, is_active=True).order_by(
        "first_name", "email"
    )


def led_cohorts(account: Account) -> QuerySet[Cohort]:
    """The cohorts that the account leads and that are not over."""
    return (
        Cohort.objects.not_over()
        .filter(leaders__account=account)
        .select_related("course")
        .order_by("weekday", "starts")
    )


def without_leader() -> QuerySet[Cohort]:
    """Groups that nobody can lead any more: their leaders left the team, or lost the role."""
    able = leading().filter(cohort=OuterRef("pk"))
    return Cohort.objects.not_over().filter(~Exists(able))


@dataclass(frozen=True)
class DoubleBooking:
    """Somebody leads two groups at the same time: first when, and how often in all."""

    leader: str
    other: Cohort
    first: GroupSession
    times: int


def double_bookings(cohort: Cohort, *, now: datetime) -> list[DoubleBooking]:
    """Where leaders of this group lead another one that meets at the same time. Three queries."""
    elsewhere = list(
        CohortLeader.objects.filter(account__leads__cohort=cohort)
        .exclude(cohort=cohort)
        .filter(cohort__in=Cohort.objects.not_over())
        .select_related("account", "cohort")
    )
    own = list(_ahead(now).filter(cohort=cohort))
    theirs: dict[int, list[GroupSession]] = {}
    for group_session in _ahead(now).filter(cohort__in=[lead.cohort_id for lead in elsewhere]):
        theirs.setdefault(group_session.cohort_id, []).append(group_session)
    found = []
    for lead in elsewhere:
        others = theirs.get(lead.cohort_id, [])
        clashes = [mine for mine in own if any(_meet_at_once(mine, other) for other in others)]
        if clashes:
            found.append(DoubleBooking(str(lead.account), lead.cohort, clashes[0], len(clashes)))
    return found


def _ahead(now: datetime) -> QuerySet[GroupSession]:
    planned = GroupSession.objects.filter(state=GroupSession.State.PLANNED, starts_at__gt=now)
    return planned.order_by("starts_at")


def _meet_at_once(one: GroupSession, other: GroupSession) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
