"""Work that waits in rows: whoever takes a row leases it, and what fails rests before the next try.

Any number of workers may do so at once: a row is with one of them. A worker that dies leaves a
lease behind; when it ends, somebody else takes the row. A lease lasts real seconds, because a
conversation with another machine does; everything else goes by the site's clock.
"""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from clock.time import real_now

# What sets a row free again, whatever else is written down about it.
FREED: Mapping[str, None] = MappingProxyType({"lease": None, "lease_until": None})


class Work(models.Model):
    """A row that is worked off. Only who holds its lease may write down what became of it."""

    attempts = models.PositiveSmallIntegerField(default=0, help_text="how often it was taken")
    next_try_at = models.DateTimeField()
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, help_text="in real seconds")

    class Meta:
        abstract = True


W = TypeVar("W", bound=Work)


@dataclass(frozen=True)
class Backoff:
    """How long a row rests after a failure: `first`, then twice as long each time, at most
    `longest`; up to a tenth less, so that what failed together does not come back together."""

    first: timedelta
    longest: timedelta

    def at_most(self, attempts: int) -> timedelta:
        """The longest it rests after that many attempts."""
        return min(self.first * (1 << min(max(attempts, 1) - 1, 16)), self.longest)

    def after(self, attempts: int) -> timedelta:
        """How long it rests after that many attempts."""
        return self.at_most(attempts) * random.uniform(0.9, 1)  # noqa: S311  (no secret)


def due(now: datetime) -> Q:
    """Rows whose time has come and which nobody holds."""
    return Q(next_try_at__lte=now) & unheld()


def unheld() -> Q:
    """Rows that nobody holds, or whose holder died."""
    return Q(lease=None) | Q(lease_until__lte=real_now())


def claim(candidates: QuerySet[W], *, lease: timedelta) -> W | None:
    """Leases the first of the candidates that nobody else is taking; None when there is none."""
    taken = claim_many(candidates, most=1, lease=lease, holder=uuid.uuid4())
    return taken[0] if taken else None


def claim_many(
    candidates: QuerySet[W], *, most: int, lease: timedelta, holder: uuid.UUID
) -> list[W]:
    """Leases at most `most` of the candidates that nobody else is taking, the first of them first.

    They get the same `lease`, the holder's. Three statements for many as for one.
    """
    if not candidates.exists():  # an idle worker takes no write lock
        return []
    until = real_now() + lease
    with transaction.atomic():
        rows = list(candidates.select_for_update(skip_locked=True, of=("self",))[:most])
        if rows:
            taken = candidates.model._default_manager.filter(pk__in=[row.pk for row in rows])
            taken.update(lease=holder, lease_until=until, attempts=F("attempts") + 1)
    for row in rows:
        row.lease, row.lease_until, row.attempts = holder, until, row.attempts + 1
    return rows


def take_at_once(row: Work, *, lease: timedelta) -> None:
    """Leases a row that is about to be added to whoever adds it."""
    row.lease, row.lease_until, row.attempts = uuid.uuid4(), real_now() + lease, row.attempts + 1


def holds(row: Work) -> bool:
    """Whether the lease with which we took the row is not over yet."""
    return row.lease_until is not None and row.lease_until > real_now()


def put_back(rows: QuerySet[Any]) -> int:
    """Sets rows free that were taken and not begun, as if nobody had taken them; returns how many.
    The caller says which are still its own."""
    return rows.update(**FREED, attempts=F("attempts") - 1)


def rest(row: Work, *, until: datetime, **facts: Any) -> bool:
    """Puts a row that is still ours back to be tried again; returns whether it was ours."""
    ours = type(row)._default_manager.filter(pk=row.pk, lease=row.lease)
    return bool(ours.update(**{**facts, **FREED, "next_try_at": until}))
