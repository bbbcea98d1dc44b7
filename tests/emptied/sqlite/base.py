"""Django's SQLite, with another way to empty it."""

from django.db.backends.sqlite3 import base, operations

from tests.emptied import GivesBackTheFirstRows


class DatabaseOperations(GivesBackTheFirstRows, operations.DatabaseOperations):
    """SQLite's own, and the first rows."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own."""

    ops_class = DatabaseOperations
