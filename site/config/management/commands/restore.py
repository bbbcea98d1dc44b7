"""`manage.py restore FILE`: puts a backup in place of what is here."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.archive.databases import CopyFailed, ToolMissing
from config.archive.files import KeysMissing, NotABackup, WouldOverwrite, read_backup
from config.release import VERSION


class Command(BaseCommand):
    help = "Restores a backup. Stop web and worker first."
    requires_system_checks = ()  # also into a database that has no tables yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="also when accounts or files are here already"
        )
        parser.add_argument(
            "--without-keys",
            action="store_true",
            help="also when a key is lost: what it sealed stays closed for good",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"]
        try:
            manifest = read_backup(
                source, replace=options["replace"], without_keys=options["without_keys"]
            )
        except WouldOverwrite as error:
            raise CommandError(
                "There are accounts or files here already; nothing was changed. Back them up, then "
                "add --replace to put the backup in their place."
            ) from error
        except KeysMissing as error:
            raise CommandError(
                f"{error} Put into .env the VAULT_KEYS of the day of the backup (a newer key may "
                "stand before them). Nothing was changed. Where a key is lost for good: "
                "--without-keys restores the rest."
            ) from error
        except (NotABackup, ToolMissing, CopyFailed) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}, written by Evenkeel {manifest.version}."
        )
        if manifest.keys is None:
            self.stdout.write(
                "The release that wrote it did not say which keys it needs: VAULT_KEYS must be "
                "those of that day, or sealed text stays closed."
            )
        # What a release brings along (texts, roles) is made by `setup`, as after any upgrade.
        steps = ["migrate"] if manifest.version == VERSION else ["migrate", "setup"]
        commands = ", ".join(f"manage.py {step}" for step in steps)
        self.stdout.write(f"Next: {commands}, then start web and worker.")
