"""What was handed in: for the member, for the leaders of the group, and as a state by sheet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from accounts.models import Account, Member
from courses.answers.models import Answer
from courses.answers.queries import answers_of
from groups.handing.models import HandedIn, HandedInComment, HandedInSeen
from groups.seats.models import Enrollment
from groups.weeks.queries import ReadMeeting, is_released

STATES = ("open", "handed", "done")
OPEN, HANDED, DONE = range(len(STATES))
STATE_FIELDS = ("pk", "handed_at", "opened", "said")  # of HandedInState


@dataclass(frozen=True)
class HandedInState:
    """How far a worksheet of one enrolment has come. `seen`: a leader opened this version."""

    handed_in_id: UUID
    handed_at: datetime
    seen: bool
    comments: int


@dataclass(frozen=True)
class Handed:
    """A sheet in the leaders' list. `is_new`: this reader has not opened it as it is now."""

    row: HandedIn
    name: str
    title: str
    seen_by: tuple[str, ...]
    is_new: bool
    comments: int
    unread: int


@dataclass(frozen=True)
class Open:
    """A worksheet that a member may fill in: of which enrolment's lesson."""

    worksheet_id: int
    title: str
    enrollment_id: UUID


def handed_in(
    enrollment_ids: Collection[UUID], worksheet_ids: Collection[int]
) -> dict[tuple[UUID, int], HandedInState]:
    """What leaders hold now of these enrolments and worksheets, the latest of each. One query."""
    rows = _states(HandedIn.objects.in_force()).filter(
        enrollment__in=enrollment_ids, answer__worksheet__in=worksheet_ids
    )
    told: Iterable[tuple[Any, ...]] = rows.values_list(
        "enrollment", "answer__worksheet", *STATE_FIELDS
    )
    return {(part, sheet): HandedInState(*state) for part, sheet, *state in told}


def handed_since(
    enrollment_ids: Collection[UUID], *, since: datetime
) -> dict[UUID, list[tuple[str, HandedInState]]]:
    """What leaders hold now of these enrolments that was handed in since then, oldest first, with
    the titles of the sheets. One query."""
    rows = _states(HandedIn.objects.in_force().filter(handed_at__gte=since))
    told = rows.filter(enrollment__in=enrollment_ids).values_list(
        "enrollment", "answer__title", *STATE_FIELDS
    )
    found: dict[UUID, list[tuple[str, HandedInState]]] = {}
    for part, title, *state in told:
        found.setdefault(part, []).append((title, HandedInState(*state)))
    return found


def _states(rows: QuerySet[HandedIn]) -> QuerySet[HandedIn]:
    opened = HandedInSeen.objects.filter(handed_in=OuterRef("pk"), version=OuterRef("version"))
    return rows.annotate(opened=Exists(opened), said=Count("comments")).order_by("handed_at", "pk")


def handed_to(cohort_id: int, *, reader: Account) -> list[Handed]:
    """What the leaders of a group hold now, the newest first. Two queries, whatever the number."""
    unread = Q(comments__by_member=True, comments__read_at=None)
    rows = list(
        HandedIn.objects.in_force()
        .filter(enrollment__cohort=cohort_id)
        .select_related("enrollment__member", "answer")
        .defer("words", "answer__words", "answer__questions", "answer__intro", "answer__pens")
        .annotate(said=Count("comments"), unread=Count("comments", filter=unread))
        .order_by("-handed_at", "-pk")
    )
    seen: dict[UUID, list[HandedInSeen]] = {}
    for one in HandedInSeen.objects.filter(handed_in__in=rows).select_related("account"):
        seen.setdefault(one.handed_in_id, []).append(one)
    return [
        Handed(
            row=row,
            name=row.enrollment.member.name,
            title=row.answer.title,
            seen_by=tuple(str(one.account) for one in by),
            is_new=all(one.account_id != reader.pk for one in by),
            comments=row.said,  # type: ignore[attr-defined]  # annotated
            unread=row.unread,  # type: ignore[attr-defined]  # annotated
        )
        for row in rows
        for by in [[one for one in seen.get(row.pk, []) if one.version == row.version]]
    ]


def new_for(cohort_ids: Collection[int], *, reader: Account) -> dict[int, int]:
    """How many sheets each group's leader has not opened as they are now. One query."""
    mine = HandedInSeen.objects.filter(
        handed_in=OuterRef("pk"), account=reader, version=OuterRef("version")
    )
    rows = HandedIn.objects.in_force().filter(~Exists(mine), enrollment__cohort__in=cohort_ids)
    counted = rows.order_by().values("enrollment__cohort").annotate(number=Count("pk"))
    return dict(counted.values_list("enrollment__cohort", "number"))


def handings_of(answer: Answer) -> list[HandedIn]:
    """Where the answer was handed in, taken back or not, with who has seen it and what was said.
    Three queries."""
    rows = HandedIn.objects.filter(answer=answer).select_related("enrollment__cohort")
    return list(rows.defer("words").prefetch_related("seen__account", "comments__account"))


@dataclass(frozen=True)
class MySheet:
    """A filled worksheet in its member's list. `state` is "open", "handed" or "done"."""

    answer: Answer
    state: str
    unread: bool


def sheets_of(member: Member) -> QuerySet[Answer]:
    """The member's answers with a `rank`: open ones first, then those that leaders have, then what
    is done; each the newest first."""
    held = HandedIn.objects.in_force().filter(answer=OuterRef("pk"))
    rank = Case(
        When(Exists(held), then=Value(HANDED)), When(done_at=None, then=Value(OPEN)),
        default=Value(DONE), output_field=IntegerField(),
    )  # fmt: skip
    return answers_of(member).annotate(rank=rank).order_by("rank", "-changed_at", "-pk")


def my_sheets(page: Iterable[Answer], *, unread: Collection[UUID]) -> list[MySheet]:
    """A page of `sheets_of` as lines."""
    return [
        MySheet(one, STATES[one.rank], unread=one.pk in unread)  # type: ignore[attr-defined]
        for one in page
    ]


def unread_comments(member: Member) -> set[UUID]:
    """The member's answers of which something was said that they have not read. One query."""
    unread = HandedInComment.objects.filter(
        handed_in__answer__member=member, by_member=False, read_at=None
    )
    return set(unread.values_list("handed_in__answer", flat=True))


def parts_of(member: Member) -> list[Enrollment]:
    """The groups in which the member takes part, to whose leaders a sheet can be handed."""
    mine = Enrollment.objects.enrolled().filter(member=member)
    return list(mine.select_related("cohort", "member").order_by("held_at"))


def open_sheets(member: Member, *, now: datetime) -> list[Open]:
    """The worksheets of the lessons that the member may read by now, each once, the latest week
    first. One query."""
    weeks = "cohort__weeks"
    rows = (
        Enrollment.objects.belonging()
        .filter(member=member, cohort__weeks__lessons__worksheet__isnull=False)
        .order_by(f"-{weeks}__week__number", f"{weeks}__lessons__order")
        .values_list(
            f"{weeks}__lessons__worksheet_id", f"{weeks}__lessons__worksheet__title", "pk",
            f"{weeks}__session__state", f"{weeks}__session__starts_at",
            f"{weeks}__session__minutes", f"{weeks}__session__ended_at",
        )
    )  # fmt: skip
    found: dict[int, Open] = {}
    for worksheet_id, title, enrollment_id, *meeting in rows:
        if is_released(ReadMeeting(*meeting), now=now):
            found.setdefault(worksheet_id, Open(worksheet_id, title, enrollment_id))
    return list(found.values())
