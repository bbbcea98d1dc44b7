"""What leaders see of diaries: what is shared now, and nothing else.

A day on which nothing shared was answered is not there; whether it was filled, or what is not
shared, shows nowhere. Columns that are not shared are not even read.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise

from accounts.models import Account, Member
from courses.diary.models import DiaryCard, Urge
from courses.diary.queries import skill_names
from courses.diary.shape import FIELDS, HIGH_URGE, URGE, columns_of, part_of, urge_key, urges_of
from courses.diary.words import said
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort
from groups.diaries.models import DiaryShare, UrgeSeen
from groups.seats.models import Enrollment

# Leaders look at weeks, not at somebody's year.
LOOK_BACK = timedelta(weeks=12)
# A high urge stays on the leaders' list for so long.
URGES_FOR = timedelta(days=14)


@dataclass(frozen=True)
class SharedDay:
    """What somebody shared of one day: each answered field by its name, in words."""

    day: date
    values: tuple[tuple[str | Promise, str], ...]


@dataclass(frozen=True)
class Seen:
    """Which leader has seen it, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class HighUrge:
    """A high urge that a member shares: on which day, when it was written, who has seen it.

    `beside`: it stands on a card that is kept beside the one that counts for its day.
    """

    cohort_id: int
    enrollment_id: UUID
    name: str
    card_id: UUID
    urge_id: UUID
    urge: str
    level: int
    acted: bool
    day: date
    beside: bool
    written_at: datetime
    seen: tuple[Seen, ...]
    seen_by_me: bool


def groups_to_share_with(member: Member) -> list[tuple[Enrollment, list[DiaryShare]]]:
    """Where the member takes part, with what they share there. Two queries."""
    mine = Enrollment.objects.enrolled().filter(member=member)
    parts = list(mine.select_related("cohort").order_by("held_at"))
    shares: dict[UUID, list[DiaryShare]] = {}
    for share in DiaryShare.objects.filter(enrollment__in=parts):
        shares.setdefault(share.enrollment_id, []).append(share)
    return [(part, shares.get(part.pk, [])) for part in parts]


def shared_since(enrollment: Enrollment, *, now: datetime) -> dict[str, date]:
    """What this member shares in this group now, each field with the day from which. One query."""
    shares = DiaryShare.objects.in_force(now).filter(enrollment=enrollment)
    return dict(shares.values_list("field", "from_day"))


def shared_days(enrollment: Enrollment, *, now: datetime) -> list[SharedDay]:
    """What this member shares in this group now, the newest day first. At most four queries."""
    since = shared_since(enrollment, now=now)
    if not since:
        return []
    first = max(min(since.values()), (now - LOOK_BACK).date())
    cards = DiaryCard.objects.filter(member=enrollment.member_id, stands=True, day__gte=first)
    shown = list(cards.only("member_id", "day", *columns_of(since)).order_by("-day"))
    skills = _skills(shown) if "skills" in since else {}
    labels = _labels(since, enrollment.member_id)
    found = [
        SharedDay(card.day, _values(card, _on(card.day, since), labels, skills)) for card in shown
    ]
    return [each for each in found if each.values]


def _on(day: date, since: dict[str, date]) -> set[str]:
    return {key for key, from_day in since.items() if day >= from_day}


def _values(
    card: DiaryCard, keys: Collection[str], labels: dict[str, str | Promise], skills: dict[int, str]
) -> tuple[tuple[str | Promise, str], ...]:
    words = said(part_of(card, keys), skills=skills)
    return tuple((label, words[key]) for key, label in labels.items() if key in words)


def _labels(keys: Collection[str], member_id: UUID) -> dict[str, str | Promise]:
    """What each shared field is called, in the order of a card; urges come first."""
    urges: dict[str, str | Promise] = {}
    if any(key.startswith(URGE) for key in keys):
        mine = Urge.objects.filter(member=member_id)
        urges = {key: urge.name for urge in mine if (key := urge_key(urge.pk)) in keys}
    return urges | {key: label for key, label in FIELDS.items() if key in keys}


