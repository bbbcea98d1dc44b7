"""A group that meets already, with modules at which newcomers may join."""

from datetime import datetime, timedelta
from typing import Any

import clock
from courses.models import Course, Module, Week
from groups.models import Cohort
from groups.planning.advance import advance_cohorts
from tests.factories import make_course

# Six weeks: two of mindfulness, two of distress tolerance, two of emotion regulation.
MODULES = (Module.MINDFULNESS, Module.DISTRESS_TOLERANCE, Module.EMOTION_REGULATION)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def gated_course(**fields: Any) -> Course:
    """A course of six weeks; newcomers may join at its third and its fifth."""
    course = make_course(weeks=6, **({"gates": [1, 3, 5]} | fields))
    for place, module in enumerate(MODULES):
        weeks = Week.objects.filter(course=course, number__in=[2 * place + 1, 2 * place + 2])
        weeks.update(module=module)
    return course


def after_session(cohort: Cohort, number: int) -> datetime:
    """Lets time pass until the morning after that session; the worker looks in. Returns when."""
    clock.move_to(cohort.sessions.get(number=number).starts_at + timedelta(hours=14))
    look_in(cohort)
    return clock.now()


def look_in(cohort: Cohort) -> None:
    """The worker's look at groups, now."""
    advance_cohorts(clock.now())
    cohort.refresh_from_db()
