"""Two people are kept apart, and may share groups again. Each function is one transaction.

The trail names the pair and no member: a member reads the entries that name them, and must not read
that somebody keeps away from them.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Account, Member
from audit.actions import record
from groups.apart.models import DoNotPlace, Reach
from groups.cohorts.models import Cohort
from groups.placing.errors import EndedAlready, KeptApartAlready, SamePerson
from groups.placing.queries import PairLine, pair_lines


def keep_apart(
    one: Member, other: Member, *, reach: Reach, reason: str, by: Account, now: datetime
) -> PairLine:
    """From now on no group gets both; returns it, with the groups that hold both already.

    Every group that can take people is locked, as for a change of its seats: whoever claims a seat
    at the same moment either has it, and its group is returned here, or is refused. Raises
    SamePerson or KeptApartAlready.
    """
    if one.pk == other.pk:
        raise SamePerson
    first, second = sorted((one, other), key=lambda member: member.pk)
    with transaction.atomic():
        _lock_every_group()
        if DoNotPlace.objects.open().between(first, second).exists():
            raise KeptApartAlready
        pair = DoNotPlace(
            first=first, second=second, reach=reach, reason=reason, recorded_by=by, recorded_at=now
        )
        try:
            with transaction.atomic():
                pair.save(force_insert=True)
        except IntegrityError as error:
            raise KeptApartAlready from error
        record("do-not-place.recorded", on=pair, by=by.pk, now=now, reach=reach)
        return pair_lines([pair])[0]


def _lock_every_group() -> None:
    """In the order in which everything that locks several of them does (their own), so that two who
    do it wait for each other and not for ever."""
    list(Cohort.objects.not_over().select_for_update().values_list("pk", flat=True))


@transaction.atomic
def let_share(pair: DoNotPlace, *, by: Account, now: datetime) -> None:
    """It holds no longer; it stays on record. Raises EndedAlready.

    Whoever was passed over on a waiting list is asked in their turn, within a minute.
    """
    standing = DoNotPlace.objects.open().filter(pk=pair.pk)
    if not standing.update(ended_at=now, ended_by=by):
        raise EndedAlready
    record("do-not-place.ended", on=pair, by=by.pk, now=now)
