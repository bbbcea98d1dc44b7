"""The doors to what is printed of a skill."""

from django.http import Http404

from courses.resources.exercises import PartOfSheet, deck_of, sheet_of
from courses.skills.models import Skill
from courses.skills.queries import shown_skills


def open_sheet(slug: str) -> tuple[Skill, tuple[PartOfSheet, ...]]:
    """A skill that everybody may see, with what can be filled in of it. Raises Http404."""
    skill = _open(slug)
    return skill, _something(sheet_of(skill))


def open_deck(slug: str) -> tuple[Skill, tuple[PartOfSheet, ...]]:
    """A skill that everybody may see, with what has cards. Raises Http404."""
    skill = _open(slug)
    return skill, _something(deck_of(skill))


def open_paper(slug: str, kind: str) -> Skill:
    """A skill that everybody may see and that has such a paper. Raises Http404."""
    if kind == "worksheet":
        return open_sheet(slug)[0]
    if kind == "cards":
        return open_deck(slug)[0]
    if kind == "skill":
        return _open(slug)
    raise Http404("no such paper")


def _open(slug: str) -> Skill:
    skill = shown_skills().filter(slug=slug).first()
    if skill is None:
        raise Http404("no such skill")
    return skill


def _something(parts: tuple[PartOfSheet, ...]) -> tuple[PartOfSheet, ...]:
    if not parts:
        raise Http404("nothing of it to print")
    return parts
