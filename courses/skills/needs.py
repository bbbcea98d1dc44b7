"""What somebody needs in a bad hour, in their own words, and which skills help then."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses import shipped
from courses.skills.models import Skill


@dataclass(frozen=True)
class Need:
    """What brings somebody here. `words` are theirs, `lead` is our first sentence about it.

    `skills` come first, by slug and in order; `situations` are those of the skills that are shown
    besides. `is_urgent`: the numbers to call stand above everything else.
    """

    slug: str
    words: str
    lead: str = ""
    situations: frozenset[str] = frozenset()
    skills: tuple[str, ...] = ()
    is_urgent: bool = False

    def is_met_by(self, skill: Skill) -> bool:
        """Whether the skill is shown for it."""
        return skill.slug in self.skills or self.has_situation_of(skill)

    def has_situation_of(self, skill: Skill) -> bool:
        """Whether the skill helps in one of its situations."""
        return not self.situations.isdisjoint(skill.needs)


def needs(folder: Path = shipped.CONTENT) -> tuple[Need, ...]:
    """Every need, the most urgent first."""
    return tuple(_need(entry) for entry in shipped.needs(folder))


def need_called(slug: str, folder: Path = shipped.CONTENT) -> Need | None:
    """The need with this slug, where there is one."""
    return next((need for need in needs(folder) if need.slug == slug), None)


def needs_met_by(skill: Skill, among: Iterable[Need]) -> list[Need]:
    """The needs that the skill is shown for: those where it comes first, then the others."""
    met = [need for need in among if need.is_met_by(skill)]
    return sorted(met, key=lambda need: skill.slug not in need.skills)


def _need(entry: dict[str, Any]) -> Need:
    return Need(
        slug=entry["slug"],
        words=entry["words"],
        lead=entry.get("lead", ""),
        situations=frozenset(entry.get("situations", ())),
        skills=tuple(entry.get("skills", ())),
        is_urgent=entry.get("urgent", False),
    )
