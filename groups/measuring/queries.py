"""What is asked of whom now, what is shared with leaders, and what was told to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Account, Member
from courses.measures.models import Response
from courses.measures.series import Entry, entries
from courses.measures.shapes import Measure
from courses.measures.shelf import measures, scheduled_measures
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort
from groups.measuring.models import MeasureShare, OccasionResponse, SafetyNote, SafetyNoteSeen
from groups.measuring.occasions import Occasion, TaughtWeek, occasions
from groups.seats.models import Enrollment
from groups.weeks.models import CohortWeek


@dataclass(frozen=True)
class Asked:
    """What one part in a group is asked now: `open_measures` are those not answered yet."""

    enrollment: Enrollment
    occasion: Occasion
    open_measures: tuple[Measure, ...]


def occasions_of(enrollments: Sequence[Enrollment]) -> dict[UUID, list[Occasion]]:
    """The occasions of each part in a group. One query."""
    rows = (
        CohortWeek.objects.filter(cohort__in={one.cohort_id for one in enrollments})
        .select_related("week", "session")
        .order_by("cohort", "week__number")
    )
    weeks: dict[int, list[tuple[int, TaughtWeek]]] = {}
    for row in rows:
        week = TaughtWeek(
            row.week.number, row.week.module, row.session.starts_at, row.session.ends_at
        )
        weeks.setdefault(row.cohort_id, []).append((row.session.number, week))
    return {
        one.pk: occasions(
            [week for number, week in weeks.get(one.cohort_id, []) if one.has_session(number)],
            since=one.activated_at or one.held_at,
        )
        for one in enrollments
    }


def asked_now(enrollments: Sequence[Enrollment], *, now: datetime) -> dict[UUID, Asked]:
    """What is asked of each of them at `now`, answered or not; those with no open occasion are
    left out. Two queries; none where nobody takes part or nothing is asked."""
    part = [one for one in enrollments if one.belongs]
    wanted = scheduled_measures() if part else []
    if not wanted:
        return {}
    by_part = occasions_of(part)
    open_now = {
        one.pk: occasion for one in part for occasion in by_part[one.pk] if occasion.is_open(now)
    }
    answered = set(
        OccasionResponse.objects.filter(
            enrollment__in=open_now, response__isnull=False
        ).values_list("enrollment_id", "occasion", "measure")
    )
    return {
        one.pk: Asked(
            one,
            open_now[one.pk],
            tuple(
                measure
                for measure in wanted
                if (one.pk, open_now[one.pk].key, measure.slug) not in answered
            ),
        )
        for one in part
        if one.pk in open_now
    }


def parts_of(member: Member) -> list[Enrollment]:
    """The member's parts in groups, those that are over too, the newest first. One query."""
    mine = Enrollment.objects.belonging().filter(member=member).select_related("cohort")
    return list(mine.order_by("-held_at"))


def listened_to(parts: Sequence[Enrollment], asked: Collection[UUID]) -> list[Enrollment]:
    """The parts for which somebody answers now: they take part, or are still asked at the end."""
    return [one for one in parts if one.enrolled or one.pk in asked]


@dataclass(frozen=True)
class Told:
    """Who would hear of a safety answer: leaders by name, as far as they told us theirs."""

    names: tuple[str, ...]
    anybody: bool


def who_is_told(member: Member, *, now: datetime) -> Told | None:
    """Whom a safety answer of this member would be told to; None where they cannot answer now."""
    parts = parts_of(member)
    listening = listened_to(parts, asked_now(parts, now=now).keys())
    if not listening:
        return None
    able = leading().filter(cohort__in={one.cohort_id for one in listening})
    names = {one.account.get_full_name() for one in able.select_related("account")}
    return Told(tuple(sorted(name for name in names if name)), anybody=bool(names))


def shown_to_leaders(*, now: datetime) -> QuerySet[MeasureShare]:
    """What members share at `now`. Everything that leaders see of measures asks here."""
    part = Exists(Enrollment.objects.enrolled().filter(pk=OuterRef("enrollment")))
    to_the_end = Exists(Enrollment.objects.belonging().filter(pk=OuterRef("enrollment")))
    return MeasureShare.objects.filter(
        Q(part, until__isnull=True) | Q(to_the_end, until__gt=now), shared_at__lte=now
    )


@dataclass(frozen=True)
class SharedSeries:
    """A measure that a member shares and has answered: all that a leader's list has of it."""

    enrollment: Enrollment
    measure: Measure
    first: Entry
    latest: Entry
    until: datetime | None


