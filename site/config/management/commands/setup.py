"""`manage.py setup`: a clinic's first day, and the step after every upgrade."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

import clock
from help.brand import brand
from pages.setup import LONGEST_NAME, first_coordinator, set_up_site, stands_already


class Command(BaseCommand):
    help = (
        "Makes the pages, lessons, courses, policies and roles that are missing, and invites the "
        "first coordinator. Safe to run again: what people have edited stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="", help="the practice's name; needed the first time")
        parser.add_argument("--coordinator", default="", help="e-mail of the first coordinator")
        parser.add_argument("--contact", default="", help="where visitors' questions go")

    def handle(self, *args: Any, **options: Any) -> None:
        for option in ("coordinator", "contact"):
            if options[option]:
                try:
                    validate_email(options[option])
                except ValidationError:
                    raise CommandError(f"--{option} is not an e-mail address.") from None
        name = options["name"].strip()
        if not name and not stands_already():
            raise CommandError("Please say the practice's name: --name 'Harbour Practice'.")
        if len(name) > LONGEST_NAME:
            raise CommandError(f"--name may have {LONGEST_NAME} letters at most.")
        now = clock.now()
        set_up_site(name=name, now=now, contact_email=options["contact"])
        # A new release may search more than the one that wrote the index.
        call_command("update_index", verbosity=0)
        self.stdout.write("The site stands: pages, lessons, courses and policies are in place.")
        if options["coordinator"]:
            first_coordinator(options["coordinator"], now=now)
            self.stdout.write(
                f"{options['coordinator']} is invited as coordinator. The letter leaves as soon as "
                "the worker runs; they sign in with an e-mailed code and set up a second factor."
            )
        country = brand().default_country
        self.stdout.write(
            "Before you open, a person must call the crisis lines of your members' countries: "
            f"manage.py crisis_lines_due {country} lists what has to be checked."
        )
        self.stdout.write("Please have a lawyer read the agreement, terms and privacy notice.")
