"""The worker's jobs of this app: fetch, call one action."""

from datetime import datetime

from clock.jobs import every
from courses.lessons.files import make_pictures


@every(300, name="courses.pictures")
def make_missing_pictures(now: datetime) -> None:
    """Makes what pictures of lessons lack, after a restore for instance."""
    make_pictures()
