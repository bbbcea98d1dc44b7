"""`manage.py backup FILE`: the whole installation in one file, while it runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import clock
from config.archive.databases import CopyFailed, ToolMissing
from config.archive.files import NowhereToWrite, write_backup


class Command(BaseCommand):
    help = "Writes database and uploaded files into one .tar.gz. The site may go on running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        try:
            size = write_backup(target, now=clock.real_now())
        except (ToolMissing, CopyFailed) as error:
            raise CommandError(str(error)) from error
        except NowhereToWrite as error:
            raise CommandError(
                f"There is no folder {target.parent}. Mistyped, or not mounted? Make it first: a "
                "backup on the wrong disk is none."
            ) from error
        except OSError as error:
            raise CommandError(f"{target} could not be written: {error}") from error
        self.stdout.write(f"Wrote {target} ({size / 1_000_000:.1f} MB).")
        self.stdout.write("Keep VAULT_KEYS and SECRET_KEY apart from it: they are not inside.")
