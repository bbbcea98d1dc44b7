"""The door to a session that a leader prepares."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef, Subquery
from django.http import Http404

from accounts.models import Account
from accounts.roles import Role, roles_of
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort
from groups.measuring.queries import unseen_by
from groups.sessions.models import GroupSession

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Coming:
    """A session with its group and the week it teaches; `since` is the day of the one before it, or
    a week ago where it is the first. `notes` about the safety of a member wait for the reader."""

    session: GroupSession
    since: date
    before_id: UUID | None
    week_id: int | None
    notes: int = 0

    @property
    def cohort(self) -> Cohort:
        """Whose session it is."""
        return self.session.cohort


def led_session(account: Account, slug: str, number: int) -> Coming:
    """A session, not cancelled, of a group that the account leads. One query.

    403 for somebody without the role, Http404 for other leaders and for what never was.
    """
    if Role.FACILITATOR not in roles_of(account):
        raise PermissionDenied
    earlier = (
        GroupSession.objects.exclude(state=GroupSession.State.CANCELLED)
        .filter(cohort=OuterRef("cohort"), starts_at__lt=OuterRef("starts_at"))
        .order_by("-starts_at")
    )
    notes = (
        unseen_by(account)
        .filter(enrollment__cohort=OuterRef("cohort"))
        .order_by()
        .values("enrollment__cohort")
    )
    found = (
        GroupSession.objects.exclude(state=GroupSession.State.CANCELLED)
        .filter(
            cohort__slug=slug, number=number,
            cohort__leaders__in=leading().filter(account=account),
        )
        .select_related("cohort")
        .annotate(
            before_on=Subquery(earlier.values("on")[:1]),
            before_id=Subquery(earlier.values("pk")[:1]),
            taught_week=F("week__week_id"),
            notes=Subquery(notes.annotate(many=Count("pk")).values("many")),
        )
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    since = found.before_on or found.on - ONE_WEEK
    return Coming(found, since, found.before_id, found.taught_week, found.notes or 0)
