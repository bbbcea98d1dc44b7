"""`manage.py setup`: a clinic's first day, and the step after every upgrade."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

import clock
from help.brand import brand
from help.crisis import place_named
from pages.setup import LONGEST_NAME, first_coordinator, set_up_site, stands_already


class Command(BaseCommand):
    help = (
        "Makes the pages, lessons, courses, policies and roles that are missing, and invites the "
        "first coordinator. Safe to run again: what people have edited stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="", help="the practice's name; needed the first time")
        parser.add_argument("--country", default="", help="its country, two letters such as GB")
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
        country = place_named(options["country"]) if options["country"] else ""
        if country is None or len(country) > 2:  # "elsewhere" is a place for readers
            raise CommandError("--country is no country we know. Two letters, such as GB.")
        now = clock.now()
        set_up_site(name=name, now=now, contact_email=options["contact"], country=country)
        # A new release may search more than the one that wrote the index.
        call_command("update_index", verbosity=0)
        self.stdout.write("The site stands: pages, lessons, courses and policies are in place.")
        if options["coordinator"]:
            self._invite(options["coordinator"], now)
        practice = brand()
        self.stdout.write(
            f"{practice.name} stands in {practice.default_country} "
            "(change it here with --name and --country, or under Pages and lessons)."
        )
        self.stdout.write(
            "Before you open, a person must call the crisis lines of your members' countries: "
            f"manage.py crisis_lines_due {practice.default_country} lists what has to be checked."
        )
        self.stdout.write("Please have a lawyer read the agreement, terms and privacy notice.")

    def _invite(self, email: str, now: datetime) -> None:
        if first_coordinator(email, now=now):
            self.stdout.write(
                f"{email} is invited as coordinator. The letter leaves as soon as the worker runs; "
                "they sign in with an e-mailed code and set up a second factor."
            )
        else:
            self.stdout.write(
                f"{email} is a coordinator already: no second letter. One more, where the first is "
                f"lost: manage.py invite {email} coordinator."
            )
