"""The skills that everybody may see."""

from django.db.models import QuerySet

from courses.skills.models import Skill


def shown_skills() -> QuerySet[Skill]:
    """The skills of the library, by name: published, in the words that were published."""
    return Skill.objects.filter(live=True)
