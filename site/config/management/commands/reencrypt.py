"""`manage.py reencrypt`: after a new key was put first in VAULT_KEYS, move everything to it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.archive.keys import backups_that_need, old_keys
from vault.keys import SealBroken, newest_key_id, ring
from vault.reseal import keys_in_use, reseal_everything


class Command(BaseCommand):
    """Moves every sealed text to the newest key. Stop it at any time; run it again to go on."""

    help = (
        "Seal everything anew with the first key of VAULT_KEYS, and say which backups still need "
        "an older one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A folder of backups to look into."""
        parser.add_argument(
            "--backups", type=Path, help="a folder: names the backups in it that need an older key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line for each kind of row, then what the older keys are still needed for."""
        folder: Path | None = options["backups"]
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        unknown = ", ".join(repr(name) for name in sorted(keys_in_use() - set(ring())))
        if unknown:
            raise CommandError(
                f"There is text here that was sealed with {unknown}, which VAULT_KEYS does not "
                "have. Put it back behind the others; nothing was moved."
            )
        total = 0
        try:
            for what, moved in reseal_everything():
                total += moved
                self.stdout.write(f"{what}: {moved}")
        except SealBroken as error:
            raise CommandError(
                f"A text cannot be opened: {error}. What was moved before it stays moved."
            ) from error
        self.stdout.write(f"{total} rows moved to key {newest_key_id()!r}.")
        if old_keys():
            self._say_what_needs(old_keys(), folder)

    def _say_what_needs(self, names: list[str], folder: Path | None) -> None:
        keys = ", ".join(repr(name) for name in names)
        self.stdout.write(
            f"No text here needs {keys} any more. Links in letters that were made with it end when "
            "it leaves VAULT_KEYS."
        )
        if folder is None:
            self.stdout.write(
                f"Backups written before now may still need {keys}: keep it, apart from them, as "
                "long as you keep the last of them. `reencrypt --backups FOLDER` names them."
            )
            return
        still = list(backups_that_need(names, folder=folder))
        for path, needed in still:
            said = ", ".join(needed) if needed else f"may need {keys}: an earlier release wrote it"
            self.stdout.write(f"{path}: {'needs ' if needed else ''}{said}")
        if not still:
            self.stdout.write(f"No backup in {folder} needs {keys}.")
