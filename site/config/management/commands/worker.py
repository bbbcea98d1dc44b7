"""`manage.py worker`: everything that happens without a visitor asking for it."""

from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from clock.jobs import all_jobs
from clock.stopping import Stop, stop_on_signals
from clock.worker import run_all_once, run_until_stopped
from config.archive.migrations import waiting_here
from config.release import VERSION


class Command(BaseCommand):
    help = (
        "Runs the site's jobs (letters, deadlines, stored payments, scheduled pages) until it is "
        "told to stop. Several workers may run side by side."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run every job one time and end")

    def handle(self, *args: Any, **options: Any) -> None:
        with suppress(DatabaseError):  # one that does not answer yet is waited for
            waiting = len(waiting_here())
            if waiting:
                raise CommandError(
                    f"The database has {waiting} migrations to go. First: manage.py migrate"
                )
        jobs = all_jobs()
        if options["once"]:
            if not run_all_once(jobs):
                raise CommandError("A job failed; the log names it.")
            return
        stop = Stop()
        stop_on_signals(stop)
        self.stdout.write(f"Worker runs {len(jobs)} jobs (Evenkeel {VERSION}).")
        run_until_stopped(jobs, stop=stop)
        self.stdout.write("Worker has ended.")
