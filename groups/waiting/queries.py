"""Who stands in line where, and how that is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Member
from groups.apart.models import DoNotPlace, placed_by_us
from groups.cohorts.models import ROOM_CARRIES, Cohort, taking_people
from groups.seats.models import Enrollment
from groups.seats.queries import taken_seats
from groups.waiting.hours import awake_at
from groups.waiting.models import Entries, WaitingEntry
from groups.waiting.tokens import offer_path

FRONT, MIDDLE = 3, 8


class Band(TextChoices):
    """Where in line somebody stands, as they are told: a number would promise what nobody can."""

    FRONT = "front", _("near the front")
    MIDDLE = "middle", _("in the middle")
    BACK = "back", _("further back")


def band_of(place: int) -> Band:
    """The band of a place in line; the first is 1."""
    return Band.FRONT if place <= FRONT else Band.MIDDLE if place <= MIDDLE else Band.BACK


def with_placed(entries: Entries) -> Entries:
    """Each with `placed`: whether they have a seat in that group, or take part in another one of
    its course."""
    others = Enrollment.objects.filter(member=OuterRef("member"))
    here = others.claimed().filter(cohort=OuterRef("cohort"))
    elsewhere = others.enrolled().filter(cohort__course=OuterRef("cohort__course"))
    return entries.annotate(placed=Exists(here.order_by()) | Exists(elsewhere.order_by()))


def with_standing(entries: Entries) -> Entries:
    """Each with all that says whether a seat may be offered: `placed`, as above; `apart`, whether
    they must not share the group with somebody who has a seat in it; and `placed_by_us`."""
    inside = Enrollment.objects.occupying().filter(cohort=OuterRef("cohort"))
    pair = DoNotPlace.objects.open().near(
        OuterRef("member"),
        OuterRef(OuterRef("member")),
        one_account=OuterRef("member__account"),
        other_account=OuterRef(OuterRef("member__account")),
    )
    return with_placed(entries).annotate(
        apart=Exists(inside.filter(Exists(pair.order_by())).order_by()),
        placed_by_us=placed_by_us(OuterRef("member__account")),
    )


def in_line(cohort: Cohort) -> list[WaitingEntry]:
    """Who stands in line for a seat there, in order, each with its standing. One query."""
    line = with_standing(cohort.waiting.waiting()).select_related("member__account")
    found = list(line)
    for entry in found:
        entry.cohort = cohort
    return found


def may_be_offered(entry: WaitingEntry, *, now: datetime) -> bool:
    """Whether the next free seat may be offered to somebody in line; else the one after is asked.

    This is the only place that says so. Whoever cannot sign in could not answer, and an offer whose
    letter would wait for a morning after enrolment has closed would be none. Whoever must not share
    the group is passed over without a word, to them and to everybody.
    """
    if not entry.is_waiting or entry.paused_at is not None or _is_placed(entry):
        return False
    if _must_not_share(entry) or _is_placed_by_us(entry):
        return False
    if not entry.member.account.is_active:
        return False
    return awake_at(now, entry.clock) < entry.cohort.enrolment_closes_at


def _is_placed(entry: WaitingEntry) -> bool:
    return entry.placed  # type: ignore[attr-defined, no-any-return]  # annotated


def _must_not_share(entry: WaitingEntry) -> bool:
    return entry.apart  # type: ignore[attr-defined, no-any-return]  # annotated


def _is_placed_by_us(entry: WaitingEntry) -> bool:
    return entry.placed_by_us  # type: ignore[attr-defined, no-any-return]  # annotated


@dataclass(frozen=True)
class WaitingNow:
    """One open entry as its member reads it; `band` is None where a seat is offered."""

    entry: WaitingEntry
    band: Band | None

    @property
    def answer_path(self) -> str:
        """Where the seat that is offered is taken or refused."""
        return offer_path(self.entry.seat) if self.entry.seat else ""


def waiting_now(account: Account) -> list[WaitingNow]:
    """Where the account's people wait, and which seats are offered to them. Two queries at most."""
    entries = list(
        WaitingEntry.objects.open()
        .filter(member__account=account)
        .select_related("cohort__course", "member__account", "seat")
    )
    places = _places({entry.cohort_id for entry in entries if entry.is_waiting})
    return [
        WaitingNow(entry, band_of(places[entry.pk]) if entry.pk in places else None)
        for entry in entries
    ]


def _places(cohort_ids: Iterable[int]) -> dict[int, int]:
    """By entry its place in line. One query, none where nobody waits."""
    ids = list(cohort_ids)
    if not ids:
        return {}
    places: dict[int, int] = {}
    counted: dict[int, int] = {}
    line = WaitingEntry.objects.waiting().filter(cohort__in=ids)
    for pk, cohort_id in line.values_list("pk", "cohort_id"):
        counted[cohort_id] = counted.get(cohort_id, 0) + 1
        places[pk] = counted[cohort_id]
    return places


def waits_first(cohort: Cohort, *, member: Member, now: datetime) -> bool:
    """Whether the member stands before all who joined the line, and may yet be asked there."""
    line = WaitingEntry.objects.waiting().filter(cohort=cohort, member=member, goes_first=True)
    first = with_standing(line).first()
    if first is None or not cohort.takes_people(now):
        return False
    return not (_must_not_share(first) or _is_placed_by_us(first))


