"""`manage.py crisis_lines_due`: which crisis lines a person has to call before people need them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import clock
from help.crisis import place_named
from help.due import due_numbers


class Command(BaseCommand):
    help = (
        "Lists the emergency numbers and crisis lines that are due for checking: older than a "
        "year, undated, or with one source at most. A person must call them, or read the line's "
        "own page; what they find goes into the site settings, or into help/content/lines/."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("countries", nargs="*", help="two letters each; none: all countries")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line for each number. Raises CommandError for letters that are no country."""
        asked = {_code(country) for country in options["countries"]}
        due = [
            number
            for number in due_numbers(today=clock.now().date())
            if not asked or number.country in asked
        ]
        for number in due:
            when = number.checked.isoformat() if number.checked else "-"
            self.stdout.write(
                f"{number.country}  {when:10}  {number.number:18}  {number.name}\n"
                f"                  {number.why}. {number.source}"
            )
        where = ", ".join(sorted(asked)) or "all countries"
        self.stdout.write(
            f"{len(due)} to check ({where}). Call each one, or read the line's own page."
            if due
            else f"Nothing is due ({where})."
        )


def _code(country: str) -> str:
    """Its letters in the list: GB for "UK" as well."""
    code = place_named(country) if len(country) == 2 else None
    if code is None:
        raise CommandError(f"{country.upper()} is no country. Two letters, such as GB.")
    return code
