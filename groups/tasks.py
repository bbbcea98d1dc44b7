"""The worker's jobs of this app: fetch, call one action."""

from datetime import datetime

from clock.jobs import every
from groups.clocks.actions import keep_the_hours
from groups.links.due import post_due_letters
from groups.measuring.due import post_due_measures
from groups.planning.advance import advance_cohorts
from groups.waiting.tending import tend_lists


@every(30, name="groups.due-letters")
def post_due(now: datetime) -> None:
    """Posts the letters that are due."""
    post_due_letters(now)


@every(300, name="groups.measures")
def ask_how_things_are(now: datetime) -> None:
    """Posts a letter to whoever their course asks now."""
    post_due_measures(now)


@every(60, name="groups.advance")
def advance(now: datetime) -> None:
    """Starts and ends groups, closes sessions that nobody ended, brings new lessons."""
    advance_cohorts(now)


@every(300, name="groups.clocks")
def follow_new_rules(now: datetime) -> None:
    """Keeps planned sessions on the hour of their wall, whichever time-zone rules came in."""
    keep_the_hours(now)


@every(30, name="groups.waiting")
def tend_waiting_lists(now: datetime) -> None:
    """Ends offers whose time is over, and posts by day what waited for it."""
    tend_lists(now)
