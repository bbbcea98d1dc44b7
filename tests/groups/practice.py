"""What the form of the practice log sends, and the skill that a test group was taught."""

import uuid
from typing import Any

from django.test import Client

from courses.models import Skill
from groups.models import Cohort
from tests.answers import Answer
from tests.groups.diaries import TODAY

NEW = "/practice/new/"


def taught(cohort: Cohort, week: int = 1) -> Skill:
    """What the group's week teaches: the first was given, the second is still to come."""
    return cohort.course.weeks.get(number=week).skills.get()


def use(used: Skill, **said: Any) -> dict[str, Any]:
    """What the page of a new use sends, with an id of its own unless one is given."""
    told = {"sending": str(uuid.uuid4()), "skill": used.pk, "day": TODAY.isoformat()}
    return told | said


def note(client: Client, used: Skill, **said: Any) -> Answer:
    """Notes a use of a skill, today unless another day is given."""
    return client.post(NEW, use(used, **said))