def _skills(cards: Iterable[DiaryCard]) -> dict[int, str]:
    return skill_names(pk for card in cards for pk in card.skills)


def members_who_share(cohort: Cohort, *, now: datetime) -> list[Enrollment]:
    """Those of whom there is something to see now; whoever shares nothing, or shares what they did
    not answer, is not among them. Two queries, whatever the number."""
    since: dict[Enrollment, dict[str, date]] = {}
    shares = DiaryShare.objects.in_force(now).filter(enrollment__cohort=cohort)
    for share in shares.select_related("enrollment__member").order_by("enrollment__held_at"):
        since.setdefault(share.enrollment, {})[share.field] = share.from_day
    if not since:
        return []
    keys = {key for each in since.values() for key in each}
    members = {enrollment.member_id: enrollment for enrollment in since}
    first = (now - LOOK_BACK).date()
    cards = DiaryCard.objects.filter(member__in=members, stands=True, day__gte=first)
    there = set()
    for card in cards.only("member_id", "day", *columns_of(keys)):
        enrollment = members[card.member_id]
        if enrollment not in there:
            shared = _on(card.day, since[enrollment])
            if not part_of(card, shared).is_empty:
                there.add(enrollment)
    return [enrollment for enrollment in since if enrollment in there]


def high_urges(cohorts: Collection[int], *, reader: Account, now: datetime) -> list[HighUrge]:
    """The high urges that members of these groups share, the newest first. Four queries at most.

    Those of cards that do not count, too: whoever filled a day twice was in it both times, and
    which of the two counts is chosen later, if ever. An urge that is not shared is on neither.
    """
    shares = DiaryShare.objects.in_force(now).filter(
        enrollment__cohort__in=cohorts, field__startswith=URGE
    )
    since = {
        (share.enrollment.member_id, share.field): share
        for share in shares.select_related("enrollment__member")
    }
    if not since:
        return []
    cards = DiaryCard.objects.filter(
        member__in={member for member, _key in since},
        day__gte=(now - URGES_FOR).date(),
    ).only("member_id", "day", "stands", "urges", "changed_at")
    high = [
        (card, urge_id, one, share)
        for card in cards.order_by("-changed_at", "pk")
        for urge_id, one in urges_of(card).items()
        if one.level >= HIGH_URGE
        and (share := since.get((card.member_id, urge_key(urge_id)))) is not None
        and card.day >= share.from_day
    ]
    names = {str(urge.pk): urge for urge in Urge.objects.filter(pk__in={h[1] for h in high})}
    seen = _seen({card.pk for card, *_ in high})
    return [
        HighUrge(
            cohort_id=share.enrollment.cohort_id,
            enrollment_id=share.enrollment_id,
            name=share.enrollment.member.name,
            card_id=card.pk,
            urge_id=names[urge_id].pk,
            urge=names[urge_id].name,
            level=one.level,
            acted=one.acted,
            day=card.day,
            beside=not card.stands,
            written_at=card.changed_at,
            seen=tuple(Seen(str(row.account), row.seen_at) for row in rows),
            seen_by_me=any(row.account_id == reader.pk for row in rows),
        )
        for card, urge_id, one, share in high
        if urge_id in names
        # Whoever saw the card before it was changed has not seen this.
        for rows in [[r for r in seen.get((card.pk, urge_id), []) if r.seen_at >= card.changed_at]]
    ]


def _seen(cards: set[UUID]) -> dict[tuple[UUID, str], list[UrgeSeen]]:
    found: dict[tuple[UUID, str], list[UrgeSeen]] = {}
    for row in UrgeSeen.objects.filter(card__in=cards).select_related("account"):
        found.setdefault((row.card_id, str(row.urge_id)), []).append(row)
    return found


def leader_names(cohorts: Collection[int]) -> dict[int, list[str]]:
    """Who leads which group now, by name: those to whom something is shared. One query."""
    found: dict[int, list[str]] = {}
    for one in leading().filter(cohort__in=cohorts).select_related("account").order_by("-part"):
        found.setdefault(one.cohort_id, []).append(str(one.account))
    return found
