"""Reads over the skills."""

from django.db.models import QuerySet

from courses.skills.models import Skill


def shown_skills() -> QuerySet[Skill]:
    """The skills that everybody may see: published, and with the words that were published."""
    return Skill.objects.filter(live=True)