def open_entries_of(account: Account, cohort: Cohort) -> dict[UUID, WaitingEntry]:
    """By member the open entries of the account's people in one group. One query."""
    entries = WaitingEntry.objects.open().filter(member__account=account, cohort=cohort)
    return {entry.member_id: entry for entry in entries.select_related("seat")}


class Turn(TextChoices):
    """When somebody in line is asked, as a coordinator reads it."""

    FIRST = "first", _("Is asked first when a seat comes free")
    LATER = "later", _("Is asked after those before them")
    PLACED = "placed", _("Is not asked: they have a seat in this course")
    PAUSED = "paused", _("Is not asked until you say so: an offer was taken back")
    APART = "apart", _("Is not asked: do-not-place with somebody in this group")
    BY_US = "by-us", _("Is not asked: do-not-place, you place them yourself")
    NOT_NOW = "not-now", _("Is not asked at the moment: a letter would not reach them in time")


@dataclass(frozen=True)
class WaitingLine:
    """An entry as a coordinator reads it; `place` and `turn` are those of whoever waits."""

    entry: WaitingEntry
    place: int | None = None
    turn: Turn | None = None


MOST_ENDED = 30


def list_of(cohort: Cohort, *, now: datetime) -> tuple[list[WaitingLine], list[WaitingLine]]:
    """Who waits there or has an offer, in order; and those whose waiting ended, the newest first.
    Six queries at most."""
    whole = cohort.waiting.select_related("member__account", "seat")
    whole = whole.prefetch_related("taken_back__by")
    entries = list(with_standing(whole.open()))
    for entry in entries:
        entry.cohort = cohort
    lines = _lines(entries, now=now)
    ended = whole.exclude(ended_at=None).order_by("-ended_at", "-pk")[:MOST_ENDED]
    return lines, [WaitingLine(entry) for entry in ended]


def lines_of(entries: Iterable[WaitingEntry], *, now: datetime) -> list[WaitingLine]:
    """These entries of any groups as a coordinator reads them, in their order. Three queries."""
    asked = list(entries)
    cohort_ids = {entry.cohort_id for entry in asked if entry.is_open}
    line = with_standing(WaitingEntry.objects.open()).filter(cohort__in=cohort_ids)
    by_group: dict[int, list[WaitingEntry]] = {}
    for entry in line.select_related("cohort", "member__account", "seat"):
        by_group.setdefault(entry.cohort_id, []).append(entry)
    standing = {
        found.entry.pk: found for group in by_group.values() for found in _lines(group, now=now)
    }
    return [standing.get(entry.pk, WaitingLine(entry)) for entry in asked]


def _lines(entries: Iterable[WaitingEntry], *, now: datetime) -> list[WaitingLine]:
    """Open entries of one group, the first one first, each with how it stands (`with_standing`)."""
    lines: list[WaitingLine] = []
    place, first = 0, True
    for entry in entries:
        if not entry.is_waiting:
            lines.append(WaitingLine(entry))
            continue
        place += 1
        able = may_be_offered(entry, now=now)
        lines.append(WaitingLine(entry, place, _turn(entry, able=able, first=first)))
        first = first and not able
    return lines


def _turn(entry: WaitingEntry, *, able: bool, first: bool) -> Turn:
    if able:
        return Turn.FIRST if first else Turn.LATER
    if _is_placed(entry):
        return Turn.PLACED
    if _must_not_share(entry):
        return Turn.APART
    if _is_placed_by_us(entry):
        return Turn.BY_US
    return Turn.NOT_NOW if entry.paused_at is None else Turn.PAUSED


def with_room(now: datetime) -> list[int]:
    """The groups that take people where somebody waits and a seat is free. One query."""
    waits = WaitingEntry.objects.waiting().filter(cohort=OuterRef("pk"))
    cohorts = Cohort.objects.taking(now).filter(Exists(waits))
    return [
        cohort.pk
        for cohort in cohorts.annotate(taken=taken_seats())
        if cohort.taken < cohort.capacity  # type: ignore[attr-defined]  # annotated
    ]


def closed_or_placed(now: datetime) -> Entries:
    """Open entries that lead nowhere any more: the group takes nobody, or they have a seat."""
    takes = taking_people(now, of="cohort__")
    return with_placed(WaitingEntry.objects.open()).filter(~takes | Q(placed=True))


@dataclass(frozen=True)
class Room:
    """How full a group is: `taken` of `seats`, `waiting` in line for one. `carries` is how many
    people its room can hold at most."""

    seats: int
    taken: int
    waiting: int
    carries: int = ROOM_CARRIES

    @property
    def free(self) -> int:
        """Seats that anybody can have: those who wait are offered them before anybody else."""
        return max(0, self.seats - self.taken - self.waiting)

    @property
    def full(self) -> bool:
        """Whether not even a reason makes room for one more."""
        return self.taken >= self.carries


def room_of(cohort: Cohort) -> Room:
    """How full it is now. Two queries."""
    return Room(
        seats=cohort.capacity,
        taken=cohort.enrollments.occupying().count(),
        waiting=cohort.waiting.waiting().count(),
    )
