"""How often a purchase asks the database, from the held seat to the paid page, events included."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.signals import connection_created

from groups.models import Cohort
from tests.payments.till import Till

# What it took when this was written; it comes down, never up. The bench counts the same over HTTP.
MOST = 225


@contextmanager
def every_statement() -> Iterator[list[str]]:
    """Statements of every thread, those of connections that open meanwhile included."""
    asked: list[str] = []

    def note(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if not str(sql).startswith(("BEGIN", "PRAGMA")):
            asked.append(str(sql))
        return execute(sql, params, many, context)

    def watch(connection: Any, **_more: Any) -> None:
        connection.execute_wrappers.append(note)

    connection_created.connect(watch)
    try:
        with connections["default"].execute_wrapper(note):
            yield asked
    finally:
        connection_created.disconnect(watch)


def test_from_held_to_paid_the_number_of_statements_has_a_limit(till: Till) -> None:
    """Events that arrive together may meet and ask again, so the quietest of three counts."""
    cohort = till.cohort()
    till.enrolled(cohort)  # what a process reads once is read
    assert min(_purchase(till, cohort) for _ in range(3)) <= MOST


def _purchase(till: Till, cohort: Cohort) -> int:
    payer = till.payer(cohort)
    with every_statement() as asked:
        payer.go_to_stripe()
        payer.pay()
        till.deliver()
        assert payer.come_back().status_code == 200
    assert payer.seat.state == "active"
    return len(asked)
