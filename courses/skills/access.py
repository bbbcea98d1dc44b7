"""The door to a skill: everybody's, as far as it is published."""

from courses.skills.gone import SkillNotOffered
from courses.skills.models import Skill
from courses.skills.queries import shown_skills


def open_skill(slug: str) -> Skill:
    """A skill that everybody may see. Raises SkillNotOffered, for a draft just as for nothing."""
    skill = shown_skills().filter(slug=slug).first()
    if skill is None:
        raise SkillNotOffered
    return skill
