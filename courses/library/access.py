"""The doors to the library."""

from django.http import Http404

from courses.skills.gone import SkillNotOffered
from courses.skills.models import Skill
from courses.skills.needs import Need, need_called
from courses.skills.queries import shown_skills


def open_skill(slug: str) -> Skill:
    """A skill that everybody may see. Raises SkillNotOffered, for a draft just as for nothing."""
    skill = shown_skills().filter(slug=slug).first()
    if skill is None:
        raise SkillNotOffered
    return skill


def open_need(slug: str) -> Need:
    """A need that the library knows. Raises Http404."""
    need = need_called(slug)
    if need is None:
        raise Http404("no such need")
    return need
