"""`manage.py reencrypt`: after a new key was put first in VAULT_KEYS, move everything to it."""

from typing import Any

from django.core.management.base import BaseCommand

from vault.keys import newest_key_id
from vault.reseal import reseal_everything


class Command(BaseCommand):
    """Moves every sealed text to the newest key. Stop it at any time; run it again to go on."""

    help = "Seal everything anew with the first key of VAULT_KEYS; older keys may then be removed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line for each kind of row."""
        total = 0
        for what, moved in reseal_everything():
            total += moved
            self.stdout.write(f"{what}: {moved}")
        self.stdout.write(f"{total} rows moved to key {newest_key_id()!r}.")
