"""`manage.py invite EMAIL ROLE`: the first coordinator, or anybody after."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

import clock
from accounts.roles import Role
from accounts.staffing import invite_staff


class Command(BaseCommand):
    """Gives a role and posts the invitation."""

    help = "Invite somebody to work here: facilitator, marketer or coordinator."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address and the role."""
        parser.add_argument("email")
        parser.add_argument("role", choices=[role.name.lower() for role in Role])

    def handle(self, *args: Any, **options: Any) -> None:
        """Invites, and says what happens next. Fails for something that is no address."""
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError("That is not an e-mail address.") from error
        role = Role[options["role"].upper()]
        account = invite_staff(options["email"], role, by=None, now=clock.now())
        self.stdout.write(
            f"{account.email} is invited as {role.label.lower()}: a letter is on its way. "
            "They sign in with an e-mailed code and set up a second factor."
        )
