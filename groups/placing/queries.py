"""Who must not share a group with whom, and which groups hold both all the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from accounts.models import Member
from groups.apart.models import DoNotPlace, Pairs
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment


@dataclass(frozen=True)
class PairLine:
    """A do-not-place as a coordinator reads it; `shared` are the groups that hold both now."""

    pair: DoNotPlace
    shared: list[Cohort] = field(default_factory=list)

    @property
    def shared_names(self) -> str:
        """Those groups by name."""
        return ", ".join(cohort.name for cohort in self.shared)


@dataclass(frozen=True)
class ApartLine:
    """The same from one of the two: with whom they must not share a group."""

    pair: DoNotPlace
    other: Member
    shared: list[Cohort]


def listed_pairs() -> Pairs:
    """All of them, those that stand first, each time the newest first."""
    pairs = DoNotPlace.objects.select_related("first__account", "second__account", "recorded_by")
    return pairs.order_by(F("ended_at").desc(nulls_first=True), "-recorded_at", "pk")


def pair_lines(pairs: Iterable[DoNotPlace]) -> list[PairLine]:
    """The pairs with the groups that hold both. One query for many as for one."""
    found = list(pairs)
    shared = _shared(found)
    return [PairLine(pair, shared.get(pair.pk, [])) for pair in found]


def apart_of(member: Member) -> list[ApartLine]:
    """Those that stand for one person. Two queries, one where there are none."""
    pairs = list(listed_pairs().open().of(member))
    shared = _shared(pairs)
    return [ApartLine(pair, pair.other_than(member), shared.get(pair.pk, [])) for pair in pairs]


def _shared(pairs: list[DoNotPlace]) -> dict[UUID, list[Cohort]]:
    standing = [pair for pair in pairs if pair.is_open]
    if not standing:
        return {}
    ids = {one for pair in standing for one in (pair.first_id, pair.second_id)}
    seats = Enrollment.objects.occupying().filter(
        member__in=ids, cohort__in=Cohort.objects.not_over()
    )
    places: dict[UUID, dict[int, Cohort]] = {pk: {} for pk in ids}
    for seat in seats.select_related("cohort"):
        places[seat.member_id][seat.cohort_id] = seat.cohort
    return {
        pair.pk: [
            cohort for pk, cohort in places[pair.first_id].items() if pk in places[pair.second_id]
        ]
        for pair in standing
    }


def pairs_in(cohort: Cohort) -> list[DoNotPlace]:
    """The pairs of whom both have a seat in one group: from before it was recorded. One query."""
    seats = cohort.enrollments.occupying().order_by()
    return list(
        listed_pairs()
        .open()
        .filter(
            Exists(seats.filter(member=OuterRef("first"))),
            Exists(seats.filter(member=OuterRef("second"))),
        )
    )


def apart(cohort: Cohort) -> frozenset[frozenset[UUID]]:
    """The same as pairs of members' ids, for whoever divides a group: these two stay apart in pairs
    and small groups, too, and nobody is told why. One query."""
    return frozenset(frozenset({pair.first_id, pair.second_id}) for pair in pairs_in(cohort))
