"""The skills that everybody may see."""

from django.db.models import QuerySet

from courses.skills.models import Skill


def shown_skills() -> QuerySet[Skill]:
    """The skills of the library, by name."""
    return Skill.objects.all()
