"""`manage.py demo`: builds the demo world once, starts everything, and says what to try."""

import hashlib
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

import clock
from demo.launch import CouldNotStart, parts_of_the_demo, port_is_free, wait_until_up, watch
from demo.people import ANA, BEN, STAFF
from demo.world import build_world

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
Logs are in {data}/logs. Ctrl-C stops everything.
"""


class Command(BaseCommand):
    help = "Runs the whole demo on this machine."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo is not for production: use make demo.")
        port = urlsplit(settings.SITE_URL).port or 8000
        for number in (port, port + 1):
            if not port_is_free(number):
                raise CommandError(
                    f"Port {number} is in use. Try another one: make demo PORT={port + 100}"
                )
        self._prepare()
        self._run(port)

    def _prepare(self) -> None:
        """Database, files and world; nothing of it is done twice for the same code."""
        data: Path = settings.DATA_DIR
        data.mkdir(parents=True, exist_ok=True)
        stamp = data / "prepared"
        state = _state_of_the_code()
        if not stamp.exists() or stamp.read_text() != state:
            self.stdout.write("Preparing the database and the files …")
            call_command("migrate", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            if build_world(now=clock.now()):
                self.stdout.write("The demo world is built.")
            stamp.write_text(state)

    def _run(self, port: int) -> None:
        assert settings.CLOCK_FILE is not None  # not in production
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGINT, end)
        signal.signal(signal.SIGTERM, end)
        parts = parts_of_the_demo(
            port=port,
            data=settings.DATA_DIR,
            webhook_secret=settings.STRIPE_WEBHOOK_SECRET,
            clock_file=settings.CLOCK_FILE,
        )
        try:
            for part in parts:
                part.start()
            wait_until_up(f"http://127.0.0.1:{port + 1}/", parts[0])
            wait_until_up(f"http://127.0.0.1:{port}/healthz/live", parts[1])
            self._welcome()
            watch(parts, stop=stop)
        except CouldNotStart as error:
            raise CommandError(str(error)) from error
        finally:
            for part in reversed(parts):
                part.stop()
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


def _state_of_the_code() -> str:
    """Changes when migrations, static files, texts or requirements change."""
    digest = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "*/static/**/*", "*/content/**/*.yaml"):
        for root in (settings.REPOSITORY, settings.REPOSITORY / "site"):
            for path in sorted(root.glob(pattern)):
                if path.is_file():
                    found = path.stat()
                    digest.update(f"{path}:{found.st_size}:{found.st_mtime_ns}".encode())
    digest.update((settings.REPOSITORY / "requirements.txt").read_bytes())
    return digest.hexdigest()
