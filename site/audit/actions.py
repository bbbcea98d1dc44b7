"""Writing down who did what to whose record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from audit.models import Entry

_together: ContextVar[list[Entry] | None] = ContextVar("entries to add together", default=None)


@contextmanager
def recorded_together() -> Iterator[None]:
    """Within it entries are kept, and added in one statement at its end, in their order.

    For one action of several steps, just inside its transaction: nothing of it may be undone by
    itself. An error adds none. `record` returns entries that have no number yet.
    """
    entries: list[Entry] = []
    token = _together.set(entries)
    try:
        yield
    finally:
        _together.reset(token)
    _add(entries)


def record(
    act: str,
    *,
    on: Model,
    by: int | None,
    now: datetime,
    role: str = "",
    member_id: UUID | None = None,
    **facts: Any,
) -> Entry:
    """Adds one entry in the caller's transaction, so that act and entry stand or fall together.

    `act` is a dotted verb ("seat.taken", "lesson.read"); `by` is an account's id, or None for the
    system itself; `facts` are ids, states, numbers and dates. Never a person's words: the trail is
    not encrypted and is kept when what it speaks of is gone.
    """
    entry = _entry(act, on=on, by=by, now=now, role=role, member_id=member_id, facts=facts)
    _add([entry])
    return entry


def record_each(
    act: str,
    *,
    on: Sequence[Model],
    by: int | None,
    now: datetime,
    facts: Iterable[Mapping[str, Any]],
) -> None:
    """The same act done to several rows at once: an entry for each, in one query.

    `facts` are those of each row, in the rows' order; whose record it is follows from the row.
    """
    _add(
        [
            _entry(
                act,
                on=row,
                by=by,
                now=now,
                member_id=getattr(row, "member_id", None),
                facts=its_facts,
            )
            for row, its_facts in zip(on, facts, strict=True)
        ]
    )


def _add(entries: list[Entry]) -> None:
    waiting = _together.get()
    if waiting is not None:
        waiting.extend(entries)
    elif len(entries) == 1:
        entries[0].save()
    elif entries:
        Entry.objects.bulk_create(entries)


def _entry(
    act: str,
    *,
    on: Model,
    by: int | None,
    now: datetime,
    facts: Mapping[str, Any],
    role: str = "",
    member_id: UUID | None = None,
) -> Entry:
    return Entry(
        at=now,
        actor_id=by,
        actor_role=role,
        act=act,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        member_id=member_id,
        facts={name: _plain(fact) for name, fact in facts.items()},
    )


def _plain(fact: Any) -> Any:
    if isinstance(fact, datetime):
        return fact.isoformat()
    return fact if isinstance(fact, int | float | bool | list | type(None)) else str(fact)
