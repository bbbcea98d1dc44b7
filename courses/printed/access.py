"""The doors to what is printed of a skill."""

from courses.resources.exercises import PartOfSheet, deck_of, sheet_of
from courses.skills.access import open_skill
from courses.skills.gone import SkillNotOffered
from courses.skills.models import Skill


def open_sheet(slug: str) -> tuple[Skill, tuple[PartOfSheet, ...]]:
    """A skill with what can be filled in of it. Raises SkillNotOffered where nothing can."""
    skill = open_skill(slug)
    return skill, _something(sheet_of(skill))


def open_deck(slug: str) -> tuple[Skill, tuple[PartOfSheet, ...]]:
    """The same with what has cards. Raises SkillNotOffered where nothing has."""
    skill = open_skill(slug)
    return skill, _something(deck_of(skill))


def _something(parts: tuple[PartOfSheet, ...]) -> tuple[PartOfSheet, ...]:
    if not parts:
        raise SkillNotOffered
    return parts
