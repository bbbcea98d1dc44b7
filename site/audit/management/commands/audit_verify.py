"""`manage.py audit_verify`: does the trail still say what it said?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.seals import verify_chain


class Command(BaseCommand):
    """Recomputes the hash chain; exit code 1 if a sealed entry was changed, added or removed."""

    help = "Check the audit trail's hash chain. Keep the printed head elsewhere to compare later."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what was checked and the head of the chain."""
        verdict = verify_chain()
        if not verdict.whole:
            seals = ", ".join(str(seal) for seal in verdict.broken)
            raise CommandError(f"The chain is broken at seal {seals}: entries were altered.")
        self.stdout.write(
            f"{verdict.entries} entries under {verdict.seals} seals hold; "
            f"{verdict.unsealed} wait for the next seal. Head: {verdict.head}"
        )
