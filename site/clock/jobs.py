"""The worker's jobs: a register that each app's `tasks.py` adds to, and their heartbeats.

`manage.py worker` runs what is due. A job is a function of `now` that asks the database what is due
and does it; it may be killed at any point and run again.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error

from clock.locks import held_by_one
from clock.models import JobRun

logger = logging.getLogger(__name__)
Job = Callable[[datetime], None]

# A heartbeat costs a write and a disk flush, so a job that runs every second leaves one in ten.
HEARTBEAT = timedelta(seconds=10)
LATE_AT_LEAST = 60.0
LATE_AFTER_RUNS = 4


@dataclass(frozen=True)
class Scheduled:
    """A job and how often it runs, in real seconds.

    `alone`: in one worker at a time. `apart`: in a thread of its own, because it talks to others.
    """

    name: str
    run: Job
    every: float
    alone: bool = True
    apart: bool = False


@dataclass(frozen=True)
class Age:
    """Real seconds since a job last ended well (None: never), and whether that is too long."""

    seconds: float | None
    late: bool


_jobs: dict[str, Scheduled] = {}


def every(
    seconds: float, *, name: str, alone: bool = True, apart: bool = False
) -> Callable[[Job], Job]:
    """Registers the decorated function under `name`, to run every `seconds` of real time.

    With several workers side by side it runs in one of them at a time, unless `alone` is off. A job
    that waits for other machines is best kept `apart`, so that it holds no other job up.
    """

    def register(job: Job) -> Job:
        _jobs[name] = Scheduled(name=name, run=job, every=seconds, alone=alone, apart=apart)
        return job

    return register


def all_jobs() -> list[Scheduled]:
    """Every registered job, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def run_job(job: Scheduled, *, now: datetime, real: datetime) -> bool:
    """Runs one job and keeps its heartbeat; returns False if it failed.

    A failing job is logged and counted; it never stops the others. A job that another worker is
    running is left to it.
    """
    with held_by_one(f"job.{job.name}") if job.alone else nullcontext(True) as ours:
        if not ours:
            return True
        try:
            job.run(now)
        except Exception as error:
            logger.exception("job failed", extra={"job": job.name})
            _note_failure(job, error, real=real)
            return False
        _note_success(job, real=real)
        return True


def _note_success(job: Scheduled, *, real: datetime) -> None:
    run = JobRun.objects.filter(name=job.name).first()
    fresh = (
        run is not None
        and not run.failures
        and run.ended_well_at is not None
        and timedelta(0) <= real - run.ended_well_at < HEARTBEAT
    )
    if not fresh:
        JobRun.objects.update_or_create(
            name=job.name,
            defaults={"started_at": real, "ended_well_at": real, "failures": 0, "last_error": ""},
        )


def _note_failure(job: Scheduled, error: Exception, *, real: datetime) -> None:
    try:
        run, _ = JobRun.objects.get_or_create(name=job.name, defaults={"started_at": real})
        run.started_at = real
        run.failures += 1
        run.last_error = type(error).__name__
        run.save(update_fields=["started_at", "failures", "last_error"])
    except Error:
        # Perhaps the database is what failed; the age of the heartbeat tells it all the same.
        logger.warning("failure not noted", extra={"job": job.name})


def seconds_until_due(job: Scheduled, *, real: datetime) -> float:
    """How long until `job` is due by its last heartbeat: 0 if it never ran or is overdue.

    A restarted worker does not repeat a daily job.
    """
    run = JobRun.objects.filter(name=job.name).first()
    if run is None or run.ended_well_at is None or run.failures:
        return 0.0
    return max(0.0, job.every - (real - run.ended_well_at).total_seconds())


def job_ages(*, real: datetime) -> dict[str, Age]:
    """Each registered job's age at the machine's time `real`."""
    runs = {run.name: run for run in JobRun.objects.all()}
    ages: dict[str, Age] = {}
    for job in all_jobs():
        run = runs.get(job.name)
        seconds = (real - run.ended_well_at).total_seconds() if run and run.ended_well_at else None
        longest = max(LATE_AT_LEAST, LATE_AFTER_RUNS * job.every)
        ages[job.name] = Age(seconds=seconds, late=seconds is None or seconds > longest)
    return ages
