"""`manage.py held_about EMAIL`: how much is held about a person, record by record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Account
from audit.register import counts_about


class Command(BaseCommand):
    """Counts only: nobody's words leave the database. PEOPLE.md says what each record is."""

    help = "Counts what is held about whoever has this address, record by record."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address."""
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Prints a line for each kind of record and part, or refuses an address with nothing."""
        email = email.strip()
        if not email:
            raise CommandError("Please say whose: held_about EMAIL.")
        account = Account.objects.filter(email__iexact=email).first()
        found = counts_about(
            account_id=account.pk if account else None,
            members=[member.pk for member in account.members.all()] if account else [],
            address=email,
        )
        if not found:
            raise CommandError(f"Nothing that can be looked up is held about {email}.")
        for held, whose, number in found:
            part = whose.part.value + (f": {whose.path}" if whose.path else "")
            self.stdout.write(f"{number:6}  {held.model}  ({part})")
