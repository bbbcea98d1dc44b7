"""States and the steps between them: a row moves by the table of its model, and by nothing else.

A model with a field `state` has a table beside it: `steps = Steps({...})`. Only the area that owns
the model moves it, through the functions here; everybody else calls that area's actions.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from audit.actions import record, record_each

NOTHING: Mapping[str, Any] = MappingProxyType({})


class StateMoved(Exception):
    """The row is not, or no longer, where this step begins. Nothing was changed; look again."""


@dataclass(frozen=True)
class Steps:
    """Where each state may lead: `{from: {to, …}}`, every state once, an end with nothing."""

    table: Mapping[str, frozenset[str]]

    def allow(self, before: str, to: str) -> bool:
        """Whether `to` may follow `before`."""
        return to in self.table[before]

    def before(self, to: str) -> list[str]:
        """The states from which a step leads to `to`."""
        return [str(state) for state, following in self.table.items() if to in following]


def steps_of(model: type[Model]) -> Steps:
    """The table of a model. Raises TypeError for one without."""
    found = getattr(model, "steps", None)
    if not isinstance(found, Steps):
        raise TypeError(f"{model.__name__} has no table of steps")
    return found


def move(
    row: Model,
    *,
    to: str,
    act: str,
    by: int | None,
    now: datetime,
    changes: Mapping[str, Any] = NOTHING,
    if_still: Mapping[str, Any] = NOTHING,
    member_id: UUID | None = None,
    **facts: Any,
) -> None:
    """One step of one row, with its entry in the trail: both in one transaction, or neither.

    `changes` are set with it, `if_still` must hold beside the state the caller saw. Raises
    StateMoved where the table has no such step or somebody else was first.
    """
    with one_transaction():
        before = move_unrecorded(row, to=to, changes=changes, if_still=if_still)
        record(
            act, on=row, by=by, member_id=member_id, now=now, before=before, after=str(to), **facts
        )


def move_unrecorded(
    row: Model,
    *,
    to: str,
    changes: Mapping[str, Any] = NOTHING,
    if_still: Mapping[str, Any] = NOTHING,
) -> str:
    """The same without an entry, for what waits in line to be worked off (letters, events): no
    person's doing, and the row itself keeps what became of it. Returns the state before.
    """
    model = type(row)
    before = _state_of(row)
    if not steps_of(model).allow(before, to):
        raise StateMoved(f"{model.__name__} {row.pk}: no step from {before} to {to}")
    seen = {**if_still, "pk": row.pk, "state": before}
    if model._default_manager.filter(**seen).update(**{**changes, "state": str(to)}) != 1:
        raise StateMoved(f"{model.__name__} {row.pk} is no longer {before}")
    computed = [name for name, value in changes.items() if hasattr(value, "resolve_expression")]
    for name, value in {**changes, "state": str(to)}.items():
        if name not in computed:
            setattr(row, name, value)
    if computed:
        row.refresh_from_db(fields=computed)
    return before


def move_all(
    rows: QuerySet[Any],
    *,
    to: str,
    act: str,
    by: int | None,
    now: datetime,
    changes: Mapping[str, Any] = NOTHING,
) -> int:
    """One step of many rows, each with its entry, in as many queries for many as for one; returns
    how many moved.

    Rows from whose state no step leads there stay as they are.
    """
    model = rows.model
    able = rows.filter(state__in=steps_of(model).before(to))
    if not able.exists():  # an idle worker takes no write lock
        return 0
    with one_transaction():
        found = list(able.select_for_update(of=("self",)))
        before = {row.pk: _state_of(row) for row in found}
        model._default_manager.filter(pk__in=before).update(**{**changes, "state": str(to)})
        record_each(
            act,
            on=found,
            by=by,
            now=now,
            facts=({"before": before[row.pk], "after": str(to)} for row in found),
        )
    return len(found)


def move_all_unrecorded(
    rows: QuerySet[Any], *, to: str, changes: Mapping[str, Any] = NOTHING
) -> int:
    """One step of many rows that wait in line, in one query; returns how many moved."""
    able = rows.filter(state__in=steps_of(rows.model).before(to))
    return able.update(**{**changes, "state": str(to)})


def one_transaction() -> AbstractContextManager[object]:
    """The caller's, where there is one: a savepoint of our own would be two statements more."""
    inside = transaction.get_connection().in_atomic_block
    return nullcontext() if inside else transaction.atomic()


def _state_of(row: Model) -> str:
    return str(row.__dict__["state"])
