"""`manage.py measures`: which measures load, and why a file does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.measures.shelf import Refused, files, look_at


class Command(BaseCommand):
    """Looks at every definition file, ours and the clinic's."""

    help = "Names every measure that loads, and says of each file that does not, why."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fails where a file is refused, so that a script notices."""
        looked = [(file, look_at(file)) for file in files()]
        for file, found in looked:
            if not isinstance(found, Refused):
                self.stdout.write(f"{found.slug}  {found.name}, version {found.version}  {file}")
        refused = [f"{file} {one.why}" for file, one in looked if isinstance(one, Refused)]
        if refused:
            raise CommandError("\n".join(refused))
