"""What was given to whom, and what became of it: as its member reads it, and as leaders do.

Leaders and the member read the same: both come from `what_leaders_see`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import clock
from accounts.models import Account, Member
from courses.catalogue.models import Kind
from courses.catalogue.queries import Ref, Resource, resolve
from groups.assigning.models import Assignment, Delivery
from groups.assigning.timing import Dates
from groups.cohorts.access import leading
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession

# What of an answer was handed in to the leaders, by enrolment and worksheet.
HandedIn = Callable[[Collection[UUID], Collection[int]], Mapping[tuple[UUID, int], Any]]


@dataclass(frozen=True)
class Given:
    """Something that was delivered to a member, as their own page shows it.

    `resource` is None where it is not there any more; `due` is the session by which it is meant.
    """

    assignment: Assignment
    enrollment: Enrollment
    resource: Resource | None
    delivered_at: datetime
    due: GroupSession | None
    opened_at: datetime | None
    done_at: datetime | None
    paper_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its member, as far as we know."""
        return self.done_at is None and self.resource is not None


@dataclass(frozen=True)
class Seen:
    """What leaders see of one assignment at one member, and nothing else of it. `delivered_at` may
    lie ahead; `handed_in` is True where an answer to the worksheet was handed in to them."""

    assignment_id: UUID
    title: str
    called: str
    delivered_at: datetime
    is_delivered: bool
    opened_at: datetime | None
    done_at: datetime | None
    paper_at: datetime | None
    handed_in: bool


@dataclass(frozen=True)
class GroupsGiven:
    """One assignment as a page of its group names it: what, to whom, when, by when.

    `resource` is None where it is not there any more.
    """

    assignment: Assignment
    resource: Resource | None
    given_at: datetime | None
    due: GroupSession | None
    waits_for: GroupSession | None

    @property
    def title(self) -> str:
        """What it is called; empty where it is not there any more."""
        return self.resource.title if self.resource else ""


def took_part(account: Account | None = None, member: Member | None = None) -> list[Enrollment]:
    """The parts that somebody has or had in groups, those of the present first. One query.

    Whoever left before they ever took part had none.
    """
    everybody = Enrollment.objects.all()
    own = everybody.filter(member=member) if member else everybody.filter(member__account=account)
    parts = own.belonging() | own.departed().filter(activated_at__isnull=False)
    found = list(parts.select_related("cohort", "member").order_by("-held_at"))
    return sorted(found, key=lambda one: not one.enrolled)


def _assignments_of(parts: Sequence[Enrollment]) -> list[Assignment]:
    """All that could have been given to these, taken back or not, the newest first. One query."""
    cohorts = {part.cohort_id for part in parts}
    mine = {part.pk for part in parts}
    rows = Assignment.objects.filter(cohort__in=cohorts)
    return [one for one in rows if one.enrollment_id is None or one.enrollment_id in mine]


def dates_of(cohorts: Iterable[int]) -> Dates:
    """The sessions of groups. One query."""
    return Dates(GroupSession.objects.filter(cohort__in=set(cohorts)))


def _deliveries(
    assignments: Iterable[Assignment], members: Iterable[UUID]
) -> dict[tuple[UUID, UUID], Delivery]:
    rows = Delivery.objects.filter(
        assignment__in=[one.pk for one in assignments], member__in=set(members)
    )
    return {(row.assignment_id, row.member_id): row for row in rows}


NOTHING_YET = Delivery()


def given_to(member: Member, *, now: datetime, taken_back: bool = False) -> list[Given]:
    """What was delivered to the member by now, the newest first; each once, whatever parts in the
    group they had. `taken_back`: also what was. A constant number of queries."""
    parts = took_part(member=member)
    if not parts or not (assignments := _assignments_of(parts)):
        return []
    if not taken_back:
        assignments = [one for one in assignments if one.in_force]
    dates = dates_of(part.cohort_id for part in parts)
    resources = resolve(one.key for one in assignments)
    happened = _deliveries(assignments, [member.pk])
    found = []
    for one in assignments:
        until = min(now, one.withdrawn_at or now)  # taken back before, it never came
        reached = (
            (part, at) for part in parts if (at := dates.delivered_at(one, part)) and at <= until
        )
        if (first := next(reached, None)) is not None:
            part, at = first
            row = happened.get((one.pk, member.pk), NOTHING_YET)
            found.append(
                Given(
                    assignment=one,
                    enrollment=part,
                    resource=resources.get(one.key),
                    delivered_at=at,
                    due=dates.due(one),
                    opened_at=row.opened_at,
                    done_at=row.done_at,
                    paper_at=row.paper_at,
                )
            )
    return sorted(found, key=lambda one: one.delivered_at, reverse=True)


