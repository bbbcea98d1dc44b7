"""The loop of `manage.py worker`: every job at its time, one after another.

Jobs that wait for other machines (a mail server that answers slowly) have a loop of their own each,
so that a stuck letter never delays a payment.
"""

import heapq
import logging
import threading
import time
from collections.abc import Sequence

from django.db import Error, close_old_connections, connections

import clock
from clock.jobs import Scheduled, run_job, seconds_until_due
from clock.stopping import Stop

logger = logging.getLogger(__name__)
LONGEST_REST = 1.0  # seconds; a stop is noticed at once, this only bounds a wrong clock


def run_all_once(jobs: Sequence[Scheduled]) -> bool:
    """Runs every job one time, due or not; returns whether all ended well."""
    outcomes = [_run(job) for job in jobs]  # a list: a failure does not stop the rest
    return all(outcomes)


def run_until_stopped(jobs: Sequence[Scheduled], *, stop: Stop) -> None:
    """Runs each job at its time until `stop` is set; the job under way is finished first.

    The time between two runs is counted from the end of the first, so that a slow job cannot crowd
    the others out.
    """
    loops = [
        threading.Thread(target=_loop, args=([job], stop), name=job.name)
        for job in jobs
        if job.apart
    ]
    for loop in loops:
        loop.start()
    _loop([job for job in jobs if not job.apart], stop)
    for loop in loops:
        loop.join()


def _loop(jobs: Sequence[Scheduled], stop: Stop) -> None:
    queue = [(time.monotonic() + _rest(job), place) for place, job in enumerate(jobs)]
    heapq.heapify(queue)
    try:
        while queue and not stop.is_set():
            due_at, place = queue[0]
            rest = due_at - time.monotonic()
            if rest > 0:
                stop.wait(min(rest, LONGEST_REST))
                continue
            _run(jobs[place])
            heapq.heapreplace(queue, (time.monotonic() + jobs[place].every, place))
    finally:
        connections.close_all()


def _run(job: Scheduled) -> bool:
    close_old_connections()
    try:
        return run_job(job, now=clock.now(), real=clock.real_now())
    except Exception:
        # Even the job's lock or heartbeat could not be had: the database is away, the disk is full.
        # Both come back, and the worker must be there then.
        logger.exception("job not run", extra={"job": job.name})
        close_old_connections()
        return False


def _rest(job: Scheduled) -> float:
    try:
        return seconds_until_due(job, real=clock.real_now())
    except Error:
        logger.exception("heartbeat not read", extra={"job": job.name})
        return 0.0
