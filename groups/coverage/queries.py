"""What happened to members that put a mark on their map of skills. Nothing of it is stored twice.

Taught live follows from attendance and from what the week of that session teaches (a course that
groups were founded on does not change any more), read from lessons read, practised from the log and
from diary cards. Visits that make up for a session and coaching have a way of their own (`Way`) and
bring their facts here when they come.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value

from accounts.models import Member
from courses.diary.models import DiaryCard
from courses.practice.models import SkillUse
from courses.skills.models import Module, Skill
from groups.attendance.queries import attended
from groups.coverage.marks import Covered, Fact, Source, Way, coverage, on_card
from groups.weeks.models import LessonRead

COLUMNS = ("way", "source", "whose", "what", "day_of", "told_by")


def covered(member: Member) -> dict[int, Covered]:
    """The member's marks by skill, whatever became of their seats. Two queries."""
    cards = DiaryCard.objects.filter(member=member, stands=True).exclude(skills=[])
    facts = [fact for _whose, fact in happened([member.pk])]
    used = (on_card(skills, day) for day, skills in cards.values_list("day", "skills"))
    return coverage([*facts, *(fact for each in used for fact in each)])


def happened(
    members: Collection[UUID],
    *,
    noted_by: Collection[UUID] | None = None,
) -> Iterator[tuple[UUID, Fact]]:
    """What sessions, lessons and the log tell of these members, beside whose it is. `noted_by` are
    those whose log is asked, where these are others.

    One query, however many.
    """
    log = members if noted_by is None else noted_by
    asked = _taught(members).union(_read(members), _noted(log), all=True)
    for way, source, whose, what, day, named in asked:
        yield whose, Fact(Way(way), what, day, Source(source), named)


def _taught(members: Collection[UUID]) -> QuerySet[Any, Any]:
    there = attended().filter(
        enrollment__member__in=members, session__week__week__week_skills__isnull=False
    )
    return _told(
        there, Way.TAUGHT, Source.SESSION, whose="enrollment__member_id",
        what="session__week__week__week_skills__skill_id", day_of="session__on",
        told_by=F("session__cohort__name"),
    )  # fmt: skip


def _read(members: Collection[UUID]) -> QuerySet[Any, Any]:
    read = LessonRead.objects.filter(member__in=members, lesson__skills__isnull=False)
    return _told(
        read, Way.READ, Source.LESSON, whose="member_id", what="lesson__skills", day_of="on",
        told_by=F("lesson__title"),
    )  # fmt: skip


def _noted(members: Collection[UUID]) -> QuerySet[Any, Any]:
    uses = SkillUse.objects.filter(member__in=members, skill__isnull=False)
    return _told(
        uses, Way.PRACTISED, Source.LOG, whose="member_id", what="skill_id", day_of="day",
        told_by=Value("", output_field=CharField()),
    )  # fmt: skip


def _told(
    rows: QuerySet[Any],
    way: Way,
    source: Source,
    *,
    whose: str,
    what: str,
    day_of: str,
    told_by: Any,
) -> QuerySet[Any, Any]:
    """The same six columns of each of them."""
    named: dict[str, Any] = {"way": Value(way.value), "source": Value(source.value)}
    named |= {"whose": F(whose), "what": F(what), "day_of": F(day_of), "told_by": told_by}
    told: QuerySet[Any, Any] = rows.order_by().annotate(**named).values_list(*COLUMNS)
    return told


@dataclass(frozen=True)
class MapLine:
    """A skill on a map, with what was met of it."""

    skill_id: int
    name: str
    slug: str
    covered: Covered | None

    @property
    def cells(self) -> list[bool]:
        """For each way in order, whether it was met so."""
        ways = self.covered.ways if self.covered else frozenset()
        return [way in ways for way in Way]


@dataclass(frozen=True)
class MapModule:
    """A module's skills by name; `met` are those with a mark."""

    name: str
    lines: tuple[MapLine, ...]

    @property
    def met(self) -> list[MapLine]:
        """Those that were met in any way."""
        return [line for line in self.lines if line.covered]


def skill_map(found: dict[int, Covered]) -> list[MapModule]:
    """Every skill that is published, and those that were met when they were, by module. `slug` is
    empty for one that has no page now. One query."""
    rows = Skill.objects.order_by("name").values_list("pk", "name", "slug", "module", "live")
    by_module: dict[str, list[MapLine]] = {}
    for pk, name, slug, module, live in rows:
        if live or pk in found:
            line = MapLine(pk, name, slug if live else "", found.get(pk))
            by_module.setdefault(module, []).append(line)
    return [
        MapModule(str(module.label), tuple(by_module[module]))
        for module in Module
        if module in by_module
    ]
