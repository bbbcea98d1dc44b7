"""The worker's jobs: each at its time, none stopped by another, each with a heartbeat."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clock.jobs import Job, Scheduled, all_jobs, job_ages, run_job, seconds_until_due
from clock.locks import held_by_one
from clock.models import JobRun
from clock.stopping import Stop
from clock.worker import run_all_once, run_until_stopped
from config import SITE_ROOT

REAL = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOLD = (
    "import os, sys, time, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; "
    "import config; django.setup(); from clock.locks import held_by_one\n"
    "with held_by_one('test.lock') as ours:\n"
    "    print(ours, flush=True); time.sleep(60)"
)


def nothing(now: datetime) -> None:
    """A job that ends well."""


def broken(now: datetime) -> None:
    raise LookupError("zoe@example.org is not to stand in a log")


def scheduled(run: Job = nothing, *, every: float = 30, name: str = "test.job") -> Scheduled:
    return Scheduled(name=name, run=run, every=every)


@pytest.mark.django_db
def test_a_job_that_ends_well_leaves_a_heartbeat() -> None:
    seen: list[datetime] = []
    assert run_job(scheduled(seen.append), now=REAL + timedelta(days=3), real=REAL)
    assert seen == [REAL + timedelta(days=3)]
    run = JobRun.objects.get()
    assert (run.name, run.ended_well_at, run.failures) == ("test.job", REAL, 0)


@pytest.mark.django_db
def test_a_job_that_fails_is_counted_and_recovers() -> None:
    run_job(scheduled(), now=REAL, real=REAL)
    later = REAL + timedelta(minutes=1)
    assert not run_job(scheduled(broken), now=later, real=later)
    assert not run_job(scheduled(broken), now=later, real=later)
    run = JobRun.objects.get()
    assert (run.failures, run.last_error, run.ended_well_at) == (2, "LookupError", REAL)
    assert run_job(scheduled(), now=later, real=later)
    run.refresh_from_db()
    assert (run.failures, run.last_error, run.ended_well_at) == (0, "", later)


@pytest.mark.django_db
def test_a_frequent_job_writes_its_heartbeat_every_ten_seconds_only() -> None:
    for seconds in (0, 1, 9, 10, 11):
        real = REAL + timedelta(seconds=seconds)
        run_job(scheduled(every=1), now=real, real=real)
    assert JobRun.objects.get().ended_well_at == REAL + timedelta(seconds=10)


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_does_not_stop_the_others() -> None:
    ran: list[str] = []
    jobs = [
        scheduled(broken, name="test.broken"),
        scheduled(lambda now: ran.append("other"), name="test.other"),
    ]
    assert not run_all_once(jobs)
    assert ran == ["other"]


@pytest.mark.django_db(transaction=True)
def test_the_loop_runs_each_job_at_its_time_until_it_is_stopped() -> None:
    stop = Stop()
    runs: list[str] = []

    def often(now: datetime) -> None:
        runs.append("often")
        if len(runs) >= 5:
            stop.set()

    jobs = [
        scheduled(often, every=0.01, name="test.often"),
        scheduled(lambda now: runs.append("seldom"), every=1000, name="test.seldom"),
    ]
    run_until_stopped(jobs, stop=stop)
    assert runs.count("seldom") == 1
    assert runs.count("often") >= 4


@pytest.mark.django_db(transaction=True)
def test_a_stop_waits_for_the_job_under_way_and_begins_no_other() -> None:
    stop = Stop()
    begun = threading.Event()
    done: list[str] = []

    def slow(now: datetime) -> None:
        begun.set()
        assert stop.wait(60)
        done.append("slow")

    jobs = [
        scheduled(slow, name="test.a"),
        scheduled(lambda now: done.append("next"), name="test.b"),
    ]
    loop = threading.Thread(target=run_until_stopped, args=(jobs,), kwargs={"stop": stop})
    loop.start()
    assert begun.wait(60)
    stop.set()
    loop.join(60)
    connections.close_all()
    assert done == ["slow"]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_waits_for_others_holds_no_other_up() -> None:
    stop = Stop()
    waiting, let_go = threading.Event(), threading.Event()
    runs: list[str] = []

    def wait_for_a_server(now: datetime) -> None:
        waiting.set()
        let_go.wait(60)
        runs.append("letters")

    def often(now: datetime) -> None:
        if waiting.is_set():
            runs.append("money")
        if runs.count("money") >= 3:
            let_go.set()
            stop.set()

    slow = Scheduled(name="test.slow", run=wait_for_a_server, every=1, apart=True)
    run_until_stopped([slow, scheduled(often, every=0.01, name="test.often")], stop=stop)
    assert runs == ["money", "money", "money", "letters"]


@pytest.mark.django_db
def test_a_restarted_worker_does_not_repeat_a_daily_job() -> None:
    daily = scheduled(every=86_400)
    assert seconds_until_due(daily, real=REAL) == 0
    run_job(daily, now=REAL, real=REAL)
    assert seconds_until_due(daily, real=REAL + timedelta(hours=1)) == 23 * 3600
    assert seconds_until_due(daily, real=REAL + timedelta(days=2)) == 0
    run_job(scheduled(broken, every=86_400), now=REAL, real=REAL)
    assert seconds_until_due(daily, real=REAL + timedelta(hours=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_that_another_worker_runs_is_left_to_it() -> None:
    ran: list[bool] = []
    job = scheduled(lambda now: ran.append(True))
    other_has_it = threading.Event()
    let_go = threading.Event()

    def other_worker() -> None:
        with held_by_one("job.test.job") as ours:
            assert ours
            other_has_it.set()
            let_go.wait(60)
        connections.close_all()

    other = threading.Thread(target=other_worker)
    other.start()
    assert other_has_it.wait(60)
    assert run_job(job, now=REAL, real=REAL)
    assert ran == []
    let_go.set()
    other.join()
    assert run_job(job, now=REAL, real=REAL)
    assert ran == [True]


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_keeps_no_lock() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=SITE_ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline().strip() == "True"
        with held_by_one("test.lock") as ours:
            shared_database = not ours
        holder.kill()
        holder.wait()
    assert shared_database or connections["default"].vendor == "postgresql"
    with held_by_one("test.lock") as ours:
        assert ours


@pytest.mark.django_db
def test_ready_names_the_jobs_that_are_late(client: Client) -> None:
    now = datetime.now(UTC)
    for job in all_jobs():
        JobRun.objects.create(name=job.name, started_at=now, ended_well_at=now)
    good = client.get("/healthz/ready")
    assert (good.status_code, good.json()["late"]) == (200, [])
    JobRun.objects.filter(name="outbox.send").update(ended_well_at=now - timedelta(minutes=5))
    bad = client.get("/healthz/ready")
    assert (bad.status_code, bad.json()["late"]) == (503, ["outbox.send"])
    assert bad.json()["jobs"]["outbox.send"] >= 300


@pytest.mark.django_db
def test_a_job_is_late_after_four_of_its_turns_and_never_before_a_minute() -> None:
    for job in all_jobs():
        JobRun.objects.create(name=job.name, started_at=REAL, ended_well_at=REAL)
    ages = job_ages(real=REAL + timedelta(seconds=59))
    assert not any(age.late for age in ages.values())
    ages = job_ages(real=REAL + timedelta(seconds=61))
    assert ages["outbox.send"].late
    assert not ages["outbox.wipe"].late


@pytest.mark.django_db
def test_query_count_of_ready_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/healthz/ready")
    with django_assert_num_queries(2):
        client.get("/healthz/ready")


def test_every_job_is_registered() -> None:
    names = {job.name for job in all_jobs()}
    assert {
        "outbox.send",
        "outbox.wipe",
        "config.publish_scheduled",
        "config.clear_sessions",
    } <= names
