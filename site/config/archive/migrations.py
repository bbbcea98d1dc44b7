"""Which of our migrations a database has, and which this code knows: an older backup may come in
and be migrated, a newer one may not."""

from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config import REPOSITORY, SITE_ROOT

Name = tuple[str, str]


def applied_here() -> list[str]:
    """Those of our apps that this database has, as "groups.0001_initial", in order."""
    return _ours(MigrationRecorder(connection).applied_migrations())


def known_here() -> list[str]:
    """Those of our apps that this code has; what a squashed one replaces counts too."""
    known: set[Name] = set()
    for name, migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items():
        known |= {name, *migration.replaces}
    return _ours(known)


def waiting_here() -> list[str]:
    """Those of any app that `manage.py migrate` would apply."""
    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}"
        for app, name in loader.graph.nodes
        if (app, name) not in loader.applied_migrations
    )


def why_it_fails() -> str:
    """Why the database refused a command, where that is no fault of the command's; else ""."""
    try:
        waiting = waiting_here()
    except DatabaseError as error:
        return f"The database does not answer: {str(error).strip()}"
    if waiting:
        return f"The database has {len(waiting)} migrations to go. First: manage.py migrate"
    return ""


def _ours(names: Iterable[Name]) -> list[str]:
    labels = {
        app.label
        for app in apps.get_app_configs()
        if Path(app.path).parent in (REPOSITORY, SITE_ROOT)
    }
    return sorted(f"{app}.{name}" for app, name in names if app in labels)