def shared_with_leaders(cohort: Cohort, *, now: datetime) -> list[SharedSeries]:
    """What the members of a group share and have answered, by name. Nobody else is named, so that
    nothing shows who shares nothing. Two queries, however many."""
    shares = list(
        shown_to_leaders(now=now)
        .filter(enrollment__cohort=cohort)
        .select_related("enrollment__member")
        .order_by("enrollment__member__name", "enrollment", "measure")
    )
    known, found = measures(), []
    answered = _answered([(share.enrollment.member_id, share.measure) for share in shares])
    for share in shares:
        mine = answered.get((share.enrollment.member_id, share.measure), [])
        measure = known.get(share.measure)
        if measure is None or not mine:
            continue
        # The first that has a total is what the latest is compared with; what lies between is not
        # opened for a list.
        first = next((one for one in mine if one.total is not None), mine[0])
        ends = entries(measure, [first] if first is mine[-1] else [first, mine[-1]])
        found.append(SharedSeries(share.enrollment, measure, ends[0], ends[-1], share.until))
    return found


def _answered(wanted: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], list[Response]]:
    found: dict[tuple[UUID, str], list[Response]] = {each: [] for each in wanted}
    rows = Response.objects.filter(
        member__in={member_id for member_id, _slug in wanted},
        measure__in={slug for _member_id, slug in wanted},
    )
    for response in rows.order_by("answered_at", "given_at", "id"):
        if (key := (response.member_id, response.measure)) in found:
            found[key].append(response)
    return found


def notes_of(cohort: Cohort) -> QuerySet[SafetyNote]:
    """What the leaders of a group were told, the newest first, with who has seen it."""
    seen = SafetyNoteSeen.objects.select_related("account").order_by("seen_at")
    return (
        SafetyNote.objects.filter(enrollment__cohort=cohort, enrollment__in=_belonging())
        .select_related("enrollment__member")
        .prefetch_related(Prefetch("seen", queryset=seen))
        .order_by("-noted_at", "-id")
    )


def unseen_by(account: Account) -> QuerySet[SafetyNote]:
    """The notes about people who belong to a group that this leader has not seen yet."""
    mine = SafetyNoteSeen.objects.filter(note=OuterRef("pk"), account=account)
    return SafetyNote.objects.filter(~Exists(mine), enrollment__in=_belonging())


def unseen_notes(account: Account, cohort_ids: Collection[int]) -> dict[int, int]:
    """How many notes of each group this leader has not seen yet. One query."""
    rows = (
        unseen_by(account)
        .filter(enrollment__cohort__in=cohort_ids)
        .values_list("enrollment__cohort_id", flat=True)
    )
    found: dict[int, int] = {}
    for cohort_id in rows:
        found[cohort_id] = found.get(cohort_id, 0) + 1
    return found


def _belonging() -> QuerySet[Enrollment]:
    return Enrollment.objects.belonging()


def may_answer(parts: Sequence[Enrollment], *, now: datetime) -> bool:
    """Whether somebody would listen: they take part, or their course asks them at its end."""
    return bool(listened_to(parts, asked_now(parts, now=now).keys()))


def shares_of(
    parts: Sequence[Enrollment], measure: Measure, *, now: datetime
) -> dict[UUID, MeasureShare]:
    """With the leaders of which groups a measure is shared now, by the part in the group."""
    there = shown_to_leaders(now=now).filter(enrollment__in=parts, measure=measure.slug)
    return {share.enrollment_id: share for share in there}


@dataclass(frozen=True)
class MeasureLine:
    """A measure as its member's list has it. `until`: it is asked now, till then."""

    measure: Measure
    until: datetime | None
    latest_at: datetime | None
    may_answer: bool
    shared: bool


def measure_lines(member: Member, *, now: datetime) -> list[MeasureLine]:
    """Every measure for one member, what is asked now first. Five queries."""
    parts = parts_of(member)
    asked = asked_now(parts, now=now)
    may = bool(listened_to(parts, asked.keys()))
    until: dict[str, datetime] = {}
    for one in asked.values():
        for measure in one.open_measures:
            closes_at = one.occasion.closes_at
            until[measure.slug] = max(closes_at, until.get(measure.slug, closes_at))
    rows = Response.objects.filter(member=member).order_by().values("measure")
    counted = rows.annotate(latest_at=Max("answered_at"))
    latest = dict(counted.values_list("measure", "latest_at"))
    shared = set(
        shown_to_leaders(now=now).filter(enrollment__in=parts).values_list("measure", flat=True)
    )
    lines = [
        MeasureLine(
            measure=measure,
            until=until.get(slug),
            latest_at=latest.get(slug),
            may_answer=may,
            shared=slug in shared,
        )
        for slug, measure in measures().items()
    ]
    return sorted(lines, key=lambda line: line.until is None)
