"""`manage.py clear_pin EMAIL`: for members who share an account and forgot a PIN."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import clock
from accounts.actions import clear_pin
from accounts.models import Member


class Command(BaseCommand):
    """Takes the PINs of one account's members away; each chooses a new one."""

    help = "Clear the forgotten PINs of the people on one account."

    def add_arguments(self, parser: CommandParser) -> None:
        """The account's address, and perhaps one member's name in the group."""
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="only this member's PIN")

    def handle(self, *args: Any, **options: Any) -> None:
        """Clears, and names whom. Fails when nobody there has a PIN."""
        members = Member.objects.filter(account__email=options["email"].strip().lower())
        if options["name"]:
            members = members.filter(name=options["name"])
        found = [member for member in members if member.pin_hash]
        if not found:
            raise CommandError("Nobody on this account has a PIN.")
        for member in found:
            clear_pin(member, by=None, now=clock.now())
            self.stdout.write(f"{member.name} chooses a new PIN at the next visit.")
