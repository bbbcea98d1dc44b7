"""A coordinator founds a group, opens it, corrects its words or takes a draft back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Account
from audit.actions import record
from groups.cohorts.actions import open_cohort
from groups.cohorts.models import Cohort, CohortLeader
from groups.planning.errors import NoDraft, SomebodyJoined, TooLate
from groups.planning.queries import free_slug
from groups.seats.actions import lock_cohort
from groups.sessions.actions import plan_sessions
from groups.weeks.actions import plan_weeks


@transaction.atomic
def found_cohort(
    cohort: Cohort, *, leader: Account, co_leader: Account | None, by: Account, now: datetime
) -> Cohort:
    """Saves a new cohort as a draft with its leaders, weekly sessions and pinned lessons.

    Where a colleague took its address a moment ago it gets the next free one.
    """
    _save_at_free_address(cohort)
    CohortLeader.objects.create(cohort=cohort, account=leader, part=CohortLeader.Part.LEADER)
    if co_leader is not None and co_leader != leader:
        CohortLeader.objects.create(
            cohort=cohort, account=co_leader, part=CohortLeader.Part.CO_LEADER
        )
    plan_sessions(cohort, count=cohort.course.weeks.count())
    plan_weeks(cohort)
    record("cohort.founded", on=cohort, by=by.pk, now=now)
    return cohort


def _save_at_free_address(cohort: Cohort) -> None:
    while True:
        try:
            with transaction.atomic():
                return cohort.save(force_insert=True)
        except IntegrityError:
            if not Cohort.objects.filter(slug=cohort.slug).exists():
                raise
            cohort.slug = free_slug(cohort.name)


@transaction.atomic
def open_enrolment(cohort: Cohort, *, by: Account, now: datetime) -> bool:
    """The group shows in public and takes people; False when it was no draft any more.

    Raises TooLate where nobody could enrol any more.
    """
    locked = lock_cohort(cohort.pk)
    if locked.enrolment_closes_at <= now:
        raise TooLate
    return open_cohort(locked, by=by.pk, now=now)


@transaction.atomic
def change_words(cohort: Cohort, *, name: str, about: str, by: Account, now: datetime) -> bool:
    """Another name and description. The address stays, since letters lead to it.

    False, and no entry, when they are the group's words already.
    """
    locked = lock_cohort(cohort.pk)
    wanted = {"name": name, "about": about}
    changed = [field for field, words in wanted.items() if getattr(locked, field) != words]
    if not changed:
        return False
    Cohort.objects.filter(pk=locked.pk).update(**wanted)
    record("cohort.words", on=locked, by=by.pk, now=now, changed=changed)
    return True


def refuse_to_discard(cohort: Cohort) -> None:
    """Raises NoDraft or SomebodyJoined for a group that has to stay."""
    if cohort.state != Cohort.State.DRAFT:
        raise NoDraft
    if cohort.enrollments.exists():
        raise SomebodyJoined


@transaction.atomic
def discard_draft(cohort: Cohort, *, by: Account, now: datetime) -> None:
    """Takes back a draft that nobody joined, with its sessions and weeks; the entry stays.

    Raises NoDraft for a group that was opened, and SomebodyJoined for one with a seat of any state.
    """
    locked = Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
    if locked is None:
        raise NoDraft
    refuse_to_discard(locked)
    record(
        "cohort.discarded", on=locked, by=by.pk, now=now,
        slug=locked.slug, sessions=locked.sessions.count(),
    )  # fmt: skip
    locked.weeks.all().delete()  # a session is kept from going while it carries a week
    locked.delete()
