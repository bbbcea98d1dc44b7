"""From what happened to a member's marks on a skill. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How somebody met a skill, in the order in which a map shows it."""

    TAUGHT = "taught", _("Taught live")
    MADE_UP = "made_up", _("Made up")
    READ = "read", _("Read")
    PRACTISED = "practised", _("Practised")
    COACHED = "coached", _("Coached")


class Source(models.TextChoices):
    """What tells of it."""

    SESSION = "session", _("Session")
    VISIT = "visit", _("Visit to another group")
    LESSON = "lesson", _("Lesson")
    LOG = "log", _("Practice log")
    DIARY = "diary", _("Diary card")
    COACHING = "coaching", _("Coaching")


@dataclass(frozen=True)
class Fact:
    """One thing that happened: a skill was met, in which way, on which day. `named` is the name of
    what tells of it, where it has one: a group, a lesson."""

    way: Way
    skill_id: int
    on: date
    source: Source
    named: str = ""


@dataclass(frozen=True)
class Mark:
    """One way in which somebody met a skill: on how many days, the first and the last of them, and
    what tells of the first."""

    way: Way
    first: date
    last: date
    days: int
    source: Source
    named: str


@dataclass(frozen=True)
class Covered:
    """The marks of one skill, in the order of ways."""

    skill_id: int
    marks: tuple[Mark, ...]

    @property
    def ways(self) -> frozenset[Way]:
        """In which ways it was met."""
        return frozenset(mark.way for mark in self.marks)

    def mark(self, way: Way) -> Mark | None:
        """The mark of one way, if there is any."""
        return next((mark for mark in self.marks if mark.way is way), None)


def coverage(facts: Iterable[Fact]) -> dict[int, Covered]:
    """The marks of every skill that was met, by its id; facts come in any order.

    A day counts once, however often a skill was met on it in the same way: whoever ticks a skill on
    their diary card and notes it in the log has practised it on one day.
    """
    by_skill: dict[int, dict[Way, list[Fact]]] = {}
    for fact in facts:
        by_skill.setdefault(fact.skill_id, {}).setdefault(fact.way, []).append(fact)
    return {
        skill_id: Covered(skill_id, tuple(_mark(found[way]) for way in Way if way in found))
        for skill_id, found in by_skill.items()
    }


def on_card(skills: Iterable[int], day: date) -> list[Fact]:
    """What a diary card tells."""
    return [Fact(Way.PRACTISED, skill_id, day, Source.DIARY) for skill_id in skills]


def _mark(facts: list[Fact]) -> Mark:
    days = sorted({fact.on for fact in facts})
    order = list(Source)
    told = min(facts, key=lambda fact: (fact.on, order.index(fact.source), fact.named))
    return Mark(told.way, days[0], days[-1], len(days), told.source, told.named)
