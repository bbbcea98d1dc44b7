"""`manage.py recover_second_factor EMAIL`: for whoever lost theirs and has no colleague."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import clock
from accounts.models import Account
from accounts.staffing import reset_second_factor


class Command(BaseCommand):
    """Forgets the second factor of one account and signs it out everywhere."""

    help = "Reset the lost second factor of a member of staff."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address of the account."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Resets and says what happens next. Fails for an address without an account."""
        account = Account.objects.filter(email=options["email"].strip().lower()).first()
        if account is None:
            raise CommandError("No account has this e-mail address.")
        reset_second_factor(account, by=None, now=clock.now())
        self.stdout.write(
            f"The second factor of {account.email} is reset and every session ended. "
            "They sign in with an e-mailed code and set up a new one; a letter tells them."
        )
