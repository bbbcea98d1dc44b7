"""A program that dies between two statements, wherever it is: the worker, a page, an event."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# Those of ours that may die; the threads of a test's other servers are no part of the story.
MORTAL = ("MainThread", "stripe-events")


class PowerCut(BaseException):
    """Nothing of ours catches it, as nothing catches kill -9."""


class Power:
    """Off from some statement on: that one and all after it are never asked, transactions that are
    open fall. A call to Stripe stands between two statements, so it may be the last thing done."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._off = False
        self.cuts = 0

    def __enter__(self) -> "Power":
        connection_created.connect(self._meets)
        connection.execute_wrappers.append(self._statement)
        return self

    def __exit__(self, *_error: object) -> None:
        connection_created.disconnect(self._meets)
        connection.execute_wrappers.remove(self._statement)

    @contextmanager
    def lasts(self, statements: int) -> Iterator[None]:
        """For so many statements; afterwards the program is started again."""
        self._left = statements
        try:
            yield
        except PowerCut:
            pass
        finally:
            if self._off:
                self.cuts += 1
                connection.close()  # what it had locked is free, as when a process is gone
            self._left, self._off = None, False

    def _meets(self, *, connection: BaseDatabaseWrapper, **_: Any) -> None:
        if self._statement not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._statement)

    def _statement(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if self._left is not None and threading.current_thread().name.startswith(MORTAL):
            self._left -= 1
            self._off = self._off or self._left < 0
            if self._off:
                raise PowerCut
        return execute(sql, *rest)
