"""How this installation stands: what `ready` answers, and a line in the log for what it lacks.

Each lack is said once when it begins and once when it is over, by each process that notices: web
processes look when they start and whenever somebody asks for `/healthz/ready`.
"""

import logging
import threading
from dataclasses import dataclass, field
from functools import cache

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection, connections

from clock import real_now
from clock.jobs import Age, job_ages
from config.archive.migrations import waiting_here
from config.static import HashedStaticFiles

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """Whether the database answers, how many migrations wait, whether the static files of this
    release are collected, and the age of each of the worker's jobs."""

    database: bool = True
    migrations: int = 0
    static: bool = True
    ages: dict[str, Age] = field(default_factory=dict)

    @property
    def late(self) -> list[str]:
        """The jobs that ran too long ago, or never."""
        return sorted(name for name, age in self.ages.items() if age.late)

    @property
    def ready(self) -> bool:
        """Whether nothing is lacking."""
        return self.database and self.static and not self.migrations and not self.late


def how_it_stands() -> Standing:
    """Looks, says in the log what is new about it, and returns it."""
    static = static_is_collected()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrations = _migrations_left()
        ages = {} if migrations else job_ages(real=real_now())
    except Error:
        found = Standing(database=False, static=static)
    else:
        found = Standing(migrations=migrations, static=static, ages=ages)
    _say(_lacks(found))
    return found


def look_at_start() -> None:
    """The same in a thread of its own, which leaves no connection behind."""
    try:
        how_it_stands()
    finally:
        connections.close_all()


@cache
def static_is_collected() -> bool:
    """Whether every static file of this code stands in the list that `collectstatic` wrote.

    Processes read that list when they start, so the answer is the same until they end.
    """
    kept: object = staticfiles_storage
    if not isinstance(kept, HashedStaticFiles):
        return True  # read where they stand
    ignored = StaticFilesConfig.ignore_patterns
    return all(
        name in kept.hashed_files for finder in get_finders() for name, _ in finder.list(ignored)
    )


_up_to_date = False


def _migrations_left() -> int:
    """How many wait; once none did, nobody asks again: new ones come with new code."""
    global _up_to_date
    if _up_to_date:
        return 0
    left = len(waiting_here())
    _up_to_date = left == 0
    return left


def _lacks(standing: Standing) -> dict[str, str]:
    """A sentence, with its next step, for each thing that is lacking."""
    lacks: dict[str, str] = {}
    if not standing.database:
        lacks["database"] = "The database does not answer: DATABASE_URL, or is it running?"
    if standing.migrations:
        lacks["migrations"] = (
            f"The database has {standing.migrations} migrations to go. First: manage.py migrate"
        )
    if not standing.static:
        lacks["static"] = (
            "Static files are not collected, or are those of another release. "
            "First: manage.py collectstatic, then start again"
        )
    if standing.ages and len(standing.late) == len(standing.ages):
        lacks["worker"] = (
            "No worker runs: letters, deadlines and payments wait. Start: manage.py worker"
        )
    elif standing.late:
        lacks["late"] = f"Jobs of the worker are late: {', '.join(standing.late)}"
    return lacks


_said: set[str] = set()
_one_at_a_time = threading.Lock()


def _say(lacks: dict[str, str]) -> None:
    with _one_at_a_time:
        for name, sentence in lacks.items():
            if name not in _said:
                logger.warning(sentence)
        for name in _said - lacks.keys():
            logger.warning("No longer lacking: %s", name)
        _said.clear()
        _said.update(lacks)
