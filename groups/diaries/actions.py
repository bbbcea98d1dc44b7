"""Sharing a part of one's diary, taking it back; a leader has read it, has seen a high urge."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts.models import Account
from accounts.roles import Role
from audit.actions import record, record_each
from groups.diaries.models import DiaryShare, UrgeSeen
from groups.diaries.queries import HighUrge
from groups.seats.models import Enrollment


@transaction.atomic
def share_diary(
    enrollment: Enrollment,
    *,
    add: Collection[str],
    drop: Collection[str],
    from_day: date,
    ends_at: datetime | None,
    now: datetime,
) -> None:
    """Shares the fields of `add` with the group's leaders and takes those of `drop` back.

    What was shared before and is in neither stays as it is. Taken back, it is gone from every page
    of theirs with the commit.
    """
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)  # one change after another
    mine = DiaryShare.objects.filter(enrollment=enrollment)
    mine.filter(field__in=drop).delete()
    for key in add:
        shared = {"from_day": from_day, "ends_at": ends_at, "shared_at": now}
        DiaryShare.objects.update_or_create(enrollment=enrollment, field=key, defaults=shared)
    for act, keys in (("diary.shared", add), ("diary.unshared", drop)):
        if keys:
            _note(act, enrollment, by=enrollment.member.account_id, now=now, fields=len(keys))


def stop_sharing(enrollment: Enrollment, *, now: datetime) -> None:
    """Takes back everything that is shared in this group."""
    keys = list(DiaryShare.objects.filter(enrollment=enrollment).values_list("field", flat=True))
    share_diary(enrollment, add=(), drop=keys, from_day=now.date(), ends_at=None, now=now)


def note_reading(enrollment: Enrollment, *, by: Account, now: datetime) -> None:
    """Writes into the member's record that a leader opened what they share."""
    _note("diary.read", enrollment, by=by.pk, role=Role.FACILITATOR, now=now)


def note_urges_read(urges: Collection[HighUrge], *, by: Account, now: datetime) -> None:
    """The same for the list of high urges: an entry for each member on it."""
    ids = {one.enrollment_id for one in urges}
    rows = list(Enrollment.objects.filter(pk__in=ids)) if ids else []
    record_each("diary.read", on=rows, by=by.pk, now=now, facts=[{} for _ in rows])


@transaction.atomic
def see_urge(urge: HighUrge, *, by: Account, now: datetime) -> None:
    """Notes that a leader has seen it, for the other leaders."""
    UrgeSeen.objects.update_or_create(
        card_id=urge.card_id, urge_id=urge.urge_id, account=by, defaults={"seen_at": now}
    )
    enrollment = Enrollment.objects.get(pk=urge.enrollment_id)
    _note("diary.urge_seen", enrollment, by=by.pk, role=Role.FACILITATOR, now=now)


def _note(
    act: str, enrollment: Enrollment, *, by: int, now: datetime, role: str = "", **facts: int
) -> None:
    record(act, on=enrollment, by=by, role=role, member_id=enrollment.member_id, now=now, **facts)
