"""Database, static files and world of the demo: made once, and again when the code has changed."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

import clock
from demo.world import build_world

DATABASE = "evenkeel.sqlite3"
# What a prepared demo is made of, in each app.
MADE_OF = ("migrations/*.py", "static/**/*", "content/**/*.yaml")


def prepare(*, say: Callable[[str], None]) -> None:
    """Prepares what is not prepared yet. It may be killed at any point and run again."""
    data: Path = settings.DATA_DIR
    stamp = data / "prepared"
    state = state_of_the_code(_our_apps(), settings.REPOSITORY / "requirements.txt")
    last_was_whole = stamp.exists()
    if last_was_whole and stamp.read_text() == state:
        return
    say("Preparing the database and the files …")
    stamp.unlink(missing_ok=True)
    half_made = begin_database(data / DATABASE)
    call_command("migrate", verbosity=0)
    # A file that was cut off in the middle is newer than its source: it would be kept as it is.
    call_command("collectstatic", interactive=False, verbosity=0, clear=not last_was_whole)
    if build_world(now=clock.now()):
        say("The demo world is built.")
    half_made.unlink(missing_ok=True)
    stamp.write_text(state)


def begin_database(database: Path) -> Path:
    """Marks a new database as half made, until the mark it returns is taken away.

    One that stayed half made is begun anew: not every migration of Wagtail's can be cut off in the
    middle and run again, and nobody has put anything into it yet.
    """
    mark = database.with_name("half-made")
    if mark.exists():
        for path in database.parent.glob(f"{database.name}*"):  # its write-ahead log too
            path.unlink()
    if not database.exists():
        mark.touch()
    return mark


def state_of_the_code(folders: Iterable[Path], *files: Path) -> str:
    """Changes when migrations, static files or texts of the apps in `folders` do, or `files`."""
    found = [
        path
        for folder in folders
        for pattern in MADE_OF
        for path in folder.glob(pattern)
        if path.is_file() and path.suffix != ".pyc"
    ]
    digest = hashlib.sha256()
    for path in sorted([*found, *files]):
        digest.update(f"{path}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _our_apps() -> list[Path]:
    """The folders of our own apps: never the data folder, wherever in the repository it lies."""
    roots = {settings.REPOSITORY, settings.REPOSITORY / "site"}
    return [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent in roots]
