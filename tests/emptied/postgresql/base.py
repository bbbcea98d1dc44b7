"""Django's PostgreSQL, with another way to empty it."""

from django.db.backends.postgresql import base, operations

from tests.emptied import GivesBackTheFirstRows


class DatabaseOperations(GivesBackTheFirstRows, operations.DatabaseOperations):
    """PostgreSQL's own, and the first rows."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own."""

    ops_class = DatabaseOperations
