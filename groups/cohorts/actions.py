"""What happens to a cohort as a whole: it opens, begins to meet, and ends."""

from datetime import datetime

from django.db.models import QuerySet

from audit.states import StateMoved, move, move_all
from groups.cohorts.models import Cohort


def open_cohort(cohort: Cohort, *, by: int, now: datetime) -> bool:
    """A draft shows in public and takes people; False when it was no draft any more."""
    try:
        move(cohort, to=Cohort.State.OPEN, act="cohort.opened", by=by, now=now)
    except StateMoved:
        return False
    return True


def start_cohorts(cohorts: QuerySet[Cohort], *, now: datetime) -> int:
    """Those of the cohorts that are open begin to meet; returns how many. One query for none."""
    return move_all(cohorts, to=Cohort.State.RUNNING, act="cohort.started", by=None, now=now)


def end_cohort(cohort: Cohort, *, now: datetime) -> bool:
    """A running cohort's course is over; False when it was not running (any more)."""
    try:
        move(cohort, to=Cohort.State.ENDED, act="cohort.ended", by=None, now=now)
    except StateMoved:
        return False
    return True
