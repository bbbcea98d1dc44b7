"""Reads over one member's log. Whoever calls these has passed a door."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import Member
from courses.practice.models import SkillUse


def uses_of(member: Member) -> QuerySet[SkillUse]:
    """All of them with their words, the newest first."""
    return SkillUse.objects.filter(member=member).select_related("skill")


def skills_of_day(member: Member, day: date) -> dict[int, str]:
    """The skills that the member noted on a day, by id; those that are still there. One query."""
    uses = SkillUse.objects.filter(member=member, day=day, skill__isnull=False)
    return dict(uses.order_by("skill_name").values_list("skill_id", "skill_name"))
