"""Whether the database keeps every letter that people write: asked before `migrate` makes a table.

PostgreSQL takes its encoding from the machine's locale when a cluster is made. On a machine without
one that is SQL_ASCII: tables are made, pages look right, and the first curly quotation mark inside
a JSON column fails (`UntranslatableCharacter`).
"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


@register(Tags.database)
def every_letter_is_kept(
    app_configs: object, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """An error for each PostgreSQL database that is not UTF-8. One query each."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        if connections[alias].vendor != "postgresql":
            continue
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            [encoding] = cursor.fetchone()
        if encoding != "UTF8":
            found.append(
                Error(
                    f"The database keeps its text as {encoding}, which loses letters that people "
                    "write.",
                    hint="Make it anew: createdb --template template0 --encoding UTF8 "
                    "--owner evenkeel evenkeel",
                    id="config.E001",
                )
            )
    return found
