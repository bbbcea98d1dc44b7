"""`manage.py about`: which release this is, and whether the database is up to it."""

from typing import Any

import django
import wagtail
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from clock.rules import release
from config.archive.migrations import waiting_here
from config.release import VERSION


class Command(BaseCommand):
    help = "Says which release of Evenkeel this is, on what it runs, and what is left to migrate."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Evenkeel {VERSION}")
        self.stdout.write(
            f"Django {django.__version__}, Wagtail {wagtail.__version__}, zone rules {release()}"
        )
        self.stdout.write(f"Database: {connection.vendor}, {_how_it_stands()}")


def _how_it_stands() -> str:
    try:
        waiting = waiting_here()
    except DatabaseError as error:
        return f"which does not answer: {error}"
    if waiting:
        return f"migrations left: {len(waiting)}. Next: manage.py migrate"
    return "every migration applied"
