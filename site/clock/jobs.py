"""The worker's jobs: a register that each app's `tasks.py` adds to, and their heartbeats.

`manage.py worker` (in config) runs what is due. A job is a function of `now` that asks the database
what is due and does it; it may be killed at any point and run again.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from clock.models import JobRun

logger = logging.getLogger(__name__)
Job = Callable[[datetime], None]


@dataclass(frozen=True)
class Scheduled:
    """A job and how often it runs, in real seconds."""

    name: str
    run: Job
    every: float


@dataclass(frozen=True)
class Age:
    """Real seconds since a job last ended well (None: never), and whether that is too long."""

    seconds: float | None
    late: bool


_jobs: dict[str, Scheduled] = {}


def every(seconds: float, *, name: str) -> Callable[[Job], Job]:
    """Registers the decorated function under `name`, to run every `seconds` of real time."""

    def register(job: Job) -> Job:
        _jobs[name] = Scheduled(name=name, run=job, every=seconds)
        return job

    return register


def all_jobs() -> list[Scheduled]:
    """Every registered job, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def run_job(job: Scheduled, *, now: datetime, real: datetime) -> bool:
    """Runs one job and keeps its heartbeat; returns whether it ended well.

    A failing job is logged and counted; it never stops the others.
    """
    started = time.monotonic()
    JobRun.objects.update_or_create(name=job.name, defaults={"started_at": real})
    try:
        job.run(now)
    except Exception as error:
        logger.exception("job failed", extra={"job": job.name})
        row = JobRun.objects.get(name=job.name)
        row.failures += 1
        row.last_error = type(error).__name__
        row.save(update_fields=["failures", "last_error"])
        return False
    JobRun.objects.filter(name=job.name).update(ended_well_at=real, failures=0, last_error="")
    logger.debug("job done", extra={"job": job.name, "seconds": time.monotonic() - started})
    return True


def job_ages(*, real: datetime) -> dict[str, Age]:
    """Each registered job's age at the machine's time `real`."""
    runs = {run.name: run for run in JobRun.objects.all()}
    ages: dict[str, Age] = {}
    for job in all_jobs():
        run = runs.get(job.name)
        seconds = (
            (real - run.ended_well_at).total_seconds() if run and run.ended_well_at else None
        )
        ages[job.name] = Age(
            seconds=seconds, late=seconds is None or seconds > max(60.0, 4 * job.every)
        )
    return ages
