"""`manage.py demo`: builds the demo world once, starts everything, and says what to try."""

import signal
import sys
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clock.stopping import Stop, stop_on_signals
from demo.launch import (
    HIGHEST_PORT,
    CouldNotStart,
    FolderRefused,
    PortForbidden,
    make_folder,
    parts_of_the_demo,
    port_is_free,
    run,
)
from demo.people import ANA, BEN, STAFF
from demo.preparing import prepare

WELCOME = """
Evenkeel is up.

  Address      {url}
  People       {url}/demo/   who to be, their codes, and the clock
  Letters      {url}/mailbox/
  Next groups  {url}/groups/

Sign in at {url}/account/login/code/ with an address; the code lands in the mailbox.
  Visitor      needs no account; any invented address enrols
  Members      {members}
  Staff        {staff}
               staff also show a second factor: {url}/demo/ has their codes

Cards          4242 4242 4242 4242 pays · 4000 0025 0000 3155 asks the bank first
               4000 0000 0000 0002 is declined · 4000 0000 0000 9995 has not enough on it
               (any future date, any three digits)

The clock is moved at {url}/demo/ (an hour before the session, when the room opens, …).
The crisis lines are real and were read, not called: before a clinic goes live, a person must call
those of its countries (manage.py crisis_lines_due GB lists what has to be checked).
Logs are in {data}/logs. Ctrl-C stops everything.
"""


class Command(BaseCommand):
    help = "Runs the whole demo on this machine."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo is not for production: use make demo.")
        port = urlsplit(settings.SITE_URL).port or 8000
        _check_ports(port)
        try:
            make_folder(settings.DATA_DIR)
        except FolderRefused as error:
            raise CommandError(
                f"The demo cannot keep its data in {settings.DATA_DIR}: {error}. "
                "Name another folder: make demo DATA=some/folder"
            ) from error
        # As long as nothing runs beside us there is nothing to put in order, and the kernel ends us
        # at once. As an exception a Ctrl-C could be lost, where SQLite calls back into Python.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prepare(say=self.stdout.write)
        self._run(port)

    def _run(self, port: int) -> None:
        assert settings.CLOCK_FILE is not None  # not in production
        stop = Stop()
        stop_on_signals(stop)
        parts = parts_of_the_demo(
            port=port,
            data=settings.DATA_DIR,
            webhook_secret=settings.STRIPE_WEBHOOK_SECRET,
            clock_file=settings.CLOCK_FILE,
        )
        answers = {
            f"http://127.0.0.1:{port + 1}/": parts[0],
            f"http://127.0.0.1:{port}/healthz/live": parts[1],
        }
        try:
            run(parts, answers=answers, when_up=self._welcome, stop=stop)
        except CouldNotStart as error:
            raise CommandError(str(error)) from error
        finally:
            with suppress(OSError):  # the terminal may be the one that has gone
                self.stdout.write("Stopped.")

    def _welcome(self) -> None:
        self.stdout.write(
            WELCOME.format(
                url=settings.SITE_URL,
                members=f"{ANA.email} · {BEN.email} (discreet letters)",
                staff="\n               ".join(
                    f"{person.email} ({person.role.label.lower()})" for person in STAFF
                ),
                data=settings.DATA_DIR,
            )
        )
        sys.stdout.flush()


def _check_ports(port: int) -> None:
    if port >= HIGHEST_PORT:  # the sandbox takes the one above
        raise CommandError(f"Port {port} is too high. Try another one: make demo PORT=8000")
    for number in (port, port + 1):
        try:
            if not port_is_free(number):
                raise CommandError(
                    f"Port {number} is in use. Try another one: make demo PORT={_another(port)}"
                )
        except PortForbidden as error:
            raise CommandError(
                f"Port {number} is kept for root on this machine. "
                "Try one from 1024 upwards: make demo PORT=8000"
            ) from error


def _another(port: int) -> int:
    return port + 100 if port + 101 <= HIGHEST_PORT else 8000
