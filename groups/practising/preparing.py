"""What leaders have before them when they prepare a session, read at a constant cost.

Everything asks first what is shared now: members who share nothing are not read at all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value

from courses.curriculum.models import WeekSkill
from courses.diary.models import DiaryCard, Urge
from courses.diary.shape import URGE
from courses.measures.models import Response
from courses.measures.shelf import measures
from courses.practice.shape import SKILL_MAP, USES
from courses.skills.models import Skill
from groups.coverage.marks import Fact
from groups.coverage.queries import happened
from groups.handing.queries import handed_since
from groups.measuring.queries import shown_to_leaders
from groups.practising.access import Coming
from groups.practising.before import (
    DIARY_SKILLS,
    Card,
    Met,
    Part,
    Reading,
    Rows,
    Sheet,
    Total,
    high_urge_ids,
    readings,
    shared_maps,
    who_met,
)
from groups.seats.models import Enrollment
from groups.weeks.models import CohortLesson

SKILL, SHEET = "skill", "sheet"


@dataclass(frozen=True)
class Prepared:
    """One session as its leaders prepare it. `others` are those of whom there is nothing to read,
    whatever they share; `sheets` the worksheets of the session before."""

    readings: tuple[Reading, ...]
    others: tuple[str, ...]
    taught: tuple[str, ...]
    met: tuple[Met, ...]
    sheets: tuple[str, ...]


def prepared(coming: Coming, *, now: datetime) -> Prepared:
    """What members share since the session before, and hand in. Seven queries."""
    parts = _parts(coming, now=now)
    skills, taught, sheets = _named(coming)
    handed = handed_since([part.enrollment_id for part in parts], since=_begin(coming))
    cards = _cards(parts, since=coming.since, until=coming.session.on)
    rows = Rows(
        parts=parts,
        cards=cards,
        facts=_facts(parts),
        skills=skills,
        taught=taught,
        urge_names=_urge_names(high_urge_ids(cards, parts, since=coming.since)),
        totals=_totals(coming, now=now),
        sheets={
            part: tuple(Sheet(title, state) for title, state in rows)
            for part, rows in handed.items()
        },
    )
    maps = shared_maps(rows)
    found = readings(rows, maps, since=coming.since)
    return Prepared(
        readings=tuple(one for one in found if not one.is_empty),
        others=tuple(one.part.name for one in found if one.is_empty),
        taught=tuple(skills[pk] for pk in taught),
        met=tuple(one for one in who_met(rows, maps) if one.met or one.new_to),
        sheets=tuple(sheets),
    )


def _parts(coming: Coming, *, now: datetime) -> list[Part]:
    """Who takes part, with what they share now. One query."""
    in_force = Q(diary_shares__ends_at=None) | Q(diary_shares__ends_at__gt=now)
    rows = (
        Enrollment.objects.enrolled()
        .filter(cohort=coming.cohort)
        .annotate(shared=FilteredRelation("diary_shares", condition=in_force))
        .order_by("member__name", "pk")
        .values_list("pk", "member_id", "member__name", "shared__field", "shared__from_day")
    )
    found: dict[UUID, tuple[UUID, str, dict[str, date]]] = {}
    for pk, member_id, name, key, from_day in rows:
        part = found.setdefault(pk, (member_id, name, {}))
        if key is not None:
            part[2][key] = from_day
    return [Part(pk, *part) for pk, part in found.items()]


def _named(coming: Coming) -> tuple[dict[int, str], list[int], list[str]]:
    """The names of all skills by id, which of them this session teaches, in order, and the titles
    of the worksheets of the session before. One query."""
    taught_here = WeekSkill.objects.filter(
        week=coming.week_id, skill=OuterRef("pk"), skill__live=True
    )
    skills = Skill.objects.order_by().annotate(
        what=Value(SKILL), key=F("pk"), called=F("name"),
        place=Subquery(taught_here.values("order")[:1]),
    )  # fmt: skip
    given = CohortLesson.objects.order_by().filter(
        cohort_week__session=coming.before_id, worksheet__isnull=False
    )
    sheets = given.annotate(
        what=Value(SHEET), key=F("worksheet_id"), called=F("worksheet__title"), place=F("order")
    )
    columns = ("what", "key", "called", "place")
    rows = list(skills.values_list(*columns).union(sheets.values_list(*columns), all=True))
    placed = sorted((place, key, what) for what, key, _name, place in rows if place is not None)
    titles = {key: called for what, key, called, _place in rows if what == SHEET}
    return (
        {key: called for what, key, called, _place in rows if what == SKILL},
        [key for _place, key, what in placed if what == SKILL],
        list(dict.fromkeys(titles[key] for _place, key, what in placed if what == SHEET)),
    )


def _begin(coming: Coming) -> datetime:
    """When the day of the session before began, on the group's wall."""
    return datetime.combine(coming.since, time.min, coming.cohort.zone)


def _cards(parts: Collection[Part], *, since: date, until: date) -> list[Card]:
    """The days since, of those who share skills or an urge of their diary, and the skills of every
    day of those who share their map. One query."""
    maps = {part.member_id for part in parts if SKILL_MAP in part.since}
    days = {
        part.member_id
        for part in parts
        if any(key == DIARY_SKILLS or key.startswith(URGE) for key in part.since)
    }
    rows = DiaryCard.objects.filter(
        Q(member__in=days, day__gte=since, day__lte=until) | Q(member__in=maps) & ~Q(skills=[]),
        stands=True,
    )
    return [
        Card(*row)
        for row in rows.order_by("day").values_list("member_id", "day", "skills", "urges")
    ]


def _facts(parts: Collection[Part]) -> dict[UUID, list[Fact]]:
    """What sessions, lessons and logs tell, of those who share it. One query."""
    maps = {part.member_id for part in parts if SKILL_MAP in part.since}
    logs = {part.member_id for part in parts if USES in part.since}
    found: dict[UUID, list[Fact]] = {}
    for whose, fact in happened(maps, noted_by=maps | logs):
        found.setdefault(whose, []).append(fact)
    return found


def _urge_names(ids: Collection[str]) -> dict[str, str]:
    return {str(urge.pk): urge.name for urge in Urge.objects.filter(pk__in=ids)} if ids else {}


def _totals(coming: Coming, *, now: datetime) -> dict[UUID, tuple[Total, ...]]:
    """The latest totals since, of the measures that are shared now. One query."""
    shared = shown_to_leaders(now=now).filter(
        enrollment__cohort=coming.cohort,
        enrollment__in=Enrollment.objects.enrolled(),
        enrollment__member=OuterRef("member"),
        measure=OuterRef("measure"),
    )
    rows: Any = (
        Response.objects.filter(Exists(shared), answered_at__date__gte=coming.since)
        .order_by("answered_at", "given_at", "id")
        .values_list("member_id", "measure", "total", "answered_at")
    )
    known = measures()
    latest: dict[UUID, dict[str, Total]] = {}
    for member_id, slug, total, answered_at in rows:
        if (measure := known.get(slug)) is not None:
            told = Total(str(measure.name), total, measure.highest, answered_at.date())
            latest.setdefault(member_id, {})[slug] = told
    return {member_id: tuple(each.values()) for member_id, each in latest.items()}