def assigned_worksheets(member: Member, *, now: datetime | None = None) -> list[int]:
    """The worksheets that were delivered to the member by `now` (left out: at present), by id."""
    found = (one.assignment for one in given_to(member, now=now or clock.now()))
    return sorted({one.ref for one in found if one.kind == Kind.WORKSHEET})


def waiting_by_part(parts: Sequence[Enrollment], *, now: datetime) -> dict[UUID, int]:
    """How many things were delivered to each part of a present member and are not marked as done.
    One query where nothing was given, three else."""
    enrolled = [part for part in parts if part.enrolled]
    assignments = [one for one in _assignments_of(enrolled) if one.in_force] if enrolled else []
    if not assignments:
        return {}
    dates = dates_of(part.cohort_id for part in enrolled)
    happened = _deliveries(assignments, [part.member_id for part in enrolled])
    counts: dict[UUID, int] = {}
    for part in enrolled:
        for one in assignments:
            at = dates.delivered_at(one, part)
            row = happened.get((one.pk, part.member_id), NOTHING_YET)
            if at is not None and at <= now and row.done_at is None:
                counts[part.pk] = counts.get(part.pk, 0) + 1
    return counts


def given_refs(account: Account, *, now: datetime) -> set[Ref]:
    """What the account's members were given by now, as references. Three queries at most."""
    parts = took_part(account=account)
    if not parts:
        return set()
    assignments = [one for one in _assignments_of(parts) if one.in_force]
    dates = dates_of(part.cohort_id for part in parts) if assignments else Dates(())
    return {
        one.key
        for one in assignments
        for part in parts
        if (at := dates.delivered_at(one, part)) is not None and at <= now
    }


def what_leaders_see(
    parts: Sequence[Enrollment],
    assignments: Sequence[Assignment],
    *,
    now: datetime,
    handed_in: HandedIn,
) -> dict[UUID, list[Seen]]:
    """By enrolment all that leaders see of what became of these assignments, in their order.

    Leaders' pages and the member's own “what my leaders see” are made of it, so that they cannot
    say different things. What was taken back is not in it. A constant number of queries.
    """
    there = [one for one in assignments if one.in_force]
    dates = dates_of(part.cohort_id for part in parts)
    resources = resolve(one.key for one in there)
    happened = _deliveries(there, [part.member_id for part in parts])
    sheets = {one.ref for one in there if one.kind == Kind.WORKSHEET}
    handed = handed_in([part.pk for part in parts], sheets) if sheets else {}
    found: dict[UUID, list[Seen]] = {part.pk: [] for part in parts}
    for part in parts:
        for one in there:
            at = dates.delivered_at(one, part)
            what = resources.get(one.key)
            if at is None or what is None:
                continue
            row = happened.get((one.pk, part.member_id), NOTHING_YET)
            found[part.pk].append(
                Seen(
                    assignment_id=one.pk,
                    title=what.title,
                    called=what.called,
                    delivered_at=at,
                    is_delivered=at <= now,
                    opened_at=row.opened_at,
                    done_at=row.done_at,
                    paper_at=row.paper_at,
                    handed_in=one.kind == Kind.WORKSHEET and bool(handed.get((part.pk, one.ref))),
                )
            )
    return found


def seen_of_member(
    member: Member, *, now: datetime, handed_in: HandedIn
) -> list[tuple[Enrollment, list[Seen]]]:
    """What the leaders of each group of the member see of them now. Leaders see whoever takes part
    or took part to the end."""
    parts = [part for part in took_part(member=member) if part.belongs]
    assignments = _assignments_of(parts) if parts else []
    seen = what_leaders_see(parts, assignments, now=now, handed_in=handed_in)
    return [(part, seen[part.pk]) for part in parts]


def given_in(assignments: Sequence[Assignment]) -> list[GroupsGiven]:
    """Assignments as pages of their groups name them. A constant number of queries."""
    dates = dates_of(one.cohort_id for one in assignments)
    resources = resolve(one.key for one in assignments)
    return [
        GroupsGiven(
            assignment=one,
            resource=resources.get(one.key),
            given_at=dates.given_at(one),
            due=dates.due(one),
            waits_for=dates.stands_for(one.for_session_id),
        )
        for one in assignments
    ]


def given_of_resource(one: Resource, *, led_by: Account) -> list[Assignment]:
    """Where it was given in the groups that the account leads, the newest first. One query."""
    led = leading().filter(account=led_by).values("cohort")
    rows = Assignment.objects.in_force().filter(kind=one.kind, ref=one.ref, cohort__in=led)
    return list(rows.select_related("cohort"))
